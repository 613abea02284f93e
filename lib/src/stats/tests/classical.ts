import { moments } from "../bootstrap/law.js";
import { studentTwoSided } from "../distributions/beta.js";
import { binomialCdf } from "../distributions/binomial.js";
import { normalCdf } from "../distributions/normal.js";
import { requireOneOf } from "../require-one-of.js";
import { ranks, tieTerm } from "./ranks.js";
import { requireFinite, roundingOf, type TestResult } from "./result.js";

export interface StudentTest extends TestResult {
  readonly df: number;
}

/**
 * Student's t test that paired differences have mean zero.
 *
 * @returns `statistic`: t
 * @throws RangeError unless there are two differences that vary, by more than 1e-12 of the largest: less is their rounding
 * @example
 * pairedTTest([1, 2, 3]).statistic; // => 2 / (1 / Math.sqrt(3))
 */
export function pairedTTest(differences: ArrayLike<number>): StudentTest {
  const values = requireFinite("pairedTTest", differences, 2, "differences");
  const { mean, standardDeviation } = moments(values);
  if (standardDeviation <= roundingOf(values))
    throw new RangeError(`pairedTTest requires differences that vary, got ${values.length} equal to ${mean}`);
  const df = values.length - 1;
  const t = mean / (standardDeviation / Math.sqrt(values.length));
  return { statistic: t, df, p: studentTwoSided(t, df), method: "approximate", warnings: [] };
}

interface WelchSample {
  readonly mean: number;
  readonly varies: boolean;
  /** Of the mean's standard error. */
  readonly square: number;
  readonly df: number;
}

/**
 * Welch's t test that two unpaired samples have equal means, whatever their variances.
 *
 * @returns `statistic`: t
 * @throws RangeError unless each sample has two values, and one of them varies by more than 1e-12 of its largest: less is rounding
 * @see Welch 1947
 * @example
 * welchTTest([1, 2, 3], [1, 2, 3]).p; // => 1
 */
export function welchTTest(x: ArrayLike<number>, y: ArrayLike<number>): StudentTest {
  const [a, b] = [x, y].map((values) => {
    const sample = requireFinite("welchTTest", values, 2);
    const { mean, standardDeviation } = moments(sample);
    const varies = standardDeviation > roundingOf(sample);
    return { mean, varies, square: standardDeviation ** 2 / sample.length, df: sample.length - 1 };
  }) as [WelchSample, WelchSample];
  if (!a.varies && !b.varies)
    throw new RangeError(`welchTTest requires a sample that varies, got two constant ones, ${a.mean} and ${b.mean}`);
  const square = a.square + b.square;
  const t = (a.mean - b.mean) / Math.sqrt(square);
  const df = square ** 2 / (a.square ** 2 / a.df + b.square ** 2 / b.df);
  return { statistic: t, df, p: studentTwoSided(t, df), method: "approximate", warnings: [] };
}

/**
 * Sign test that paired differences are as often positive as negative; zeros are dropped. Exact binomial, two-sided.
 *
 * @returns `statistic`: how many differences are positive
 * @example
 * signTest([1, 1, 1, -1]).p; // => 0.625
 */
export function signTest(differences: ArrayLike<number>): TestResult {
  const values = requireFinite("signTest", differences, 1, "differences");
  const plus = values.filter((d) => d > 0).length;
  const minus = values.filter((d) => d < 0).length;
  if (plus + minus === 0)
    return { statistic: 0, p: 1, method: "exact", warnings: ["every difference is zero: no evidence either way"] };
  return {
    statistic: plus,
    p: Math.min(1, 2 * binomialCdf(Math.min(plus, minus), plus + minus, 0.5)),
    method: "exact",
    warnings: [],
  };
}

export interface McNemarResult extends TestResult {
  /** The mid-p value: less conservative than the exact one. */
  readonly midP: number;
  /** Chi-square with and without continuity correction, and their p values. */
  readonly chiSquare: { readonly statistic: number; readonly p: number };
  readonly chiSquareCorrected: { readonly statistic: number; readonly p: number };
}

