import { largestOf } from "../paired-differences.js";
import { requireOneOf } from "../require-one-of.js";

/** Which differences speak against the null hypothesis. */
export type Alternative = "two-sided" | "greater" | "less";

export interface TestResult {
  /** The test's own statistic; each test says which. */
  readonly statistic: number;
  /** Chance, under the null hypothesis, of a result at least this extreme. */
  readonly p: number;
  /**
   * How `p` was found: over the whole null distribution, as an upper bound for the exact p, by an approximation, or over random
   * rearrangements.
   */
  readonly method: "exact" | "bounded" | "approximate" | "monte-carlo";
  /** How many random rearrangements, where they were drawn: `p` is never below 1 / (resamples + 1). */
  readonly resamples?: number;
  readonly warnings: readonly string[];
}

/** Refuses an alternative that no test knows. */
export function requireAlternative(caller: string, alternative: Alternative): void {
  requireOneOf(caller, "the alternative", alternative, ["two-sided", "greater", "less"]);
}

/** Refuses samples that a test cannot take. */
export function requireFinite(caller: string, values: ArrayLike<number>, least: number, what = "values"): Float64Array {
  if (values.length < least) throw new RangeError(`${caller} requires at least ${least} ${what}, got ${values.length}`);
  const out = Float64Array.from(values);
  out.forEach((value, i) => {
    if (!Number.isFinite(value)) throw new RangeError(`${caller} requires finite ${what}, got ${value} at index ${i}`);
  });
  return out;
}

/**
 * How far apart two of these values may be and still be equal on paper: 1e-12 of the largest finite magnitude. A decision must not hang on
 * the rounding of 0.8 - 0.7.
 *
 * @example
 * roundingOf([0.5, -2]); // => 2e-12
 */
export function roundingOf(values: ArrayLike<number>): number {
  return 1e-12 * largestOf(values);
}
