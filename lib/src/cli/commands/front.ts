import { resolve } from "node:path";
import { Command } from "commander";
import type { Space, Task } from "../../allocation/index.js";
import { budgetUnits, type Provenance, UsageError } from "../../core/index.js";
import { figureEndings, figureFormat, writeFigure } from "../draw-figure.js";
import type { Io, Session } from "../io.js";
import { MOST_ALLOCATIONS } from "../most-allocations.js";
import { countListOption, countOption, numberOption } from "../number-options.js";
import { requireSamples } from "../require-samples.js";
import { stopCode } from "../stopped.js";

interface FrontFlags {
  readonly log?: string;
  readonly task?: string;
  readonly world?: string;
  readonly questions?: number;
  readonly budget?: number;
  readonly samples?: number[];
  readonly skipGaps?: boolean;
  readonly figure?: string;
  readonly json?: boolean;
}

/** One allocation of a front. */
interface FrontPoint {
  readonly allocation: string;
  readonly units: number;
  readonly score: number;
  readonly standardError: number | null;
}

interface Front {
  readonly task: Task;
  /** What the scores are. */
  readonly metric: string;
  readonly source: string;
  readonly provenance: readonly Provenance[];
  /** Whether the scores are noisy: the front of noisy scores flatters. */
  readonly noisy: boolean;
  readonly points: readonly FrontPoint[];
}

/** `isocompute front`: what each budget buys. */
export function frontCommand({ io, exitWith }: Session): Command {
  return new Command("front")
    .description(
      "what each budget buys: the allocations that nothing cheaper matches, from a search's log or from a world",
    )
    .option("--log <file>", "the log of a search: the front of what it tried")
    .option(
      "-t, --task <name>",
      "or a task of data/tasks or task file, with --world; with --log, the log's task if the log does not hold it",
    )
    .option(
      "-w, --world <world>",
      "simulate:N, by exact expectation over all allocations, or replay:FILE, over its rows",
    )
    .option("-q, --questions <n>", "simulated: how many questions (default: 500)", countOption)
    .option(
      "-b, --budget <units>",
      "the largest budget (default: the task's; of a log, any)",
      numberOption({ least: 0 }),
    )
    .option(
      "-k, --samples <list>",
      "the numbers of samples to choose from (default: all of the task's; of a log, any)",
      countListOption,
    )
    .option("--skip-gaps", "replayed by question: take the mean over the questions that were measured")
    .option("--figure <file>", `draw it, to a file ending in ${figureEndings}`)
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (flags: FrontFlags) => {
      if (flags.figure !== undefined) figureFormat(flags.figure, "front --figure");
      const front = await frontOf(flags, io);
      if (front === null) {
        io.stderr.write("the run was stopped\n");
        exitWith(stopCode(io.signal.reason));
        return;
      }
      if (front.points.length === 0) {
        const within = flags.budget === undefined ? "" : ` within ${flags.budget} units`;
        io.stderr.write(`error: front requires an allocation with a score${within}, got none in ${front.source}\n`);
        exitWith(1);
        return;
      }
      if (flags.json) {
        const { task, ...rest } = front;
        io.stdout.write(`${JSON.stringify({ task: task.name, ...rest }, null, 2)}\n`);
      } else io.stdout.write(await frontText(front));
      if (flags.figure !== undefined) await writeFigure(await frontFigure(front), flags.figure, "front --figure", io);
    });
}

/** `null` if it was stopped. */
async function frontOf(flags: FrontFlags, io: Io): Promise<Front | null> {
  const { log, task: name, world } = flags;
  if (flags.skipGaps && world?.startsWith("replay:") !== true)
    throw new UsageError("front --skip-gaps requires a replayed world");
  if (log !== undefined && world === undefined) return frontOfLog(log, flags, io);
  if (log !== undefined || name === undefined || world === undefined)
    throw new UsageError("front requires --log, or --task and --world");
  const { createSpace, findTask, loadTask } = await import("../../allocation/index.js");
  const { openInstance, parseWorld } = await import("../world.js");
  const taskFile = findTask(name, io.cwd);
  const task = loadTask(taskFile);
  requireSamples("front", flags.samples ?? [], task);
  const spaceWithin = (budget: number) =>
    createSpace(task, {
      budget: budgetUnits(budget),
      ...(flags.samples === undefined ? {} : { grid: flags.samples }),
    });
  const space = spaceWithin(flags.budget ?? task.budget);
  const spec = parseWorld(world);
  if (spec.kind === "replay" && flags.questions !== undefined)
    throw new UsageError("front --questions requires a simulated world, got a replayed one");
  if (spec.kind === "replay") return frontOfTable(resolve(io.cwd, spec.file), space, flags.skipGaps ?? false);
  const { tooMany } = await import("../truth.js");
  const many = tooMany(space);
  if (many !== null) throw new UsageError(`front: ${many}`);
  const { questions = 500 } = flags;
  const { instance, about } = openInstance(task, spec.seed, [taskFile, io.cwd], questions);
  const points = await exactFront(space, spaceWithin, instance, io.signal);
  if (points === null) return null;
  return {
    task,
    metric: task.metric,
    source: `simulate:${instance.name} (${about}), exact expectation over ${questions} questions`,
    provenance: ["simulated"],
    noisy: false,
    points,
  };
}