/**
 * McNemar's test that two systems are right equally often, from the questions that only one of them got right.
 *
 * @param onlyFirst questions that only the first got right @param onlySecond questions that only the second got right
 * @returns `statistic`: the smaller count; `p`: exact, two-sided
 * @throws RangeError unless both are integers of at least zero
 * @see McNemar 1947; Fagerland, Lydersen and Laake 2013 (mid-p)
 * @example
 * mcnemarTest(1, 9).p; // => 0.021484375
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number): McNemarResult {
  for (const count of [onlyFirst, onlySecond])
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`mcnemarTest requires integers of at least zero, got ${count}`);
  const n = onlyFirst + onlySecond;
  const none = { statistic: 0, p: 1 };
  if (n === 0)
    return {
      ...none,
      midP: 1,
      chiSquare: none,
      chiSquareCorrected: none,
      method: "exact",
      warnings: ["the systems never disagree: no evidence either way"],
    };
  const least = Math.min(onlyFirst, onlySecond);
  const upTo = binomialCdf(least, n, 0.5);
  const at = upTo - (least === 0 ? 0 : binomialCdf(least - 1, n, 0.5));
  const chi = (distance: number) => {
    const statistic = distance ** 2 / n;
    return { statistic, p: 2 * normalCdf(-Math.sqrt(statistic)) };
  };
  const gap = Math.abs(onlyFirst - onlySecond);
  return {
    statistic: least,
    p: Math.min(1, 2 * upTo),
    midP: gap === 0 ? 1 - at / 2 : 2 * upTo - at,
    chiSquare: chi(gap),
    // The correction moves towards no difference, never past it.
    chiSquareCorrected: chi(Math.max(0, gap - 1)),
    method: "exact",
    warnings: [],
  };
}

export interface MannWhitneyResult extends TestResult {
  /** Cliff's delta: chance that x exceeds y minus chance that y exceeds x, in [-1, 1]. */
  readonly cliffsDelta: number;
}

export interface MannWhitneyOptions {
  /** The exact law over all regroupings given the (mid)ranks, or the normal approximation with continuity and ties. @default "exact" up to 2000 pairs */
  readonly method?: "exact" | "approximate";
}

/**
 * Mann and Whitney's test that neither of two unpaired samples tends to be larger; two-sided.
 *
 * @returns `statistic`: U of the first sample, the number of pairs that it wins, ties counting half
 * @throws RangeError if a sample is empty, a value is not finite, or the method is not known
 * @see Mann and Whitney 1947
 * @example
 * mannWhitneyTest([4, 5, 6], [1, 2, 3]).p; // => 0.1
 */
export function mannWhitneyTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  if (options.method !== undefined)
    requireOneOf("mannWhitneyTest", "the method", options.method, ["exact", "approximate"]);
  const first = requireFinite("mannWhitneyTest", x, 1);
  const second = requireFinite("mannWhitneyTest", y, 1);
  const n = first.length;
  const m = second.length;
  const ranked = ranks(Float64Array.from([...first, ...second]));
  const sum = ranked.subarray(0, n).reduce((a, b) => a + b, 0);
  const u = sum - (n * (n + 1)) / 2;
  const cliffsDelta = (2 * u) / (n * m) - 1;
  const method = options.method ?? (n * m <= 2000 ? "exact" : "approximate");
  if (method === "exact") {
    const law = rankSumLaw(ranked, n);
    const at = Math.round(2 * sum);
    let upper = 0;
    let lower = 0;
    law.forEach((chance, s) => {
      if (s >= at) upper += chance;
      if (s <= at) lower += chance;
    });
    return { statistic: u, cliffsDelta, p: Math.min(1, 2 * Math.min(upper, lower)), method, warnings: [] };
  }
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - tieTerm(ranked) / (all * (all - 1)));
  const z = (Math.max(u, n * m - u) - (n * m) / 2 - 0.5) / Math.sqrt(variance);
  return {
    statistic: u,
    cliffsDelta,
    p: variance === 0 ? 1 : Math.min(1, 2 * normalCdf(-z)),
    method,
    warnings: Math.min(n, m) < 8 ? ["samples are small for the normal approximation"] : [],
  };
}

/** Chances of each doubled sum of `size` of these (mid)ranks, drawn without replacement. */
function rankSumLaw(ranked: Float64Array, size: number): Float64Array {
  const doubled = Array.from(ranked, (rank) => Math.round(2 * rank));
  const most = doubled
    .toSorted((a, b) => b - a)
    .slice(0, size)
    .reduce((a, b) => a + b, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  (ways[0] as Float64Array)[0] = 1;
  // Chances rather than counts, so that nothing overflows: each step picks the next rank with the chance that is due.
  doubled.forEach((rank, seen) => {
    for (let chosen = Math.min(size, seen + 1); chosen >= 0; chosen--) {
      const row = ways[chosen] as Float64Array;
      const left = doubled.length - seen;
      const stay = (left - (size - chosen)) / left;
      const before = chosen > 0 ? (ways[chosen - 1] as Float64Array) : undefined;
      const pick = (size - chosen + 1) / left;
      for (let s = most; s >= 0; s--)
        row[s] =
          (row[s] as number) * stay + (before !== undefined && s >= rank ? (before[s - rank] as number) * pick : 0);
    }
  });
  return ways[size] as Float64Array;
}
