import type { Rng } from "../../core/index.js";
import type { TieRule } from "./bounds.js";
import type { QuantileRule } from "./quantile.js";
import type { ResampleIndices } from "./replicate.js";
import type { IntervalMethod } from "./result.js";
import type { StandardErrorSource } from "./studentize.js";

export interface BootstrapOptions {
  /** @default "bca" */
  readonly method?: IntervalMethod;
  /** Confidence level, a rate in (0, 1). @default 0.95 */
  readonly level?: number;
  /**
   * A number of random resamples; or the index sets of another tool's run, to be replayed; or "ideal", the law of infinitely many.
   * @default "ideal" where it is known (means, differences and ratios of means, medians of odd samples), 9999 elsewhere
   */
  readonly resamples?: number | "ideal" | ResampleIndices;
  /** Whether observation i of every sample is the same question: rows are then drawn together. @default false */
  readonly paired?: boolean;
  /** One label per observation (one sample or pairs): each stratum is resampled within itself, keeping its size. */
  readonly strata?: ArrayLike<string | number>;
  /**
   * One weight per observation, drawn along with it: "mean" becomes the weighted mean; with pairs "meanDifference" the weighted mean of
   * the differences; a function gets the weights as its last argument.
   */
  readonly weights?: ArrayLike<number>;
  /** Interpolation between replicates: "type7" (scipy) or "normal" (R's boot). @default "type7" */
  readonly quantile?: QuantileRule;
  /** How BCa counts replicates equal to the estimate: "midrank" (scipy) or "strict" (R's boot, Efron). @default "midrank" */
  readonly ties?: TieRule;
  /** The studentized method's standard errors. @default "formula" where there is one, "jackknife" for the correlation, else { inner: 50 } */
  readonly standardErrorFrom?: StandardErrorSource;
  /** What to do with NaN: refuse, or leave the row out with a warning. @default "refuse" */
  readonly missing?: "refuse" | "omit";
  /** Whether the result carries the replicates. @default false */
  readonly keepDistribution?: boolean;
}

/** Resamples drawn where no ideal law is known and no number is asked for; scipy's number. */
export const DEFAULT_RESAMPLES = 9999;

/** A number of resamples that an interval can be made of. */
export function requireCount(count: number): number {
  if (!Number.isSafeInteger(count) || count < 2)
    throw new RangeError(`bootstrap requires at least two resamples, got ${count}`);
  return count;
}

/** The stream to draw from. */
export function requireChance(rng: Rng | null): Rng {
  if (rng === null) throw new RangeError("bootstrap requires an rng to draw resamples, got null");
  return rng;
}

/** A confidence level is a rate; 95 is not read as 0.95. */
export function requireLevel(caller: string, level: number): void {
  if (level > 0 && level < 1) return;
  const hint = level >= 1 && level <= 100 ? `; ${level}% is ${level / 100}` : "";
  throw new RangeError(`${caller} requires a level in (0, 1), got ${level}${hint}`);
}
