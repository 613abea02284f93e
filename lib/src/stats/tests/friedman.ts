import { fUpper } from "../distributions/beta.js";
import { chiSquareUpper } from "../distributions/gamma.js";
import { rangeQuantile, rangeUpper } from "../distributions/studentized-range.js";
import { ranks, tieTerm } from "./ranks.js";
import type { TestResult } from "./result.js";

export interface FriedmanOptions {
  /** Whether rank 1 goes to the highest score. @default true */
  readonly higherIsBetter?: boolean;
}

export interface FriedmanResult extends TestResult {
  /** Ranks within each data set, 1 the best; one row per data set. */
  readonly ranks: readonly Float64Array[];
  /** Mean rank of each method. */
  readonly averageRanks: Float64Array;
  /** Without the correction for ties. */
  readonly uncorrected: number;
  /** Iman and Davenport's F, less conservative than chi-square. */
  readonly imanDavenport: { readonly statistic: number; readonly df: readonly [number, number]; readonly p: number };
  /** Kendall's coefficient of concordance, in [0, 1]. */
  readonly kendallW: number;
}

/**
 * Friedman's test: do methods rank alike over data sets? Chi-square with correction for ties.
 *
 * @param scores one row per data set, one column per method
 * @returns `statistic`: chi-square, corrected for ties
 * @throws RangeError unless there are at least two methods, equally long rows, and finite scores
 * @see Friedman 1937; Iman and Davenport 1980; Demšar 2006
 * @example
 * friedmanTest([[1, 2, 3], [1, 2, 3], [1, 2, 3]]).statistic; // => 6
 */
export function friedmanTest(scores: readonly ArrayLike<number>[], options: FriedmanOptions = {}): FriedmanResult {
  const { higherIsBetter = true } = options;
  const n = scores.length;
  const k = scores[0]?.length ?? 0;
  if (n < 1 || k < 2)
    throw new RangeError(`friedmanTest requires at least one data set and two methods, got ${n} and ${k}`);
  const ranked = scores.map((row, d) => {
    if (row.length !== k)
      throw new RangeError(`friedmanTest requires ${k} scores for each data set, got ${row.length} for number ${d}`);
    const values = Array.from(row, (score, m) => {
      if (!Number.isFinite(score))
        throw new RangeError(`friedmanTest requires finite scores, got ${score} at data set ${d}, method ${m}`);
      return higherIsBetter ? -score : score;
    });
    return ranks(values);
  });
  const averageRanks = Float64Array.from(
    { length: k },
    (_, m) => ranked.reduce((sum, row) => sum + (row[m] as number), 0) / n,
  );
  const spread = averageRanks.reduce((sum, r) => sum + (r - (k + 1) / 2) ** 2, 0);
  const uncorrected = ((12 * n) / (k * (k + 1))) * spread;
  const ties = ranked.reduce((sum, row) => sum + tieTerm(row), 0);
  const correction = 1 - ties / (n * k * (k * k - 1));
  const warnings: string[] = [];
  if (n < 5) warnings.push(`${n} data sets are few for the chi-square approximation`);
  if (correction < 1e-12) {
    warnings.push("every score is tied, so that nothing can be ranked");
    const none = { statistic: 0, df: [k - 1, (k - 1) * (n - 1)] as const, p: 1 };
    return {
      statistic: 0,
      p: 1,
      method: "exact",
      warnings,
      ranks: ranked,
      averageRanks,
      uncorrected: 0,
      imanDavenport: none,
      kendallW: 0,
    };
  }
  const statistic = uncorrected / correction;
  const f = ((n - 1) * statistic) / (n * (k - 1) - statistic);
  const df = [k - 1, (k - 1) * (n - 1)] as const;
  // With perfect agreement F is infinite; with one data set it has no degrees of freedom.
  const perfect = n * (k - 1) - statistic < 1e-9;
  const iman = {
    statistic: perfect ? Number.POSITIVE_INFINITY : f,
    df,
    p: n === 1 ? 1 : perfect ? 0 : fUpper(f, df[0], df[1]),
  };
  return {
    statistic,
    p: chiSquareUpper(statistic, k - 1),
    method: "approximate",
    warnings,
    ranks: ranked,
    averageRanks,
    uncorrected,
    imanDavenport: iman,
    kendallW: statistic / (n * (k - 1)),
  };
}

export interface NemenyiResult {
  /** Studentized range quantile over √2. */
  readonly q: number;
  /** Mean ranks further apart than this differ at level `alpha`. */
  readonly criticalDifference: number;
  /** p value of each pair of methods. */
  readonly p: readonly Float64Array[];
  /** Pairs of columns that differ, lower column first. */
  readonly significant: readonly (readonly [number, number])[];
}

/**
 * Nemenyi's comparison of all pairs after Friedman's test: which mean ranks differ by more than the critical difference.
 *
 * @param averageRanks mean rank of each method @param dataSets how many data sets they are means over
 * @throws RangeError unless there are two methods, one data set and alpha in (0, 1)
 * @see Nemenyi 1963; Demšar 2006, eq. for CD
 * @example
 * Math.round(nemenyiTest([1, 2, 3], 10).criticalDifference * 1e4) / 1e4; // => 1.0481
 */
export function nemenyiTest(
  averageRanks: ArrayLike<number>,
  dataSets: number,
  options: { readonly alpha?: number } = {},
): NemenyiResult {
  const { alpha = 0.05 } = options;
  const k = averageRanks.length;
  if (k < 2 || !Number.isSafeInteger(dataSets) || dataSets < 1)
    throw new RangeError(`nemenyiTest requires two methods and one data set at least, got ${k} and ${dataSets}`);
  const q = rangeQuantile(alpha, k) / Math.SQRT2;
  const unit = Math.sqrt((k * (k + 1)) / (6 * dataSets));
  const gap = (i: number, j: number) => Math.abs((averageRanks[i] as number) - (averageRanks[j] as number));
  const p = Array.from({ length: k }, () => new Float64Array(k).fill(1));
  for (let i = 0; i < k; i++)
    for (let j = 0; j < i; j++) {
      const chance = rangeUpper((gap(i, j) / unit) * Math.SQRT2, k);
      (p[i] as Float64Array)[j] = chance;
      (p[j] as Float64Array)[i] = chance;
    }
  const significant: [number, number][] = [];
  for (let i = 0; i < k; i++) for (let j = i + 1; j < k; j++) if (gap(i, j) > q * unit) significant.push([i, j]);
  return { q, criticalDifference: q * unit, p, significant };
}
