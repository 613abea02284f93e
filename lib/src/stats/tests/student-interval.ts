import { moments } from "../bootstrap/law.js";
import { requireLevel } from "../bootstrap/options.js";
import { studentQuantile } from "../distributions/beta.js";
import { requireFinite } from "./result.js";

export interface MeanInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly level: number;
}

/**
 * Student's t interval for a mean.
 *
 * @throws RangeError unless there are two finite values
 * @example
 * studentInterval([1, 2, 3]).estimate; // => 2
 */
export function studentInterval(values: ArrayLike<number>, options: { readonly level?: number } = {}): MeanInterval {
  const { level = 0.95 } = options;
  requireLevel("studentInterval", level);
  const sample = requireFinite("studentInterval", values, 2);
  const { mean, standardDeviation } = moments(sample);
  const standardError = standardDeviation / Math.sqrt(sample.length);
  const reach = studentQuantile((1 + level) / 2, sample.length - 1) * standardError;
  return { estimate: mean, low: mean - reach, high: mean + reach, standardError, level };
}