/** The best allocations of falling budgets: exact at each, though what lies between two of them may hold a step more. */
async function exactFront(
  space: Space,
  spaceWithin: (budget: number) => Space,
  instance: import("../../simulator/index.js").Instance,
  signal: AbortSignal,
): Promise<FrontPoint[] | null> {
  const { allocationKey } = await import("../../allocation/index.js");
  const { createSimulator } = await import("../../simulator/index.js");
  const { paretoFront } = await import("../../study/index.js");
  const { trueBest } = await import("../truth.js");
  const simulator = createSimulator(instance);
  const points: FrontPoint[] = [];
  const least = space.costOf(space.cheapest);
  for (let budget: number = space.budget; budget >= least && points.length < 24; ) {
    const within = spaceWithin(budget);
    if (within.size === 0) break;
    const best = await trueBest(simulator, within, signal);
    if (best === null) return null;
    const { allocation, score } = best;
    const units = space.costOf(allocation);
    points.push({ allocation: allocationKey(allocation), units, score, standardError: null });
    // The last step is the cheapest allocation of all.
    budget = units <= least ? 0 : Math.max(least, Math.min(units, budget / 1.25) - 1e-9);
  }
  return [...paretoFront(points)];
}

async function frontOfTable(file: string, space: Space, skipGaps: boolean): Promise<Front> {
  const { allocationKey } = await import("../../allocation/index.js");
  const { readReplayTable, replay } = await import("../../environments/index.js");
  const { paretoFront } = await import("../../study/index.js");
  const { requireByQuestion } = await import("../world.js");
  const table = readReplayTable(file, space.task);
  const world = replay(table, { gaps: skipGaps ? "skip" : "refuse" });
  if (skipGaps) requireByQuestion("front --skip-gaps", world, file);
  const tried = new Map(table.rows.map(({ allocation }) => [allocationKey(allocation), allocation]));
  const points: FrontPoint[] = [];
  let gaps = 0;
  for (const [key, allocation] of tried) {
    if (!space.contains(allocation)) continue;
    const outcome = await world.evaluate(allocation);
    if (outcome.kind !== "scored" || (world.questions ?? 0) > (outcome.questions ?? 0)) gaps++;
    if (outcome.kind !== "scored") continue;
    const { score, standardError } = outcome;
    points.push({ allocation: key, units: space.costOf(allocation), score, standardError });
  }
  const partial = skipGaps
    ? `${gaps} of them measured on a part of the ${world.questions} questions`
    : `${gaps} of them left out, not measured on all ${world.questions} questions: --skip-gaps takes them in`;
  return {
    task: space.task,
    metric: space.task.metric,
    source: `${world.name}, ${tried.size} allocations${gaps === 0 ? "" : `, ${partial}`}`,
    provenance: [table.provenance],
    noisy: true,
    points: [...paretoFront(points)],
  };
}

async function frontOfLog(file: string, flags: FrontFlags, io: Io): Promise<Front> {
  const { allocationKey } = await import("../../allocation/index.js");
  const { fullestTrials, isScored, readTrialLog } = await import("../../trials/index.js");
  const { paretoFront } = await import("../../study/index.js");
  const { spaceOfLog } = await import("../log-space.js");
  const { metricOf, provenancesOf } = await import("../scores-told.js");
  const log = await readTrialLog(resolve(io.cwd, file));
  const { about, trials } = log;
  if (flags.questions !== undefined) throw new UsageError("front --questions requires a simulated world, got a log");
  const { budget = Number.POSITIVE_INFINITY, samples: grid } = flags;
  const { task, costOf } = spaceOfLog(log, file, io.cwd, flags.task);
  const scored = trials.filter(isScored);
  const tried = fullestTrials(trials);
  const within = tried.filter(
    ({ outcome: { evaluated } }) =>
      costOf(evaluated) <= budget && evaluated.every(({ samples }) => grid?.includes(samples) ?? true),
  );
  const asked = within.length === tried.length ? "" : `, ${within.length} of ${tried.length} allocations as asked for`;
  const points = within.map(({ outcome: { evaluated, score, standardError } }) => ({
    allocation: allocationKey(evaluated),
    units: costOf(evaluated),
    score,
    standardError,
  }));
  return {
    task,
    metric: metricOf(trials, task),
    source: `${scored.length} trials in ${about["world"]}${asked}`,
    provenance: provenancesOf(trials),
    noisy: true,
    points: [...paretoFront(points)],
  };
}

async function frontText({ task, metric, source, provenance, noisy, points }: Front): Promise<string> {
  const { alignedText } = await import("../../report/index.js");
  const columns = [
    { key: "units", title: "Units", digits: 1 },
    { key: "score", title: metric, digits: 4 },
    ...(noisy ? [{ key: "standardError", title: "± se", digits: 4 }] : []),
    { key: "allocation", title: "Allocation" },
  ];
  const rows = points.map(({ standardError, ...point }) => ({ ...point, ...(noisy ? { standardError } : {}) }));
  const caution = noisy ? "\nthe front of noisy scores lies above the true one\n" : "";
  return `${task.name}: ${task.title}\n${source}, ${provenance.join(" and ")}\n\n${alignedText({ columns, rows })}${caution}`;
}

async function frontFigure({ task, metric, source, provenance, points }: Front) {
  const { scalingCurves } = await import("../../report/index.js");
  return scalingCurves(
    { id: "search-front", caption: "The best score that each budget per question buys.", provenance, source },
    [
      {
        title: task.title,
        series: [{ name: metric, points: points.map(({ units, score }) => ({ samples: 1, budget: units, score })) }],
      },
    ],
    { against: "budget" },
  );
}

const help = `
A world's front is taken at two dozen budgets, each at most four fifths of the one above, and of at most ${MOST_ALLOCATIONS.toLocaleString("en-US")} allocations.

Examples:
  isocompute front --log run.jsonl
  isocompute front --task 2wiki --world simulate:3 --figure front.svg
  isocompute front --task my-task.json --world replay:outcomes.csv --json`;
