import { DataError } from "../../core/index.js";
import { replay, simulate } from "../../environments/index.js";
import { appendLine, holdFile } from "../../trials/index.js";
import { inOrder } from "../in-order.js";
import { loggedTask } from "../logged-task.js";
import type { Track } from "../study.js";
import { type JobPool, jobPool } from "../workers/job-pool.js";
import type { Job } from "../workers/job-runner.js";
import type { SearcherSource } from "../workers/searcher-source.js";
import type { Arena } from "./arena.js";
import { openComparison } from "./comparison-file.js";
import type { CompareRow } from "./row.js";

/** What is compared, and how. */
export interface CompareOptions {
  readonly searchers: readonly SearcherSource[];
  readonly arenas: readonly Arena[];
  /** Seeds 0 to this: repetitions of the draw in a simulated arena, splits of a replayed one. @default 1 */
  readonly seeds?: number;
  /** Trials of each search. @default 20 */
  readonly trials?: number;
  /** @default "black-box" */
  readonly track?: Track;
  /** Threads; more than one requires that every searcher comes from a module. @default 1 */
  readonly threads?: number;
  /** Keeps every row here, as JSON lines. @default nowhere */
  readonly file?: string;
  /** Go on from the file, if it is there. @default false */
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
}

/** A comparison under way: its rows in order, those of a resumed file first. It can be iterated once. */
export interface ComparisonRun extends AsyncIterable<CompareRow> {
  /** How many rows there will be. */
  readonly total: number;
  /** How many of them a resumed file held already. Known once iteration has begun. */
  readonly resumed: number;
}

/**
 * Runs every searcher in every arena under every seed, and judges after every trial what it would recommend. Searchers meet the same
 * questions, the same luck of the samples and the same name of chance, so that differences between them are paired.
 *
 * Rows come in the order arena, seed, searcher, however many threads there are; all but `plannerSeconds` repeats. An abort ends the
 * stream; what was under way is run again by a resumed comparison.
 *
 * @throws RangeError if there is nothing to compare, two have the same name, or a searcher cannot travel to a thread; DataError if the
 * file is of another comparison, or another process writes to it
 * @example
 * const { exampleTask, parseTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const { randomSearch } = await door("searchers");
 * const instance = drawInstance(priorOnly(parseTask(exampleTask)), 7, { questions: 60 });
 * const searchers = [{ name: "random", open: randomSearch }];
 * const comparison = compareSearchers({ searchers, arenas: [{ kind: "simulate", name: "7", instance, train: 50 }], trials: 3 });
 * for await (const row of comparison) row.regret.length; // one for each trial
 * comparison.total; // => 1
 */
export function compareSearchers(options: CompareOptions): ComparisonRun {
  const { searchers, arenas, seeds = 1, trials = 20, track = "black-box", threads = 1 } = options;
  const { file, resume = false, signal } = options;
  for (const [name, value] of Object.entries({ seeds, trials, threads }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`compareSearchers requires an integer of at least one for ${name}, got ${value}`);
  requireDistinct(
    "searchers",
    searchers.map((one) => one.name),
  );
  requireDistinct("arenas", arenas.map(arenaKey));
  const home = searchers.find((one) => "open" in one);
  if (threads > 1 && home !== undefined)
    throw new RangeError(`compareSearchers requires a module for ${home.name} to run it in ${threads} threads`);
  const jobs: Job[] = arenas.flatMap((_, arena) =>
    Array.from({ length: seeds }, (_, seed) => searchers.map((_, searcher) => ({ searcher, arena, seed }))).flat(),
  );

  let resumed = 0;
  async function* run(): AsyncGenerator<CompareRow> {
    const release = file === undefined ? () => {} : holdFile(file);
    try {
      const known = file === undefined ? [] : await openComparison(file, aboutOf(options), resume);
      resumed = known.length;
      for (const [i, row] of known.entries()) {
        const job = jobs[i];
        if (job === undefined || row.searcher !== searchers[job.searcher]?.name || row.seed !== job.seed)
          throw new DataError({ file: file ?? "", line: i + 2 }, "is not the result that was due here");
        yield row;
      }
      if (known.length === jobs.length) return;
      yield* ran(known.length);
    } finally {
      release();
    }
  }

  async function* ran(first: number): AsyncGenerator<CompareRow> {
    const pool = jobPool({ searchers, arenas, options: { trials, track } }, threads);
    try {
      yield* remaining(pool, first);
    } finally {
      await pool.close();
    }
  }

  async function* remaining(pool: JobPool, first: number): AsyncGenerator<CompareRow> {
    let next = first;
    const rows = inOrder(pool.width, () => {
      const job = signal?.aborted === true ? undefined : jobs[next++];
      return job === undefined ? null : pool.run(job);
    });
    for await (const row of rows) {
      if (signal?.aborted === true) return;
      if (file !== undefined) await appendLine(file, row);
      yield row;
    }
  }

  const stream = run();
  return {
    total: jobs.length,
    get resumed() {
      return resumed;
    },
    [Symbol.asyncIterator]: () => stream,
  };
}

/** Tells arenas apart: a task may have several of one name under different budgets. */
function arenaKey(arena: Arena): string {
  const task = taskOf(arena);
  return `${task.name}/${arena.name}/${arena.budget ?? task.budget}/${arena.train ?? "all"}`;
}

function taskOf(arena: Arena) {
  return arena.kind === "simulate" ? arena.instance.task : arena.table.task;
}

function aboutOf({ searchers, arenas, seeds = 1, trials = 20, track = "black-box" }: CompareOptions) {
  return {
    searchers: searchers.map((one) => one.name),
    arenas: arenas.map(arenaKey),
    worlds: arenas.map((arena) =>
      arena.kind === "simulate"
        ? `${arena.instance.name} with ${arena.instance.questions.count} questions`
        : `${arena.table.name} with ${arena.table.rows.length} rows`,
    ),
    taskFiles: Object.fromEntries(arenas.map(taskOf).map((task) => [task.name, loggedTask(task)])),
    environments: arenas.map(
      (arena) => (arena.kind === "replay" ? replay(arena.table) : simulate(arena.instance)).identity?.() ?? {},
    ),
    grids: arenas.map((arena) => arena.grid ?? null),
    seeds,
    trials,
    track,
  };
}

function requireDistinct(what: string, names: readonly string[]): void {
  if (names.length === 0) throw new RangeError(`compareSearchers requires ${what}, got none`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new RangeError(`compareSearchers requires distinct ${what}, got ${twice} twice`);
}
