import { power } from "../core/index.js";
/** What a tie for the most votes is worth: shared by lot, or taken as won, or as lost. */
export type TieRule = "uniform" | "optimistic" | "pessimistic";

export interface MajorityVoteOptions {
  /**
   * `uniform` draws the winner among the tied (for exchangeable samples the same as "first seen wins");
   * `optimistic` counts a tie as right, `pessimistic` as wrong.
   * @default "uniform"
   */
  readonly ties?: TieRule;
}

/**
 * maj@k: the chance that the majority of `k` answers, drawn without replacement from the recorded ones, is the
 * correct answer. Exact: the average over all C(n, k) subsets, by a dynamic programme instead of enumeration.
 *
 * For every vote count v of the correct answer the others are convolved with at most v votes each, keeping how many tie at v.
 * All terms are positive, so nothing cancels. Costs about n k^2 per k.
 *
 * @param counts how often each distinct answer was recorded: non-negative integers, n in sum
 * @param correct index of the correct answer in `counts`, or -1 when nobody gave it
 * @param k an integer in [1, n]
 * @returns rate in [0, 1]
 * @throws RangeError if `k` is not in [1, n], a count is not a whole number, or `correct` is no index of `counts` nor -1
 * @see Wang et al. 2022 (self-consistency), arXiv 2203.11171
 * @example
 * majorityVote([2, 1], 0, 3); // => 1
 * majorityVote([2, 1], 0, 2); // => 1 / 3 + (2 / 3) * 0.5
 */
export function majorityVote(
  counts: readonly number[],
  correct: number,
  k: number,
  options: MajorityVoteOptions = {},
): number {
  const n = requireAnswers("majorityVote", counts, correct);
  if (!Number.isSafeInteger(k) || k < 1 || k > n)
    throw new RangeError(`majorityVote requires k to be an integer in [1, n = ${n}], got ${k}`);
  if (correct === -1) return 0;
  // Each answer is kept with chance q = k/n, so that totals near k carry the weight and nothing underflows;
  // given the total the law is hypergeometric whatever q is.
  const q = k / n;
  const weights = counts.map((count) => binomialWeights(count, q, k));
  const total = binomialWeights(n, q, k)[k] as number;
  return (winningChances(weights, correct, k, options)[k] as number) / total;
}

/**
 * maj@k of one question for every k = 1..n at once: the same programme carries all k, so the whole curve costs about as
 * much as its last point.
 *
 * @returns `n` rates; element `k - 1` is `majorityVote(counts, correct, k)`
 * @throws RangeError as `majorityVote`
 * @example
 * majorityVoteCurve([2, 1], 0); // => Float64Array.of(2 / 3, 2 / 3, 1)
 */
export function majorityVoteCurve(
  counts: readonly number[],
  correct: number,
  options: MajorityVoteOptions = {},
): Float64Array {
  const n = requireAnswers("majorityVoteCurve", counts, correct);
  const curve = new Float64Array(n);
  if (correct === -1) return curve;
  // One q for all k: at q = 1/2 even the rarest total, 2^-n, is far from underflow up to n = 900.
  if (n > 900) return curve.map((_, i) => majorityVote(counts, correct, i + 1, options));
  const weights = counts.map((count) => binomialWeights(count, 0.5, n));
  const totals = binomialWeights(n, 0.5, n);
  const chances = winningChances(weights, correct, n, options);
  return curve.map((_, i) => (chances[i + 1] as number) / (totals[i + 1] as number));
}

/**
 * The chance that the majority of `k` independent answers is the correct one, when answer `a` has probability `probabilities[a]`:
 * what voting converges to with more questions, and what a simulator needs. Exact, by the dynamic programme of `majorityVote`.
 *
 * @param probabilities chance of each distinct answer; they sum to one
 * @param correct index of the correct answer, or -1 when it is never given
 * @param k votes, an integer of at least one
 * @returns rate in [0, 1]
 * @throws RangeError if the probabilities are negative or do not sum to one within 1e-9, or `k` or `correct` is out of range
 * @example
 * majorityVoteIid([0.6, 0.4], 0, 3); // => 0.648
 */
