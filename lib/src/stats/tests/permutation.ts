import { bulkDraws, fillBelow, type Rng } from "../../core/index.js";
import { signSumLaw } from "./rearrangement.js";
import { type Alternative, requireAlternative, requireFinite, type TestResult } from "./result.js";
import { signSumBound } from "./sign-sum-bound.js";

export interface PermutationOptions {
  /** @default "two-sided" */
  readonly alternative?: Alternative;
  /** Random rearrangements, where there are too many to go through. @default 9999 */
  readonly resamples?: number;
}

/** Rearrangements up to this number are gone through one by one. */
const MOST = 100_000;

/**
 * Sign-flip test that paired differences are symmetric about zero, by the mean: the paired permutation test. Swapping the two systems of a pair flips
 * its difference's sign.
 *
 * Exact for differences on a lattice (0/1 scores, decimals; their number times their sum in steps up to 50 million) and for up to 16 others.
 * For up to about a thousand others a bound, "bounded": never less than the exact p, and above it by at most 2z hundredths of it at z standard
 * deviations. Beyond that random flips, with p = (hits + 1) / (resamples + 1), which cannot fall below 1 / (resamples + 1).
 *
 * @param differences one per pair
 * @param rng used only for random flips; may be null where the law is counted
 * @returns `statistic`: the mean difference
 * @throws RangeError if there is no difference, one is not finite, the alternative is not known, or chance is needed and `rng` is null
 * @see Fisher 1935; Good 2005
 * @example
 * signFlipTest([1, 1, 1, 1, 1, 1], null).p; // => 0.03125
 */
export function signFlipTest(
  differences: ArrayLike<number>,
  rng: Rng | null,
  options: PermutationOptions = {},
): TestResult {
  const { alternative = "two-sided", resamples = 9999 } = options;
  requireAlternative("signFlipTest", alternative);
  const values = requireFinite("signFlipTest", differences, 1, "differences");
  const n = values.length;
  const magnitudes = values.map(Math.abs).filter((d) => d > 0);
  const sum = values.reduce((a, b) => a + b, 0);
  const statistic = sum / n;
  if (magnitudes.length === 0)
    return { statistic, p: 1, method: "exact", warnings: ["every difference is zero: no evidence either way"] };
  const law = signSumLaw(magnitudes);
  if (law !== undefined) {
    const signs = values.filter((d) => d !== 0).map(Math.sign);
    const at = law.steps.reduce((steps, step, i) => steps + ((signs[i] as number) > 0 ? step : 0), 0);
    const total = law.chances.length - 1;
    let p = 0;
    // Twice the positive steps minus all steps is the signed sum.
    law.chances.forEach((chance, s) => {
      if (countsAgainst(alternative, 2 * s - total, 2 * at - total, 0)) p += chance;
    });
    return { statistic, p: Math.min(1, p), method: "exact", warnings: [] };
  }
  const rounding = 1e-12 * magnitudes.reduce((a, b) => a + b, 0);
  if (magnitudes.length <= 16) {
    let hits = 0;
    const ways = 2 ** magnitudes.length;
    for (let mask = 0; mask < ways; mask++) {
      let flipped = 0;
      for (let i = 0; i < magnitudes.length; i++)
        flipped += mask & (1 << i) ? (magnitudes[i] as number) : -(magnitudes[i] as number);
      if (countsAgainst(alternative, flipped, sum, rounding)) hits++;
    }
    return { statistic, p: hits / ways, method: "exact", warnings: [] };
  }
  const bound = signSumBound(magnitudes);
  if (bound !== undefined) {
    const total = bound.chances.length - 1;
    let p = bound.slip;
    bound.chances.forEach((chance, s) => {
      if (countsAgainst(alternative, bound.step * (2 * s - total), sum, rounding + bound.off)) p += chance;
    });
    return { statistic, p: Math.min(1, p), method: "bounded", warnings: [] };
  }
  const count = requireChance("signFlipTest", resamples, rng);
  const state = bulkDraws(rng as Rng);
  const bits = new Uint16Array(magnitudes.length);
  let hits = 0;
  for (let b = 0; b < count; b++) {
    fillBelow(2, bits, state);
    let flipped = 0;
    for (let i = 0; i < bits.length; i++)
      flipped += bits[i] === 1 ? (magnitudes[i] as number) : -(magnitudes[i] as number);
    if (countsAgainst(alternative, flipped, sum, rounding)) hits++;
  }
  return { statistic, p: (hits + 1) / (count + 1), method: "monte-carlo", resamples: count, warnings: [] };
}

