import type { Fit } from "./fit.js";

/** The fitted curve at some x, with the delta-method standard error of the mean curve. */
export interface Prediction {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Null where the fit has no covariance. Parameters on a bound count as known. */
  readonly standardError: Float64Array | null;
}

/**
 * The fitted curve at any x, with the standard error that the parameters' covariance carries over to it (delta method).
 *
 * @param x inside the family's domain; beyond the data it is an extrapolation and the error holds only if the family is true
 * @throws RangeError if an x is outside the family's domain
 * @example
 * const k = [1, 2, 4, 8];
 * predict(fit(families.loglin, k, [0.5, 0.6, 0.7, 0.8]), [16]).y[0]; // => 0.9
 */
export function predict(fit: Fit, x: ArrayLike<number>): Prediction {
  const { family, theta, covariance } = fit;
  const at = Float64Array.from(x);
  const p = theta.length;
  const gradient = new Float64Array(p);
  const y = new Float64Array(at.length);
  const standardError = covariance === null ? null : new Float64Array(at.length);
  at.forEach((value, i) => {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY) || (value === 0 && family.x === "positive"))
      throw new RangeError(`predict requires ${family.x} x for ${family.name}, got ${value} at index ${i}`);
    y[i] = family.curve(theta, value, Math.log(value), gradient, 0);
    if (covariance !== null && standardError !== null)
      standardError[i] = Math.sqrt(quadraticForm(covariance, gradient));
  });
  return { x: at, y, standardError };
}

/** gᵀCg over the entries of C that are numbers: what is held or on a bound adds no variance. */
export function quadraticForm(covariance: readonly (readonly number[])[], g: ArrayLike<number>): number {
  let sum = 0;
  covariance.forEach((row, j) => {
    row.forEach((value, k) => {
      if (!Number.isNaN(value)) sum += value * (g[j] as number) * (g[k] as number);
    });
  });
  return Math.max(0, sum);
}