export function majorityVoteIid(
  probabilities: readonly number[],
  correct: number,
  k: number,
  options: MajorityVoteOptions = {},
): number {
  requireIndex("majorityVoteIid", probabilities.length, correct);
  let sum = 0;
  for (const p of probabilities) {
    if (!(p >= 0)) throw new RangeError(`majorityVoteIid requires probabilities of at least zero, got ${p}`);
    sum += p;
  }
  if (Math.abs(sum - 1) > 1e-9)
    throw new RangeError(`majorityVoteIid requires probabilities that sum to one, got a sum of ${sum}`);
  if (!Number.isSafeInteger(k) || k < 1)
    throw new RangeError(`majorityVoteIid requires k to be an integer of at least one, got ${k}`);
  if (correct === -1) return 0;
  // Poisson votes with mean k p for each answer: given that they total k, they are multinomial.
  const weights = probabilities.map((p) => poissonWeights(k * p, k));
  return (winningChances(weights, correct, k, options)[k] as number) / (poissonWeights(k, k)[k] as number);
}

/** For every total k up to `most`: the sum, over all ways to give k votes in which `correct` wins, of the product of the answers' weights. */
function winningChances(
  weights: readonly Float64Array[],
  correct: number,
  most: number,
  { ties = "uniform" }: MajorityVoteOptions,
): Float64Array {
  const own = weights[correct] as Float64Array;
  const others = weights.filter((_, a) => a !== correct);
  const chances = new Float64Array(most + 1);
  for (let votes = 1; votes <= most; votes++) {
    const weight = own[votes] ?? 0;
    if (weight === 0) continue;
    const rest = votesOfOthers(others, most - votes, votes);
    rest.forEach((byTotal, tied) => {
      const worth = tied === 0 || ties === "optimistic" ? 1 : ties === "pessimistic" ? 0 : 1 / (tied + 1);
      byTotal.forEach((other, total) => {
        chances[votes + total] = (chances[votes + total] as number) + weight * worth * other;
      });
    });
  }
  return chances;
}

/** Weight of the ways in which the others share 0..`most` votes, none above `cap`: one row per number of answers standing at `cap`. */
function votesOfOthers(others: readonly Float64Array[], most: number, cap: number): Float64Array[] {
  const maxTied = Math.min(others.length, Math.floor(most / cap));
  const empty = () => Array.from({ length: maxTied + 1 }, () => new Float64Array(most + 1));
  let state = empty();
  (state[0] as Float64Array)[0] = 1;
  for (const weights of others) {
    const next = empty();
    const highest = Math.min(cap, weights.length - 1, most);
    state.forEach((row, tied) => {
      for (let votes = 0; votes <= highest; votes++) {
        const target = next[votes === cap ? tied + 1 : tied];
        const weight = weights[votes] as number;
        if (target === undefined || weight === 0) continue;
        for (let used = 0; used + votes <= most; used++)
          target[used + votes] = (target[used + votes] as number) + (row[used] as number) * weight;
      }
    });
    state = next;
  }
  return state;
}

/** Binomial(count, q) probabilities of 0..min(count, most). */
function binomialWeights(count: number, q: number, most: number): Float64Array {
  const size = Math.min(count, most) + 1;
  const weights = new Float64Array(size);
  if (q === 1) {
    if (count < size) weights[count] = 1;
    return weights;
  }
  // Upwards from zero in logarithms where (1-q)^count would underflow.
  const logStart = count * Math.log1p(-q);
  if (logStart > -600) {
    weights[0] = power(1 - q, count);
    for (let j = 1; j < size; j++) weights[j] = ((weights[j - 1] as number) * (count - j + 1) * q) / (j * (1 - q));
    return weights;
  }
  let log = logStart;
  weights[0] = Math.exp(log);
  for (let j = 1; j < size; j++) {
    log += Math.log(((count - j + 1) * q) / (j * (1 - q)));
    weights[j] = Math.exp(log);
  }
  return weights;
}

/** Poisson(mean) probabilities of 0..most. */
function poissonWeights(mean: number, most: number): Float64Array {
  const weights = new Float64Array(most + 1);
  if (mean < 600) {
    weights[0] = Math.exp(-mean);
    for (let j = 1; j <= most; j++) weights[j] = ((weights[j - 1] as number) * mean) / j;
    return weights;
  }
  let log = -mean;
  weights[0] = Math.exp(log);
  for (let j = 1; j <= most; j++) {
    log += Math.log(mean / j);
    weights[j] = Math.exp(log);
  }
  return weights;
}

function requireAnswers(caller: string, counts: readonly number[], correct: number): number {
  requireIndex(caller, counts.length, correct);
  let n = 0;
  for (const count of counts) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`${caller} requires counts that are integers of at least zero, got ${count}`);
    n += count;
  }
  if (n === 0) throw new RangeError(`${caller} requires at least one recorded answer, got none`);
  return n;
}

function requireIndex(caller: string, length: number, correct: number): void {
  if (!Number.isInteger(correct) || correct < -1 || correct >= length)
    throw new RangeError(`${caller} requires the index of the correct answer in [-1, ${length - 1}], got ${correct}`);
}
