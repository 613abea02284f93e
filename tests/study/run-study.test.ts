import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { allocationKey, createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { budgetUnits, createRng } from "isocompute/core";
import { type Environment, replay, simulate } from "isocompute/environments";
import type { LlmClient } from "isocompute/llm";
import { simulatedReader } from "isocompute/reader";
import { agentHpo, randomSearch, type Searcher, type SearchView } from "isocompute/searchers";
import { drawInstance, priorOnly } from "isocompute/simulator";
import { runStudy, type StudyOptions } from "isocompute/study";
import { readTrialLog, type Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder("study");
let files = 0;
const path = () => join(folder, `${files++}.jsonl`);

const task = parseTask(exampleTask);
const space = createSpace(task);
const world = simulate(drawInstance(priorOnly(task), 7, { questions: 20 }));

/** Batches of one to four, with refusals and calls, decided from the notes alone. */
const batches: Searcher = {
  name: "batches",
  async propose({ trials, left, seed, space: all }) {
    const rng = createRng(`${seed}/batches/${trials.length}`);
    const size = Math.min(left, 1 + rng.below(4));
    const tried = new Set(trials.map((trial) => allocationKey(trial.proposed)));
    const before = trials.map((trial) => (trial.note as { sum: number }).sum).reduce((a, b) => a + b, 0);
    const candidates = [];
    while (candidates.length < size) {
      const allocation = all.draw(rng);
      if (tried.has(allocationKey(allocation))) continue;
      tried.add(allocationKey(allocation));
      candidates.push({ allocation, reason: `after ${before}`, note: { sum: (before % 7) + candidates.length } });
    }
    return {
      candidates,
      refused: [{ said: "all of it", why: `after ${trials.length}` }],
      calls: [
        {
          model: "m",
          step: "ask",
          messages: [{ role: "user", text: `${before}` }],
          reply: "ok",
          promptTokens: 2,
          outputTokens: 1,
        },
      ],
    };
  },
};

/** Now and then missing or failed. */
const rough: Environment = {
  ...world,
  name: "rough",
  async evaluate(allocation, options) {
    const odd = (space.indexOf(allocation) * 2654435761) % 5;
    // Later ones are done earlier.
    await new Promise((resolve) => setTimeout(resolve, odd));
    if (odd === 1) return { kind: "missing", why: "no such row" };
    if (odd === 2) return { kind: "failed", why: "no disk", cost: { units: budgetUnits(3) } };
    return world.evaluate(allocation, options);
  },
};

async function all(options: StudyOptions): Promise<Trial[]> {
  const trials: Trial[] = [];
  for await (const trial of runStudy(options)) trials.push(trial);
  return trials;
}

describe("runStudy(options)", () => {
  const options = { searcher: randomSearch(), environment: world, space, trials: 8, seed: "1" };

  it("makes as many trials as asked, in order, the same again under the same seed", async () => {
    const trials = await all(options);
    expect(trials.map((trial) => trial.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(trials.map((trial) => allocationKey(trial.proposed))).size).toBe(8);
    expect(await all(options)).toEqual(trials);
    expect(await all({ ...options, seed: "2" })).not.toEqual(trials);
  });

  it("says what it spent, why it ended and what the searcher would settle on", async () => {
    const study = runStudy({ ...options, searcher: batches, environment: rough });
    expect(study.recommend()).toBeNull();
    for await (const _ of study);
    expect(study.ending).toEqual({ kind: "trials", why: "all 8 trials were made" });
    const units = study.trials.reduce(
      (sum, { outcome }) => sum + (outcome.kind === "missing" ? 0 : (outcome.cost?.units ?? 0) * 20),
      0,
    );
    const unscored = study.trials.filter((trial) => trial.outcome.kind !== "scored").length;
    expect(study.spent).toEqual({
      units,
      dollars: null,
      plannerCalls: study.turns.length,
      plannerTokens: 3 * study.turns.length,
      plannerSeconds: null,
      wasted: unscored + study.turns.length,
    });
    const best = Math.max(...study.trials.map(({ outcome }) => (outcome.kind === "scored" ? outcome.score : 0)));
    expect(study.recommend()?.score).toBe(best);
  });

  it("sums the money of trials that all tell it, and ends under a cap on money at one that does not", async () => {
    const { environment: world } = options;
    const costing = (dollars: readonly (number | undefined)[]) => ({
      ...world,
      async evaluate(...args: Parameters<typeof world.evaluate>) {
        const outcome = await world.evaluate(...args);
        const paid = dollars[made++];
        if (outcome.kind !== "scored" || paid === undefined) return outcome;
        return { ...outcome, cost: { ...outcome.cost, dollars: paid } };
      },
    });
    let made = 0;
    const told = runStudy({ ...options, environment: costing([1, 2, 4]), trials: 3 });
    for await (const _ of told);
    expect(told.spent.dollars).toBe(7);
    made = 0;
    const capped = runStudy({ ...options, environment: costing([1, undefined]), caps: { dollars: 5 } });
    for await (const _ of capped);
    expect(capped.spent.dollars).toBeNull();
    expect(capped.trials).toHaveLength(2);
    expect(capped.ending).toEqual({
      kind: "dollars",
      why: "how much of $5 is spent is not known: a trial does not tell it",
    });
  });

  it("shows scores by question and at fewer samples on the grey-box track alone", async () => {
    const views: SearchView[] = [];
    const spy: Searcher = {
      name: "spy",
      propose(view) {
        views.push({ ...view, trials: [...view.trials] });
        return randomSearch().propose(view);
      },
    };
    await all({ ...options, searcher: spy, trials: 2 });
    await all({ ...options, searcher: spy, trials: 2, track: "grey-box" });
    const keys = [views[1], views[3]].map((view) => Object.keys(view?.trials[0]?.outcome ?? {}));
    expect(keys[0]).not.toContain("perQuestion");
    expect(keys[0]).not.toContain("subsamples");
    expect(keys[0]).toContain("stages");
    expect(keys[1]).toEqual(expect.arrayContaining(["perQuestion", "subsamples"]));
    // Who reads the trials afterwards shall not know more than the search did.
    const [only] = await all({ ...options, trials: 1 });
    expect(Object.keys(only?.outcome ?? {})).not.toContain("subsamples");
  });

  it("tries side by side what is proposed at once, and keeps the order", async () => {
    let under = 0;
    let most = 0;
    const busy: Environment = {
      ...rough,
      async evaluate(...args) {
        most = Math.max(most, ++under);
        try {
          return await rough.evaluate(...args);
        } finally {
          under--;
        }
      },
    };
    const wide = await all({ ...options, searcher: batches, environment: busy, trials: 20, concurrency: 3 });
    expect(most).toBe(3);
    expect(wide).toEqual(await all({ ...options, searcher: batches, environment: rough, trials: 20 }));
  });

  it("ends when the searcher does, with its reason", async () => {
    const tiny = createSpace(task, { grid: [1] });
    const study = runStudy({ ...options, space: tiny, trials: 100 });
    for await (const _ of study);
    expect(study.trials).toHaveLength(tiny.size);
    expect(study.ending).toEqual({ kind: "searcher", why: "every allocation was tried" });
  });

  it("never goes above a cap on units, whatever the concurrency", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 100_000 }),
        fc.integer({ min: 1, max: 5 }),
        async (units, concurrency) => {
          const study = runStudy({ ...options, searcher: batches, trials: 10, caps: { units }, concurrency });
          for await (const _ of study);
          expect(study.spent.units).toBeLessThanOrEqual(units);
          if (study.trials.length < 10) expect(study.ending?.kind).toBe("units");
        },
      ),
      { numRuns: 25 },
    );
  });

  it("never goes above a cap in a replay of means either, and says what the next trial would have cost", async () => {
    const coarse = createSpace(task, { grid: [1, 2, 5] });
    const row = { score: 0.5, question: null, standardError: null, questions: 50, stages: [] };
    const rows = [...coarse].filter((_, i) => i % 2 === 0).map((allocation) => ({ ...row, allocation }));
    for (const nearest of [{}, { nearest: { within: 9 } }]) {
      const environment = replay({ name: "t", task, provenance: "measured", rows }, nearest);
      const caps = { units: 20_000 };
      const study = runStudy({ ...options, space: coarse, environment, trials: 36, caps, concurrency: 3 });
      for await (const _ of study);
      expect(study.spent.units).toBeGreaterThan(0);
      expect(study.spent.units).toBeLessThanOrEqual(20_000);
      expect(study.ending?.why).toMatch(
        /^[\d.]+ of 20000 units are spent( or under way)?, and the next trial would cost [\d.]+$/,
      );
    }
  });

  it("ends by the clock it is given, and tells the searcher's time by it", async () => {
    let time = 0;
    const study = runStudy({ ...options, caps: { seconds: 5 }, now: () => time++ });
    for await (const _ of study);
    expect(study.ending).toEqual({ kind: "seconds", why: "5 seconds have passed" });
    expect(study.spent.plannerSeconds).toBe(study.turns.length);
  });

  it("stops at a failure where asked, and does not keep it", async () => {
    const study = runStudy({ ...options, trials: 40, environment: rough, failures: "stop", log: path() });
    for await (const _ of study);
    expect(study.ending).toEqual({ kind: "failure", why: "no disk" });
    expect(study.trials.some((trial) => trial.outcome.kind === "failed")).toBe(false);
  });

  it("ends quietly when it is stopped, and a stopped environment is told", async () => {
    const stopper = new AbortController();
    let told = false;
    const slow: Environment = {
      ...world,
      async evaluate(_, { signal } = {}) {
        stopper.abort();
        told = signal?.aborted === true;
        signal?.throwIfAborted();
        throw new Error("never");
      },
    };
    const study = runStudy({ ...options, environment: slow, signal: stopper.signal });
    for await (const _ of study);
    expect({ told, ending: study.ending?.kind, trials: study.trials }).toEqual({
      told: true,
      ending: "aborted",
      trials: [],
    });
  });

  it("passes on what the world or the searcher throws", async () => {
    const broken = { ...world, evaluate: () => Promise.reject(new Error("defect")) };
    await expect(all({ ...options, environment: broken, concurrency: 3, searcher: batches })).rejects.toThrow("defect");
    const giving = (wrong: object): Environment => ({
      ...world,
      evaluate: async (...args) => ({ ...(await world.evaluate(...args)), ...wrong }) as Trial["outcome"],
    });
    const stages = [{ stage: "Find", metric: null, score: Number.NaN }];
    for (const [wrong, said] of [
      [{ score: 75 }, ", at score: is not an outcome that a log can hold: requires a rate from 0 to 1, got 75"],
      [{ standardError: -1 }, ", at standardError: "],
      [{ perQuestion: [0.5, 1.5, -0.5] }, ", at perQuestion[1]: "],
      [{ stages }, ", at stages[0].score: "],
      [{ questions: 0 }, ", at questions: "],
      [{ cost: { units: Number.POSITIVE_INFINITY } }, ", at cost.units: "],
      [{ more: 1 }, ", at more: "],
    ] as const) {
      const log = path();
      const run = all({ ...options, environment: giving(wrong), log });
      await expect(run).rejects.toThrow(RangeError);
      await expect(run).rejects.toThrow(said);
      await expect(run).rejects.toThrow(world.name);
      expect((await readTrialLog(log)).trials).toEqual([]);
    }
    // Means of exact chances may be off by some last places.
    await all({ ...options, environment: giving({ score: 1 + 1e-10, perQuestion: [-1e-10, 1] }) });
    const cheat: Searcher = { name: "cheat", propose: async () => ({ candidates: [{ allocation: [] }] }) };
    await expect(all({ ...options, searcher: cheat })).rejects.toThrow("cheat proposed , which is not among");
  });

  it("refuses an empty space, a space of another task and counts below one", () => {
    const empty = createSpace(task, { budget: budgetUnits(1) });
    expect(() => runStudy({ ...options, space: empty })).toThrow("the cheapest is Find=Small-3B:1");
    const other = createSpace({ ...task, name: "other" });
    expect(() => runStudy({ ...options, space: other })).toThrow("requires a space of example, got one of other");
    expect(() => runStudy({ ...options, trials: 0 })).toThrow("for trials, got 0");
    expect(() => runStudy({ ...options, concurrency: 1.5 })).toThrow("for concurrency, got 1.5");
    expect(() => runStudy({ ...options, caps: { seconds: 1 } })).toThrow("requires a clock");
  });
});

