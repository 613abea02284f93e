import { requireLevel } from "../bootstrap/options.js";
import { statisticDefinition } from "../bootstrap/statistic.js";
import { studentTwoSided } from "../distributions/beta.js";
import { normalQuantile } from "../distributions/normal.js";
import { ranks } from "./ranks.js";
import { requireFinite } from "./result.js";

export interface Association {
  readonly estimate: number;
  /** Two-sided p value of "no association", by Student's t with n - 2 degrees of freedom. */
  readonly p: number;
}

export interface PearsonAssociation extends Association {
  /** Bounds by Fisher's z; both are the estimate when it is ±1. */
  readonly low: number;
  readonly high: number;
}

function correlate(caller: string, x: ArrayLike<number>, y: ArrayLike<number>): { r: number; p: number; n: number } {
  if (x.length !== y.length)
    throw new RangeError(`${caller} requires samples of equal length, got ${x.length} and ${y.length}`);
  const first = requireFinite(caller, x, 3);
  const second = requireFinite(caller, y, 3);
  const r = statisticDefinition("correlation").evaluate(first, second);
  if (Number.isNaN(r)) throw new RangeError(`${caller} requires both samples to vary, got a constant one`);
  const df = first.length - 2;
  const p = Math.abs(r) === 1 ? 0 : studentTwoSided(r * Math.sqrt(df / ((1 - r) * (1 + r))), df);
  return { r, p, n: first.length };
}

/**
 * Pearson's correlation with its p value and Fisher's interval.
 *
 * @throws RangeError unless there are three pairs of finite numbers and both samples vary
 * @example
 * pearsonCorrelation([1, 2, 3], [2, 4, 6]).estimate; // => 1
 */
export function pearsonCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: { readonly level?: number } = {},
): PearsonAssociation {
  const { level = 0.95 } = options;
  requireLevel("pearsonCorrelation", level);
  const { r, p, n } = correlate("pearsonCorrelation", x, y);
  if (Math.abs(r) === 1) return { estimate: r, p, low: r, high: r };
  const reach = n > 3 ? -normalQuantile((1 - level) / 2) / Math.sqrt(n - 3) : Number.POSITIVE_INFINITY;
  return { estimate: r, p, low: Math.tanh(Math.atanh(r) - reach), high: Math.tanh(Math.atanh(r) + reach) };
}

/**
 * Spearman's rank correlation, with midranks.
 *
 * @throws RangeError as `pearsonCorrelation`
 * @example
 * spearmanCorrelation([1, 2, 3], [1, 4, 9]).estimate; // => 1
 */
export function spearmanCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): Association {
  const { r, p } = correlate("spearmanCorrelation", ranks(x), ranks(y));
  return { estimate: r, p };
}

/**
 * Kendall's tau-b: agreement of the order of pairs, corrected for ties. Runs in O(n²).
 *
 * @throws RangeError unless there are two pairs of finite numbers and both samples vary
 * @example
 * kendallTau([1, 2, 3], [1, 3, 2]); // => 1 / 3
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length)
    throw new RangeError(`kendallTau requires samples of equal length, got ${x.length} and ${y.length}`);
  const first = ranks(requireFinite("kendallTau", x, 2));
  const second = ranks(requireFinite("kendallTau", y, 2));
  let agreement = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 1; i < first.length; i++)
    for (let j = 0; j < i; j++) {
      const dx = Math.sign((first[i] as number) - (first[j] as number));
      const dy = Math.sign((second[i] as number) - (second[j] as number));
      agreement += dx * dy;
      untiedX += Math.abs(dx);
      untiedY += Math.abs(dy);
    }
  if (untiedX === 0 || untiedY === 0)
    throw new RangeError("kendallTau requires both samples to vary, got a constant one");
  return agreement / Math.sqrt(untiedX * untiedY);
}
