import { power } from "../core/index.js";
/** How the `k` items come from the recorded ones. */
export interface DrawOptions {
  /**
   * `false` averages over all subsets: the unbiased estimate of what `k` fresh samples give.
   * `true` draws with replacement: the plug-in value, which leans low.
   * @default false
   */
  readonly replacement?: boolean;
}

/**
 * The expected largest of `k` scores drawn from the recorded ones: what best-of-k reaches on the score itself.
 * Exact, by order statistics. Runs in O(n log n).
 *
 * @param scores one number per recorded sample; -∞, as of a sample that was ruled out, counts only where it may be the largest
 * @param k how many are drawn: an integer of at least one, and without replacement at most `scores.length`
 * @returns in the unit of the scores
 * @throws RangeError if a score is not a number, `k` is out of range, or both -∞ and ∞ may be the largest
 * @example
 * bestScoreOfN([1, 2, 3], 2); // => (2 + 3 + 3) / 3
 * bestScoreOfN([-Infinity, 1, 2], 2); // => (1 + 2 + 2) / 3
 */
export function bestScoreOfN(scores: ArrayLike<number>, k: number, options: DrawOptions = {}): number {
  return bestOfN(scores, scores, k, options);
}

/**
 * The expected worth of the sample that a verifier picks among `k` drawn ones: the one it scores highest, by lot among equals.
 * With `correct` as 0/1 it is the accuracy of best-of-k under this (noisy) verifier; a perfect verifier's is `passAtK`.
 *
 * Exact: a group of equal scores is on top with chance `[C(upto, k) - C(below, k)] / C(n, k)`. Runs in O(n log n).
 *
 * @param scores the verifier's score of each recorded sample
 * @param worth what picking that sample is worth: 0/1 correctness, or any number; an infinite one counts only where it may be picked
 * @param k how many are drawn: an integer of at least one, and without replacement at most n
 * @returns in the unit of `worth`
 * @throws RangeError if the lengths differ, a number is NaN, `k` is out of range, or worths of both -∞ and ∞ may be picked
 * @example
 * bestOfN([0.1, 0.9, 0.5], [1, 0, 1], 2); // => 1 / 3
 */
export function bestOfN(
  scores: ArrayLike<number>,
  worth: ArrayLike<number>,
  k: number,
  options: DrawOptions = {},
): number {
  const { replacement = false } = options;
  const n = scores.length;
  if (n === 0 || worth.length !== n)
    throw new RangeError(`bestOfN requires one worth for each score, got ${n} scores and ${worth.length} worths`);
  if (!Number.isSafeInteger(k) || k < 1 || (!replacement && k > n))
    throw new RangeError(`bestOfN requires k to be an integer in [1, ${replacement ? "∞" : `n = ${n}`}], got ${k}`);
  const order = Array.from({ length: n }, (_, i) => i);
  for (const i of order)
    if (Number.isNaN(scores[i]) || Number.isNaN(worth[i]))
      throw new RangeError(`bestOfN requires numbers, got NaN at index ${i}`);
  order.sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const within = chancesWithin(n, k, replacement);
  let expected = 0;
  let below = 0;
  for (let start = 0; start < n; ) {
    let end = start;
    let sum = 0;
    const score = scores[order[start] as number];
    while (end < n && scores[order[end] as number] === score) sum += worth[order[end++] as number] as number;
    const upto = within[end] as number;
    // Fewer than k samples are never all that were drawn: what they are worth does not count, were it infinite.
    if (replacement || end >= k) expected += Number.isFinite(sum) ? (upto - below) * (sum / (end - start)) : sum;
    below = upto;
    start = end;
  }
  if (Number.isNaN(expected))
    throw new RangeError(
      "bestOfN requires worths that have a mean, got both -Infinity and Infinity that may be picked",
    );
  return expected;
}

/** For each size 0..n: the chance that all `k` drawn lie within the first `size`; C(size, k) / C(n, k), downwards from one. */
function chancesWithin(n: number, k: number, replacement: boolean): Float64Array {
  const within = new Float64Array(n + 1);
  if (replacement) return within.map((_, size) => power(size / n, k));
  within[n] = 1;
  for (let size = n; size > k; size--) within[size - 1] = ((within[size] as number) * (size - k)) / size;
  return within;
}

export interface NoisyVerifier {
  /** Chance that a correct sample is accepted, in [0, 1]. */
  readonly sensitivity: number;
  /** Chance that a wrong sample is rejected, in [0, 1]. */
  readonly specificity: number;
}

/**
 * Accuracy of best-of-k when the verifier only accepts or rejects, and errs: one of the accepted is taken by lot, or, when none is
 * accepted, one of all. Exact, over the number of correct samples drawn and of those accepted. Runs in O(k^3).
 *
 * @param n samples drawn for the question @param c correct ones @param k an integer in [1, n]
 * @returns rate in [0, 1]; with sensitivity and specificity of one it is `passAtK(n, c, k)`
 * @throws RangeError outside these ranges
 * @example
 * bestOfNVerified(10, 3, 2, { sensitivity: 1, specificity: 1 }); // => passAtK(10, 3, 2)
 */
export function bestOfNVerified(n: number, c: number, k: number, verifier: NoisyVerifier): number {
  if (!Number.isSafeInteger(n) || n < 1 || !Number.isSafeInteger(c) || c < 0 || c > n)
    throw new RangeError(`bestOfNVerified requires integers with 0 <= c <= n, got n = ${n}, c = ${c}`);
  if (!Number.isSafeInteger(k) || k < 1 || k > n)
    throw new RangeError(`bestOfNVerified requires k to be an integer in [1, n = ${n}], got ${k}`);
  const { sensitivity, specificity } = verifier;
  for (const chance of [sensitivity, specificity])
    if (!(chance >= 0 && chance <= 1))
      throw new RangeError(`bestOfNVerified requires sensitivity and specificity in [0, 1], got ${chance}`);
  let expected = 0;
  for (let good = Math.max(0, k - (n - c)); good <= Math.min(c, k); good++) {
    const accepted = binomialChances(good, sensitivity);
    const fooled = binomialChances(k - good, 1 - specificity);
    let right = 0;
    for (let a = 0; a <= good; a++)
      for (let b = 0; b <= k - good; b++)
        right += (accepted[a] as number) * (fooled[b] as number) * (a + b > 0 ? a / (a + b) : good / k);
    expected += right * hypergeometricChance(n, c, k, good);
  }
  return expected;
}

function binomialChances(n: number, p: number): Float64Array {
  let chances = Float64Array.of(1);
  for (let i = 0; i < n; i++) {
    const next = new Float64Array(i + 2);
    for (let j = 0; j <= i; j++) {
      next[j] = (next[j] as number) + (chances[j] as number) * (1 - p);
      next[j + 1] = (chances[j] as number) * p;
    }
    chances = next;
  }
  return chances;
}

/** C(c, g) C(n-c, k-g) / C(n, k), as k ratios taken in the order of the draws. */
function hypergeometricChance(n: number, c: number, k: number, g: number): number {
  let chance = 1;
  for (let j = 0; j < g; j++) chance *= ((k - j) / (g - j)) * ((c - j) / (n - j));
  for (let j = 0; j < k - g; j++) chance *= (n - c - j) / (n - g - j);
  return chance;
}