describe("a run with a log", () => {
  const options = (log: string): StudyOptions => ({
    searcher: batches,
    environment: rough,
    space,
    trials: 9,
    seed: "log",
    concurrency: 2,
    log,
  });

  it("leaves the same bytes again, and keeps what it yields", async () => {
    const [first, second] = [path(), path()];
    const trials = await all(options(first));
    await all(options(second));
    expect(readFileSync(first)).toEqual(readFileSync(second));
    expect((await readTrialLog(first)).trials).toEqual(trials);
  });

  it("killed anywhere and resumed, leaves the bytes of a run that was not", async () => {
    const whole = path();
    const trials = await all(options(whole));
    const bytes = readFileSync(whole);
    const header = bytes.indexOf(0x0a);
    const ends = [...bytes.keys()].filter((i) => bytes[i] === 0x0a).map((i) => i + 1);
    const cuts = fc.oneof(fc.constantFrom(0, 1, header, ...ends), fc.integer({ min: 0, max: bytes.length }));
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        const log = path();
        writeFileSync(log, bytes.subarray(0, cut));
        expect(await all({ ...options(log), resume: true })).toEqual(trials);
        expect(readFileSync(log)).toEqual(bytes);
      }),
      { numRuns: 40 },
    );
  });

  it("left by its reader and resumed, does not ask again for the rest of a batch", async () => {
    const whole = path();
    await all(options(whole));
    for (let leave = 1; leave <= 9; leave++) {
      const log = path();
      for await (const trial of runStudy(options(log))) if (trial.index === leave - 1) break;
      const before = (await readTrialLog(log)).turns;
      const pending = before.reduce((sum, { proposal }) => sum + proposal.candidates.length, 0) - leave;
      let asked = 0;
      const counting: Searcher = {
        ...batches,
        propose(view) {
          if (view.trials.length < leave + pending) asked++;
          return batches.propose(view);
        },
      };
      const study = runStudy({ ...options(log), searcher: counting, resume: true });
      for await (const _ of study);
      expect({ asked, resumed: study.resumed }).toEqual({ asked: 0, resumed: leave });
      expect(readFileSync(log)).toEqual(readFileSync(whole));
    }
  });

  it("ended by a silent model and resumed, asks again and loses nothing", async () => {
    const reader = simulatedReader();
    let calls = 0;
    const failing: LlmClient = async (request) =>
      ++calls === 5 ? { kind: "unavailable", reason: "network", why: "connection lost" } : reader(request);
    const asking = (log: string, client: LlmClient) => ({
      ...options(log),
      searcher: agentHpo({ client, model: "reader" }),
    });
    const [whole, log] = [path(), path()];
    const trials = await all(asking(whole, reader));
    const broken = runStudy(asking(log, failing));
    for await (const _ of broken);
    expect(broken.ending).toEqual({ kind: "failure", why: "the model gave no reply (network): connection lost" });
    expect(broken.trials.length).toBeGreaterThan(0);
    expect(broken.trials.length).toBeLessThan(9);
    expect(await all({ ...asking(log, failing), resume: true })).toEqual(trials);
    const { turns } = await readTrialLog(log);
    expect(turns.filter(({ proposal }) => proposal.candidates.length === 0).length).toBe(1);
  });

  it("goes on to more trials, and begins where there is no log yet", async () => {
    const log = path();
    const first = await all({ ...options(log), resume: true });
    const more = await all({ ...options(log), trials: 12, resume: true });
    expect(more.slice(0, 9)).toEqual(first);
    expect(more).toHaveLength(12);
  });

  it("has one writer at a time, until that one ends or is left", async () => {
    const log = path();
    const first = runStudy(options(log));
    await first.open();
    const second = runStudy({ ...options(log), resume: true });
    await expect(second.open()).rejects.toThrow("is held by another run of this process");
    for await (const _ of first) break;
    await all({ ...options(log), resume: true });
    expect((await readTrialLog(log)).trials).toHaveLength(9);
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it("once refused may be asked for again, and runs when the other writer is done", async () => {
    const log = path();
    const first = runStudy(options(log));
    await first.open();
    const second = runStudy({ ...options(log), resume: true });
    const iterate = async () => {
      for await (const _ of second);
    };
    for (let time = 0; time < 2; time++) {
      await expect(second.open()).rejects.toThrow("is held by");
      await expect(iterate()).rejects.toThrow("is held by");
    }
    for await (const _ of first);
    await second.open();
    for await (const _ of second);
    expect(second.trials).toEqual(first.trials);
    expect(second.resumed).toBe(9);
    expect(existsSync(`${log}.lock`)).toBe(false);
  });

  it("is let go by an iteration that is left before it began, opened or being opened", async () => {
    const log = path();
    for (const wait of [true, false]) {
      const study = runStudy({ ...options(log), resume: true });
      const opening = study.open();
      if (wait) await opening;
      expect(existsSync(`${log}.lock`)).toBe(true);
      const left = await study[Symbol.asyncIterator]().return?.();
      expect(left).toEqual({ done: true, value: undefined });
      expect(existsSync(`${log}.lock`)).toBe(false);
      await opening;
      await study.open();
      for await (const _ of study);
      expect(existsSync(`${log}.lock`)).toBe(false);
      expect(study.trials).toEqual([]);
    }
    await all({ ...options(log), resume: true });
    expect((await readTrialLog(log)).trials).toHaveLength(9);
  });

  it("is not resumed in another world or task of the same name, but for what logs did not always say", async () => {
    const row = (score: number) =>
      ({ allocation: space.cheapest, score, question: null, standardError: null, questions: 9, stages: [] }) as const;
    const table = (score: number) => ({ name: "t.csv", task, provenance: "measured", rows: [row(score)] }) as const;
    const log = path();
    const asked = { ...options(log), searcher: randomSearch(), trials: 3, environment: replay(table(0.5)) };
    const trials = await all(asked);
    const bytes = readFileSync(log);
    const refused = (changes: Partial<StudyOptions>) => expect(all({ ...asked, ...changes, resume: true })).rejects;
    await refused({ environment: replay(table(0.6)) }).toThrow(
      /:1, at about\.environment\.sha256: requires "[0-9a-f]{64}" /,
    );
    await refused({ environment: replay(table(0.5), { nearest: { within: 3 } }) }).toThrow(
      'at about.environment.nearest: requires {"within":3,"budget":null,"distance":"ratio"} to resume, got null',
    );
    await refused({ environment: replay(table(0.5), { gaps: "skip" }) }).toThrow(
      'environment.gaps: requires "skip" to',
    );
    const larger = parseTask({ ...exampleTask, models: { ...exampleTask.models, "Small-3B": { parameters: 9e9 } } });
    await refused({ space: createSpace(larger), environment: replay({ ...table(0.5), task: larger }) }).toThrow(
      'at about.taskFile.models["Small-3B"].parameters: requires 9000000000 to resume, got 3000000000',
    );
    const retitled = { ...task, title: "Another title" };
    expect(await all({ ...asked, space: createSpace(retitled), resume: true })).toEqual(trials);
    const old = bytes
      .toString()
      .replace(/"taskFile":.*?"budget":500},/, "")
      .replace(/"environment":{.*?},/, "");
    expect(JSON.parse(old.split("\n")[0] ?? "").about).not.toHaveProperty(["taskFile"]);
    writeFileSync(log, old);
    expect(await all({ ...asked, resume: true })).toEqual(trials);
    expect(readFileSync(log, "utf8")).toBe(old);
  });

  it("is not overwritten, nor resumed by another run", async () => {
    const log = path();
    await all(options(log));
    await expect(all(options(log))).rejects.toThrow("is there already: resume it");
    await expect(all({ ...options(log), seed: "other", resume: true })).rejects.toThrow(
      `${log}:1, at about.seed: requires "other" to resume, got "log"`,
    );
    const whole = readFileSync(log, "utf8");
    for (const other of ["\0", "{}", "trials", whole.slice(1, 9), `${whole.slice(0, 40)}x`]) {
      writeFileSync(log, other);
      await expect(all({ ...options(log), resume: true })).rejects.toThrow(
        `${log}:1: requires this run's header or a torn beginning of it, got ${other.slice(0, 60)}`,
      );
      expect(readFileSync(log, "utf8")).toBe(other);
    }
  });
});
