import { allocationKey, type Space } from "../allocation/index.js";
import { at } from "../core/index.js";
import { admit, recommendBest, type SearchView } from "../searchers/index.js";
import {
  appendProposal,
  appendTrial,
  type Candidate,
  type Proposal,
  requireOutcome,
  type Trial,
  type Turn,
} from "../trials/index.js";
import { inOrder } from "./in-order.js";
import { loggedTask } from "./logged-task.js";
import { openStudyLog, type StudyLog } from "./open-study-log.js";
import { seenTrial } from "./seen-trial.js";
import { createMeter } from "./spending.js";
import type { Ending, Study, StudyOptions } from "./study.js";

/**
 * Runs a search: asks the searcher, tries what it proposes, asks again. A stream of trials; a run begins when it is iterated.
 *
 * With a log, every proposal is on the disk before its candidates are tried, and every trial before it is handed out. A run that was
 * killed at any point and resumed leaves the same bytes as one that was not, if the environment gives the same outcomes. While it
 * runs nobody else writes to the log: `<log>.lock` stands beside it.
 *
 * @throws RangeError if the space is empty or of another task than the environment, a number is not an integer of at least one, the
 * environment gives an outcome that a log could not give back (see `requireOutcome`), or the searcher proposes what may not leave it;
 * what reading a log throws
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const { simulate } = await door("environments");
 * const { randomSearch } = await door("searchers");
 * const task = parseTask(exampleTask);
 * const environment = simulate(drawInstance(priorOnly(task), 7, { questions: 50 }));
 * const study = runStudy({ searcher: randomSearch(), environment, space: createSpace(task), trials: 5, seed: "demo" });
 * for await (const trial of study) trial.outcome.kind; // a live world would tell of failures here
 * study.ending?.kind; // => "trials"
 */
