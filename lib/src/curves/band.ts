import { brentRoot } from "../numerics/index.js";
import { betaQuantile, chiSquareUpper, normalQuantile, studentQuantile } from "../stats/index.js";
import type { Fit } from "./fit.js";
import { predict } from "./predict.js";

/** A band around a fitted curve. */
export interface Band {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly level: number;
}

/** Options of `fitBand`. */
export interface BandOptions {
  /** @default 0.95 */
  readonly level?: number;
  /** `mean`: where the true curve is. `observation`: where a new measurement of unit weight would fall. @default "mean" */
  readonly kind?: "mean" | "observation";
  /** Widen the band (Scheffé) so that it holds the whole true curve at once with the level given. @default false */
  readonly simultaneous?: boolean;
}

/**
 * A confidence or prediction band around a fitted curve, by the delta method with Student's quantile where noise was estimated.
 *
 * Beyond the data the band holds only if the family is true; compare families before trusting it there.
 *
 * @throws RangeError if the fit has no covariance (singular, stalled, or no degrees of freedom), or kind is `observation` for counts
 * @see Scheffé 1953 for the simultaneous width; Seber and Wild 1989, Nonlinear Regression, section 5.1
 * @example
 * const k = [1, 2, 4, 8, 16];
 * const band = fitBand(fit(families.loglin, k, [0.5, 0.61, 0.69, 0.82, 0.9]), [4]);
 * band.low[0] < band.y[0] && band.y[0] < band.high[0]; // => true
 */
export function fitBand(fit: Fit, x: ArrayLike<number>, options: BandOptions = {}): Band {
  const { level = 0.95, kind = "mean", simultaneous = false } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`fitBand requires a level in (0, 1), got ${level}`);
  const { y, standardError, x: at } = predict(fit, x);
  if (standardError === null || fit.covariance === null)
    throw new RangeError(`fitBand requires a fit with a covariance, got one that ended ${fit.ending}`);
  const { noise } = fit.data;
  if (kind === "observation" && noise.kind !== "estimated")
    throw new RangeError(
      "fitBand requires estimated noise for a band of observations; with sigma or trials add your own",
    );
  const free = fit.covariance.filter((row, j) => !Number.isNaN(row[j] as number)).length;
  const estimated = noise.kind === "estimated";
  const width = simultaneous
    ? scheffe(level, free, estimated ? fit.degreesOfFreedom : undefined)
    : estimated
      ? studentQuantile((1 + level) / 2, fit.degreesOfFreedom)
      : normalQuantile((1 + level) / 2);
  const own = kind === "observation" ? fit.sse / fit.degreesOfFreedom : 0;
  const reach = standardError.map((se) => width * Math.sqrt(se * se + own));
  return {
    x: at,
    y,
    low: y.map((v, i) => v - (reach[i] as number)),
    high: y.map((v, i) => v + (reach[i] as number)),
    level,
  };
}

/** √(p F) or √χ²: the multiplier that covers every linear combination of p parameters at once. */
function scheffe(level: number, p: number, df: number | undefined): number {
  if (df === undefined) {
    const root = brentRoot((q) => chiSquareUpper(q, p) - (1 - level), 0, 40 + 10 * p);
    return Math.sqrt(root.x);
  }
  const share = betaQuantile(level, p / 2, df / 2);
  return Math.sqrt((df * share) / (1 - share));
}
