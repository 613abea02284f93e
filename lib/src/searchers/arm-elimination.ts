import { type Allocation, allocationKey } from "../allocation/index.js";
import { createRng, shuffled } from "../core/index.js";
import { normalQuantile } from "../stats/index.js";
import {
  type Candidate,
  errorOfRate,
  isScored,
  type Proposal,
  pairedDifference,
  pooledTrials,
  type ScoredTrial,
  type Trial,
} from "../trials/index.js";
import { admit } from "./admit.js";
import { armsOf } from "./arms.js";
import { rankedTrials } from "./ranked-trials.js";
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
    alive = r + 1 < rounds.length ? survivors(alive, ours, z).slice(0, quota) : alive;
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

/** The arms that may still be the best, the best so far first; those with a trial without a score are not among them. */
function survivors(arms: readonly Allocation[], trials: readonly Trial[], z: number): Allocation[] {
  const results = new Map(pooledTrials(trials).map((trial) => [allocationKey(trial.proposed), trial]));
  for (const trial of trials) if (!isScored(trial)) results.delete(allocationKey(trial.proposed));
  const scored = arms
    .flatMap((arm) => {
      const result = results.get(allocationKey(arm));
      return result === undefined ? [] : [{ arm, result }];
    })
    .sort(
      ({ result: a }, { result: b }) =>
        b.outcome.score - a.outcome.score || a.outcome.cost.units - b.outcome.cost.units,
    );
  const leader = scored[0]?.result;
  return scored
    .filter(({ result }) => leader === undefined || leader === result || !worse(result, leader, z))
    .map(({ arm }) => arm);
}

/** Whether an arm is worse than the leader by more than chance explains. */
function worse(arm: ScoredTrial, leader: ScoredTrial, z: number): boolean {
  const error =
    pairedDifference(leader, arm)?.standardError ?? Math.hypot(errorOf(arm.outcome), errorOf(leader.outcome));
  return leader.outcome.score - arm.outcome.score > z * error;
}

/** A world that does not say how many questions a score is over counts as one of one. */
const errorOf = ({ score, questions }: ScoredTrial["outcome"]): number => errorOfRate(score, questions ?? 1);

/** The highest pooled mean among the allocations that met the most questions; the cheaper of two equal ones. */
function recommendPooled(trials: readonly Trial[]): Recommendation | null {
  const ranked = rankedTrials(trials);
  const [best] = ranked;
  if (best === undefined) return null;
  const { evaluated, score, standardError } = best.outcome;
  return {
    allocation: evaluated,
    score,
    standardError,
    reason: `${allocationKey(evaluated)} had the highest score of the ${ranked.length} arms that met the most questions`,
  };
}
