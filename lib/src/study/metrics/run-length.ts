import type { CompareRow } from "../compare/row.js";
import { type Effort, regretSteps } from "./regret.js";

type Searched = Pick<CompareRow, "best" | "regret" | "units">;

/**
 * The effort at which a search first recommended an allocation within `target` of the best; `null` if it never did.
 *
 * @example
 * runLength({ best: 0.8, regret: [0.1, 0.03, 0.01], units: [5, 9, 20] }, 0.03, "units"); // => 9
 */
export function runLength(row: Searched, target: number, over: Effort): number | null {
  return regretSteps(row, over).find(({ regret }) => regret <= target)?.effort ?? null;
}

/** How long many searches take to a target. */
export interface RunningTime {
  /** Effort spent in all, of failed searches too, for each success; `null` without any. */
  readonly expected: number | null;
  /** Of all searches, failures counted as longer than any; `null` if half of them failed. */
  readonly median: number | null;
  readonly successes: number;
  readonly runs: number;
}

/**
 * The expected running time (ERT) to a target: what a user would spend who restarts until it is met.
 *
 * @throws RangeError if there is no search
 * @see Hansen et al. 2021, "COCO: a platform for comparing continuous optimizers in a black-box setting"
 * @example
 * const hit = { best: 0.8, regret: [0.1, 0.01], units: [1, 2] };
 * const miss = { best: 0.8, regret: [0.1, 0.05], units: [1, 2] };
 * runningTime([hit, miss], 0.02, "trials"); // => { expected: 4, median: null, successes: 1, runs: 2 }
 */
export function runningTime(rows: readonly Searched[], target: number, over: Effort): RunningTime {
  if (rows.length === 0) throw new RangeError("runningTime requires at least one search, got none");
  const lengths = rows.map((row) => runLength(row, target, over));
  const spent = rows.reduce((sum, row, i) => sum + (lengths[i] ?? regretSteps(row, over).at(-1)?.effort ?? 0), 0);
  const successes = lengths.filter((length) => length !== null);
  const sorted = lengths.map((length) => length ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] as number;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] as number;
  return {
    expected: successes.length === 0 ? null : spent / successes.length,
    median: upper === Number.POSITIVE_INFINITY ? null : (lower + upper) / 2,
    successes: successes.length,
    runs: rows.length,
  };
}

/** A step of an empirical distribution: from this effort on, this share of targets is met. */
export interface TargetStep {
  readonly effort: number;
  readonly share: number;
}

/**
 * The share of (search, target) pairs that are met, against effort: the empirical cumulative distribution of run lengths.
 *
 * @returns rising steps; the last share is below one where targets were never met
 * @throws RangeError if there is no search or no target
 * @example
 * targetsMet([{ best: 0.8, regret: [0.1, 0.01], units: [1, 2] }], [0.05, 0.001], "trials"); // => [{ effort: 2, share: 0.5 }]
 */
export function targetsMet(rows: readonly Searched[], targets: readonly number[], over: Effort): readonly TargetStep[] {
  const pairs = rows.length * targets.length;
  if (pairs === 0) throw new RangeError("targetsMet requires at least one search and one target, got none");
  const lengths = rows
    .flatMap((row) => targets.map((target) => runLength(row, target, over)))
    .filter((length) => length !== null)
    .sort((a, b) => a - b);
  const steps: TargetStep[] = [];
  for (const [i, effort] of lengths.entries())
    if (lengths[i + 1] !== effort) steps.push({ effort, share: (i + 1) / pairs });
  return steps;
}
