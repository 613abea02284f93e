import type { Rng } from "../core/index.js";

export interface WeightedMajorityOptions {
  /**
   * Up to this many subsets are enumerated and the answer is exact; above it subsets are drawn.
   * @default 20000
   */
  readonly exactLimit?: number;
  /**
   * Subsets drawn when there are too many to enumerate; rounded up to a whole number for each stratum.
   * @default 20000
   */
  readonly draws?: number;
}

export interface Estimate {
  readonly estimate: number;
  /** Monte-Carlo standard error of `estimate`; zero when it is exact. */
  readonly standardError: number;
  readonly exact: boolean;
}

/**
 * Weighted maj@k: the chance that the answer with the largest sum of weights among `k` samples, drawn without replacement from the
 * recorded ones, is right; ties are drawn by lot. Exact by enumeration of the C(n, k) subsets while they are few, otherwise
 * Monte Carlo stratified by one member of the subset: every sample is that member equally often.
 *
 * @param answers the answer of each sample, as a small integer
 * @param right whether each sample's answer is right
 * @param votes the weight of each sample (such as a reward), at least zero
 * @param k an integer in [1, n]
 * @param rng used only when the subsets are drawn
 * @returns a rate in [0, 1]; `standardError` is that of the Monte Carlo alone, zero where it is exact
 * @throws RangeError if the lengths differ, a vote is negative or not finite, or `k` is out of range
 * @example
 * weightedMajority({ answers: [0, 1, 1], right: [true, false, false], votes: [3, 1, 1] }, 3, createRng("doc")).estimate; // => 1
 */
export function weightedMajority(
  samples: {
    readonly answers: ArrayLike<number>;
    readonly right: ArrayLike<boolean>;
    readonly votes: ArrayLike<number>;
  },
  k: number,
  rng: Rng,
  options: WeightedMajorityOptions = {},
): Estimate {
  const { exactLimit = 20_000, draws = 20_000 } = options;
  const n = samples.answers.length;
  if (samples.right.length !== n || samples.votes.length !== n)
    throw new RangeError(
      `weightedMajority requires one answer, right and vote per sample, got ${n}, ${samples.right.length}, ${samples.votes.length}`,
    );
  const wrong = Array.from(samples.votes).findIndex((vote) => !(vote >= 0 && Number.isFinite(vote)));
  if (wrong >= 0)
    throw new RangeError(
      `weightedMajority requires votes of at least zero, got ${samples.votes[wrong]} at index ${wrong}`,
    );
  if (!Number.isSafeInteger(k) || k < 1 || k > n)
    throw new RangeError(`weightedMajority requires k to be an integer in [1, n = ${n}], got ${k}`);
  const worth = subsetWorth(samples);
  if (choose(n, k) <= exactLimit) {
    let sum = 0;
    let count = 0;
    forEachSubset(n, k, (subset) => {
      sum += worth(subset);
      count++;
    });
    return { estimate: sum / count, standardError: 0, exact: true };
  }
  const perStratum = Math.max(2, Math.ceil(draws / n));
  const pool = Int32Array.from({ length: n }, (_, i) => i);
  let estimate = 0;
  let variance = 0;
  for (let first = 0; first < n; first++) {
    let mean = 0;
    let squares = 0;
    for (let draw = 1; draw <= perStratum; draw++) {
      swap(pool, 0, pool.indexOf(first));
      for (let j = 1; j < k; j++) swap(pool, j, j + rng.below(n - j));
      const value = worth(pool.subarray(0, k));
      const step = value - mean;
      mean += step / draw;
      squares += step * (value - mean);
    }
    estimate += mean / n;
    variance += squares / (perStratum - 1) / perStratum / (n * n);
  }
  return { estimate, standardError: Math.sqrt(variance), exact: false };
}

/** How right the weighted majority of a subset is: one, zero, or the right share of a tie. */
function subsetWorth(samples: {
  readonly answers: ArrayLike<number>;
  readonly right: ArrayLike<boolean>;
  readonly votes: ArrayLike<number>;
}): (subset: Int32Array) => number {
  const totals = new Map<number, number>();
  const isRight = new Map<number, boolean>();
  return (subset) => {
    totals.clear();
    for (const i of subset) {
      const answer = samples.answers[i] as number;
      totals.set(answer, (totals.get(answer) ?? 0) + (samples.votes[i] as number));
      isRight.set(answer, samples.right[i] as boolean);
    }
    let most = 0;
    for (const total of totals.values()) most = Math.max(most, total);
    let tied = 0;
    let right = 0;
    for (const [answer, total] of totals)
      if (most - total <= 1e-12 * most) {
        tied++;
        if (isRight.get(answer) === true) right++;
      }
    return right / tied;
  };
}

function swap(pool: Int32Array, i: number, j: number): void {
  const kept = pool[i] as number;
  pool[i] = pool[j] as number;
  pool[j] = kept;
}

function choose(n: number, k: number): number {
  let ways = 1;
  for (let j = 1; j <= Math.min(k, n - k); j++) ways = (ways * (n - j + 1)) / j;
  return Math.round(ways);
}

function forEachSubset(n: number, k: number, visit: (subset: Int32Array) => void): void {
  const subset = Int32Array.from({ length: k }, (_, i) => i);
  for (;;) {
    visit(subset);
    let place = k - 1;
    while (place >= 0 && subset[place] === n - k + place) place--;
    if (place < 0) return;
    subset[place] = (subset[place] as number) + 1;
    for (let j = place + 1; j < k; j++) subset[j] = (subset[j - 1] as number) + 1;
  }
}
