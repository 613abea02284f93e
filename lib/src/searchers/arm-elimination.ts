import { type Allocation, allocationKey } from "../allocation/index.js";
import { createRng, shuffled } from "../core/index.js";
import { normalQuantile } from "../stats/index.js";
import { type Candidate, isScored, type Proposal, type Trial } from "../trials/index.js";
import { admit } from "./admit.js";
import { armsOf } from "./arms.js";
import { type Pooled, pooledTrials } from "./pooled.js";
import type { Recommendation, Searcher, SearchView } from "./searcher.js";

/** Options of `armElimination`. */
export interface ArmEliminationOptions {
  /** How many allocations are raced, at least one. @default as many as the run's trials pay for if every comparison halves them */
  readonly arms?: number;
  /** After how many questions, counted from the first, the arms are compared; all of them come last. @default [20, 50] */
  readonly blocks?: readonly number[];
  /** Chance, at most, that the comparisons rule out the best arm. @default 0.05 */
  readonly delta?: number;
}

/**
 * Successive elimination over questions. A finite set of arms (`arms`: one balanced allocation for each combination of models, then the space
 * evenly) meets the first block of questions; arms that are worse than the leader beyond doubt go; the others meet the next block. The
 * questions of a block are the same for all, drawn once by the run's seed, so arms are compared by their paired differences: the normal
 * bound at `delta`, shared among all comparisons. Where the run hides scores by question, the bound is that of two independent rates,
 * which is wider.
 *
 * Where doubt would keep more arms than the run has trials for, only the best so far go on, as in sequential halving; that is a guess, and
 * no part of the promise of `delta`.
 *
 * A world that cannot be asked about some of its questions has one block: every arm is tried once on all of them, and the search says so.
 *
 * @throws RangeError if an option is out of its range
 * @see Even-Dar, Mannor and Mansour 2006, Action elimination and stopping conditions for the multi-armed bandit
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 20, want: 1, questions: 50, seed: "demo" };
 * (await armElimination().propose(view)).candidates[0].questions.length; // => 20
 */
export function armElimination(options: ArmEliminationOptions = {}): Searcher {
  const { arms, blocks = [20, 50], delta = 0.05 } = options;
  if (arms !== undefined && (!Number.isSafeInteger(arms) || arms < 1))
    throw new RangeError(`armElimination requires an integer of at least one for arms, got ${arms}`);
  if (blocks.some((end, i) => !Number.isSafeInteger(end) || end <= (blocks[i - 1] ?? 0)))
    throw new RangeError(`armElimination requires ascending integers of at least one for blocks, got [${blocks}]`);
  if (!(delta > 0 && delta < 1)) throw new RangeError(`armElimination requires a delta in (0, 1), got ${delta}`);
  return {
    name: "arm-elimination",
    async propose(view) {
      if (view.space.size === 0) return { candidates: [], ending: "the budget pays for no allocation" };
      const rounds = roundsOf(view, blocks);
      const total = view.trials.length + view.left;
      const raced = armsOf(view.space, arms ?? Math.max(1, halvingFrom(total, rounds.length)));
      return race(view, raced, rounds, total, delta);
    },
    recommend: ({ trials }) => recommendPooled(trials),
  };
}

/** Which questions each round asks; `undefined` for all at once. */
function roundsOf({ questions, seed }: SearchView, blocks: readonly number[]): (readonly number[] | undefined)[] {
  const ends = blocks.filter((end) => end < (questions ?? 0));
  if (questions === null || ends.length === 0) return [undefined];
  const positions = Array.from({ length: questions }, (_, q) => q);
  const order = shuffled(positions, createRng(`${seed}/arm-elimination/questions`));
  return [...ends, questions].map((end, r) => order.slice(ends[r - 1] ?? 0, end).sort((a, b) => a - b));
}

/** How many arms a number of trials pays for if every round halves them. */
const halvingFrom = (trials: number, rounds: number): number => Math.floor(trials / (2 - 2 ** (1 - rounds)));