/**
 * Permutation test that two unpaired samples come from one distribution, by the difference of their means. Group sizes may differ.
 *
 * Exact when there are at most 100 000 ways to choose the first group; otherwise random regroupings, with p = (hits + 1) / (resamples + 1).
 *
 * @param x first sample @param y second sample
 * @param rng used only for random regroupings; may be null where all are gone through
 * @returns `statistic`: mean of x minus mean of y
 * @throws RangeError if a sample is empty, a value is not finite, the alternative is not known, or chance is needed and `rng` is null
 * @see Pitman 1937
 * @example
 * permutationTest([4, 5, 6], [1, 2, 3], null).p; // => 0.1
 */
export function permutationTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rng: Rng | null,
  options: PermutationOptions = {},
): TestResult {
  const { alternative = "two-sided", resamples = 9999 } = options;
  requireAlternative("permutationTest", alternative);
  const first = requireFinite("permutationTest", x, 1);
  const second = requireFinite("permutationTest", y, 1);
  const n = first.length;
  const pool = Float64Array.from([...first, ...second]);
  const all = pool.length;
  // Centred, so that the first group's sum alone decides, and a large offset takes no digits.
  const mean = pool.reduce((a, b) => a + b, 0) / all;
  for (let i = 0; i < all; i++) pool[i] = (pool[i] as number) - mean;
  const sumOfFirst = () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += pool[i] as number;
    return sum;
  };
  const observed = sumOfFirst();
  const statistic = first.reduce((a, b) => a + b, 0) / n - second.reduce((a, b) => a + b, 0) / second.length;
  const rounding = 1e-12 * pool.reduce((a, b) => a + Math.abs(b), 0);
  let ways = 1;
  for (let j = 1; j <= Math.min(n, all - n) && ways <= MOST; j++) ways = (ways * (all - j + 1)) / j;
  if (ways <= MOST) {
    let hits = 0;
    let count = 0;
    forEachGroup(pool, n, (sum) => {
      count++;
      if (countsAgainst(alternative, sum, observed, rounding)) hits++;
    });
    return { statistic, p: hits / count, method: "exact", warnings: [] };
  }
  const count = requireChance("permutationTest", resamples, rng);
  const chance = rng as Rng;
  let hits = 0;
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < n; i++) {
      const j = i + chance.below(all - i);
      const kept = pool[i] as number;
      pool[i] = pool[j] as number;
      pool[j] = kept;
    }
    if (countsAgainst(alternative, sumOfFirst(), observed, rounding)) hits++;
  }
  return { statistic, p: (hits + 1) / (count + 1), method: "monte-carlo", resamples: count, warnings: [] };
}

function forEachGroup(pool: Float64Array, size: number, visit: (sum: number) => void): void {
  const choose = (from: number, left: number, sum: number): void => {
    if (left === 0) {
      visit(sum);
      return;
    }
    for (let i = from; i <= pool.length - left; i++) choose(i + 1, left - 1, sum + (pool[i] as number));
  };
  choose(0, size, 0);
}

function countsAgainst(alternative: Alternative, sum: number, observed: number, rounding: number): boolean {
  switch (alternative) {
    case "two-sided":
      return Math.abs(sum) >= Math.abs(observed) - rounding;
    case "greater":
      return sum >= observed - rounding;
    case "less":
      return sum <= observed + rounding;
  }
}

function requireChance(caller: string, resamples: number, rng: Rng | null): number {
  if (!Number.isSafeInteger(resamples) || resamples < 1)
    throw new RangeError(`${caller} requires at least one resample, got ${resamples}`);
  if (rng === null) throw new RangeError(`${caller} requires an rng for this many values, got null`);
  return resamples;
}