export function runStudy(options: StudyOptions): Study {
  const { searcher, environment, space, seed, log, failures = "record", now, signal } = options;
  const { track = "black-box", concurrency = 1, resume = false, caps = {} } = options;
  requireCount("trials", options.trials);
  requireCount("concurrency", concurrency);
  if (space.task.name !== environment.task.name)
    throw new RangeError(`runStudy requires a space of ${environment.task.name}, got one of ${space.task.name}`);
  if (space.size === 0)
    throw new RangeError(
      `runStudy requires a budget that pays for an allocation of ${space.task.name}, got ${space.budget}; the cheapest is ${allocationKey(space.cheapest)} at ${space.costOf(space.cheapest)}`,
    );
  if (caps.seconds !== undefined && now === undefined)
    throw new RangeError("runStudy requires a clock, `now`, for a cap on seconds");

  const trials: Trial[] = [];
  const turns: Turn[] = [];
  const seen: Trial[] = [];
  const meter = createMeter(environment, caps, now);
  let resumed = 0;
  let ending: Ending | null = null;

  const view = (): SearchView => ({
    space,
    trials: seen,
    left: Math.max(1, options.trials - trials.length),
    want: Math.max(1, Math.min(concurrency, options.trials - trials.length)),
    questions: environment.questions,
    seed,
    ...(signal === undefined ? {} : { signal }),
  });
  const keep = (trial: Trial) => {
    trials.push(trial);
    seen.push(seenTrial(trial, track));
    meter.addTrial(trial);
  };
  const turn = (taken: Turn) => {
    turns.push(taken);
    meter.addProposal(taken.proposal);
  };

  async function* run(): AsyncGenerator<Trial> {
    const leaving = new AbortController();
    const stop = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
    const found = await opened();
    try {
      for (const taken of found?.turns ?? []) turn(taken);
      resumed = found?.trials.length ?? 0;
      for (const trial of found?.trials ?? []) {
        keep(trial);
        yield trial;
      }
      while (ending === null) {
        const batch = await nextBatch();
        if (batch === null) return;
        yield* evaluated(batch, stop);
      }
    } catch (error) {
      // What was under way is lost, and tried again by a resumed run.
      if (signal?.aborted !== true) throw error;
      ending = { kind: "aborted", why: "the run was stopped" };
    } finally {
      leaving.abort();
      found?.release();
    }
  }

  let opening: Promise<StudyLog | null> | null = null;
  function opened(): Promise<StudyLog | null> {
    opening ??= log === undefined ? nothing : openStudyLog(log, aboutOf(options, track), space.task, resume);
    const asked = opening;
    asked.catch(() => {
      if (opening === asked) opening = null; // what stood in the way may go
    });
    return asked;
  }

  /** Lets go of a log that was opened for an iteration that never began: the `finally` of its generator does not run then. */
  async function leave() {
    opening ??= nothing;
    const found = await opening.catch(() => null);
    opening = nothing;
    found?.release();
  }

  /** What is left of the last proposal, or else a new one; `null` at the end. */
  async function nextBatch(): Promise<readonly Candidate[] | null> {
    ending = meter.reached() ?? (trials.length >= options.trials ? allMade(trials.length) : null);
    if (ending !== null) return null;
    const last = turns.at(-1);
    const rest = last?.proposal.candidates.slice(trials.length - last.after) ?? [];
    if (rest.length > 0) return rest;
    if (last === undefined || last.proposal.candidates.length > 0 || fellSilent(last.proposal)) {
      const proposal = await ask();
      if (log !== undefined) await appendProposal(log, { after: trials.length, proposal });
      turn({ after: trials.length, proposal });
    }
    const { proposal } = at(turns, -1);
    if (proposal.candidates.length > 0) return proposal.candidates;
    ending = {
      kind: fellSilent(proposal) ? "failure" : "searcher",
      why: proposal.ending ?? `${searcher.name} proposed nothing more`,
    };
    return null;
  }

  async function ask(): Promise<Proposal> {
    signal?.throwIfAborted();
    const asked = view();
    // As a log would keep it, so that a resumed run knows no less and no more.
    const proposal = JSON.parse(JSON.stringify(await meter.thinking(() => searcher.propose(asked)))) as Proposal;
    signal?.throwIfAborted();
    const [refused] = admit(asked, proposal.candidates).refused;
    if (refused !== undefined)
      throw new RangeError(`${searcher.name} proposed ${refused.said}, which ${refused.why}; see admit`);
    return proposal;
  }

  async function* evaluated(batch: readonly Candidate[], stop: AbortSignal): AsyncGenerator<Trial> {
    let started = 0;
    let under = 0;
    const first = trials.length;
    const results = inOrder(concurrency, () => {
      const candidate = batch[started];
      if (candidate === undefined || first + started >= options.trials) return null;
      const units = meter.unitsOf(candidate, space);
      ending ??= meter.reached(units, under);
      if (ending !== null) return null;
      started++;
      under += units;
      return tryOut(candidate, units, stop);
    });
    for await (const { candidate, outcome, units } of results) {
      under -= units;
      if (outcome.kind === "failed" && failures === "stop") {
        ending = { kind: "failure", why: outcome.why };
        return;
      }
      const { allocation, questions, reason, note } = candidate;
      const trial: Trial = {
        index: trials.length,
        proposed: allocation,
        ...(questions === undefined ? {} : { questions }),
        outcome,
        ...(reason === undefined ? {} : { reason }),
        ...(note === undefined ? {} : { note }),
      };
      if (log !== undefined) await appendTrial(log, trial);
      keep(trial);
      yield trial;
    }
  }

  async function tryOut(candidate: Candidate, units: number, stop: AbortSignal) {
    const { allocation, questions } = candidate;
    const outcome = await environment.evaluate(allocation, {
      signal: stop,
      subsamples: track === "grey-box",
      ...(questions === undefined ? {} : { questions }),
    });
    requireOutcome(outcome, `${environment.name} for ${allocationKey(allocation)}`);
    return { candidate, outcome, units };
  }

  const stream = run();
  const iterator: AsyncIterableIterator<Trial> = {
    async next() {
      await opened(); // a generator that threw is over, and a refused run is not
      return stream.next();
    },
    async return() {
      try {
        return await stream.return(undefined);
      } finally {
        await leave();
      }
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return {
    [Symbol.asyncIterator]: () => iterator,
    async open() {
      await opened();
    },
    trials,
    turns,
    get resumed() {
      return resumed;
    },
    get ending() {
      return ending;
    },
    get spent() {
      return meter.spent();
    },
    recommend: () =>
      searcher.recommend === undefined
        ? recommendBest(seen)
        : meter.weighing(() => searcher.recommend?.(view()) ?? null),
  };
}

/** In place of a log, where there is none or it was let go. */
const nothing = Promise.resolve(null);

/** What the first line of a log says: all that decides what a run does, except how long it goes on and how wide. */
function aboutOf({ searcher, environment, space, seed, about }: StudyOptions, track: string): Record<string, unknown> {
  return {
    task: space.task.name,
    taskFile: loggedTask(space.task),
    budget: space.budget,
    ...(isWhole(space) ? {} : { grid: space.grid }),
    searcher: searcher.name,
    world: environment.name,
    ...(environment.identity === undefined ? {} : { environment: environment.identity() }),
    questions: environment.questions,
    track,
    seed,
    ...about,
  };
}

/** Whether every number of samples of the task is to choose from. */
function isWhole({ grid, task: { samples } }: Space): boolean {
  return grid[0] === samples.min && grid.length === samples.max - samples.min + 1;
}

function allMade(count: number): Ending {
  return { kind: "trials", why: `all ${count} trials were made` };
}

function requireCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`runStudy requires an integer of at least one for ${name}, got ${value}`);
}

/** Whether a proposal ended the run because a model gave no reply: a resumed run asks again, where others ended for good. */
function fellSilent({ calls = [] }: Proposal): boolean {
  return calls.at(-1)?.reply === null;
}