function race(
  view: SearchView,
  arms: readonly Allocation[],
  rounds: readonly (readonly number[] | undefined)[],
  total: number,
  delta: number,
): Proposal {
  const z = normalQuantile(1 - delta / (arms.length * rounds.length));
  const met = new Map(view.trials.map((trial) => [blockKey(trial.proposed, trial.questions), trial]));
  const ours: Trial[] = [];
  let alive = arms;
  for (const [r, questions] of rounds.entries()) {
    const pending: Candidate[] = [];
    const before = ours.length;
    for (const allocation of alive) {
      const trial = met.get(blockKey(allocation, questions));
      if (trial !== undefined) ours.push(trial);
      else
        pending.push({
          allocation,
          ...(questions === undefined ? {} : { questions }),
          reason: reasonOf(view, alive, rounds, r),
        });
    }
    const { candidates } = admit({ ...view, left: Math.min(view.left, view.want) }, pending);
    if (candidates.length > 0) return { candidates };
    if (ours.length === before) return { candidates: [], ending: "every arm was tried by another method" };
    const used = 1 + Math.max(...ours.map((trial) => trial.index));
    const quota = Math.max(1, halvingFrom(total - used, rounds.length - 1 - r));
    alive = r + 1 < rounds.length ? survivors(alive, pooledTrials(ours), z).slice(0, quota) : alive;
    if (alive.length <= 1 && arms.length > 1 && r + 1 < rounds.length)
      return {
        candidates: [],
        ending: `${alive.map(allocationKey).join() || "no arm"} is left of ${arms.length} arms`,
      };
  }
  return { candidates: [], ending: `${alive.length} of ${arms.length} arms were compared on every question` };
}

const blockKey = (allocation: Allocation, questions: readonly number[] | undefined): string =>
  `${allocationKey(allocation)} ${questions?.join() ?? "all"}`;

function reasonOf(
  { questions }: SearchView,
  alive: readonly Allocation[],
  rounds: readonly (readonly number[] | undefined)[],
  r: number,
): string {
  if (rounds.length > 1)
    return `round ${r + 1} of ${rounds.length}: ${alive.length} arms on ${rounds[r]?.length} more questions`;
  const why =
    questions === null
      ? "the world cannot be asked about some of its questions"
      : `there are only ${questions} questions`;
  return `one of ${alive.length} arms, on every question at once: ${why}`;
}

/** The arms that may still be the best, the best so far first; those without a score are not among them. */
function survivors(arms: readonly Allocation[], results: ReadonlyMap<string, Pooled>, z: number): Allocation[] {
  const scored = arms
    .map((arm) => ({ arm, result: results.get(allocationKey(arm)) }))
    .filter((entry): entry is { arm: Allocation; result: Pooled } => entry.result !== undefined)
    .sort((a, b) => b.result.mean - a.result.mean || a.result.units - b.result.units);
  const leader = scored[0]?.result;
  return scored.filter(({ result }) => leader === result || !worse(result, leader as Pooled, z)).map(({ arm }) => arm);
}

/** Whether an arm is worse than the leader by more than chance explains. */
function worse(arm: Pooled, leader: Pooled, z: number): boolean {
  return leader.mean - arm.mean > z * errorOfDifference(arm, leader);
}

function errorOfDifference(a: Pooled, b: Pooled): number {
  if (a.perQuestion === null || b.perQuestion === null || a.perQuestion.length !== b.perQuestion.length)
    return Math.hypot(errorOfRate(a), errorOfRate(b));
  const differences = a.perQuestion.map((score, i) => score - (b.perQuestion?.[i] ?? 0));
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  // One question more on which they differ by one: without it, arms that never differed so far would count as known exactly.
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 1);
  return Math.sqrt(squares / n / n);
}

/** Of a rate, with one success and one failure more than were seen; a mean of scores in [0, 1] varies less. */
function errorOfRate({ mean, questions }: Pooled): number {
  const p = (mean * questions + 1) / (questions + 2);
  return Math.sqrt((p * (1 - p)) / questions);
}

/** The highest pooled mean among the allocations that met the most questions; the cheaper of two equal ones. */
function recommendPooled(trials: readonly Trial[]): Recommendation | null {
  const results = [...pooledTrials(trials.filter(isScored)).values()];
  const most = Math.max(...results.map((result) => result.questions));
  const [best, ...others] = results
    .filter((result) => result.questions === most)
    .sort((a, b) => b.mean - a.mean || a.units - b.units);
  if (best === undefined) return null;
  return {
    allocation: best.allocation,
    score: best.mean,
    standardError: best.standardError,
    reason: `${allocationKey(best.allocation)} had the highest score of the ${others.length + 1} arms that met the most questions`,
  };
}
