import type { Kernel } from "./kernels.js";

/** What is believed before the first observation, and how noisy observations are. */
export interface GaussianProcessOptions<Point> {
  /** Variance of one observation about the latent value: one for all, or one for each. @default 0 */
  readonly noiseVariance?: number | ArrayLike<number>;
  /** Prior mean: a constant or a function of the point. @default 0 */
  readonly priorMean?: number | ((point: Point) => number);
  /**
   * Observations are centred and divided by their population spread first, so kernel, noise and prior mean are in those units;
   * a spread of rounding size counts as none and leaves the scale at 1. Answers come back in the units of the values.
   * @default false
   */
  readonly standardise?: boolean;
}

/** Everything about the observations that a belief needs; row i of the factor L holds i + 1 numbers. */
export interface Observations<Point> {
  readonly kernel: Kernel<Point>;
  readonly options: GaussianProcessOptions<Point>;
  readonly points: readonly Point[];
  readonly values: readonly number[];
  readonly rows: readonly Float64Array[];
}

/** The state with one more observation: its row of the Cholesky factor is L⁻¹k and the root of what that leaves of the variance. */
export function grown<Point>(
  state: Observations<Point>,
  point: Point,
  value: number,
  noise: number,
): Observations<Point> {
  const { kernel, points, values, rows } = state;
  const n = points.length;
  if (!Number.isFinite(value))
    throw new RangeError(`gaussianProcess requires finite values, got ${value} at index ${n}`);
  if (!(noise >= 0 && noise < Number.POSITIVE_INFINITY))
    throw new RangeError(`gaussianProcess requires noise variances of at least zero, got ${noise} at index ${n}`);
  const row = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    const above = rows[i] as Float64Array;
    let sum = covarianceOf(kernel, points[i] as Point, point);
    for (let j = 0; j < i; j++) sum -= (above[j] as number) * (row[j] as number);
    row[i] = sum / (above[i] as number);
  }
  const own = covarianceOf(kernel, point, point) + noise;
  let pivot = own;
  for (let j = 0; j < n; j++) pivot -= (row[j] as number) ** 2;
  if (!(pivot > (n + 1) * Number.EPSILON * own))
    throw new RangeError(
      `gaussianProcess requires a positive definite covariance, got none at observation ${n}: the others determine its value already, so give it a noise variance (it has ${noise})`,
    );
  row[n] = Math.sqrt(pivot);
  return { ...state, points: [...points, point], values: [...values, value], rows: [...rows, row] };
}

export function covarianceOf<Point>(kernel: Kernel<Point>, a: Point, b: Point): number {
  const value = kernel(a, b);
  if (!Number.isFinite(value)) throw new RangeError(`gaussianProcess requires finite kernel values, got ${value}`);
  return value;
}

export function commonNoise<Point>({ options: { noiseVariance = 0 } }: Observations<Point>): number {
  if (typeof noiseVariance === "number") return noiseVariance;
  throw new RangeError("observe requires a noise variance: the process was given one for each observation");
}

/** Values in units of the kernel, less the prior mean, decorrelated: L⁻¹(y − m). */
export function whiten<Point>({ points, values, rows, options }: Observations<Point>): {
  readonly residuals: Float64Array;
  readonly shift: number;
  readonly scale: number;
} {
  const { shift, scale } = options.standardise === true ? standardUnits(values) : { shift: 0, scale: 1 };
  const residuals = new Float64Array(values.length);
  for (let i = 0; i < residuals.length; i++) {
    const row = rows[i] as Float64Array;
    let sum = ((values[i] as number) - shift) / scale - priorAt(options, points[i] as Point);
    for (let j = 0; j < i; j++) sum -= (row[j] as number) * (residuals[j] as number);
    residuals[i] = sum / (row[i] as number);
  }
  return { residuals, shift, scale };
}

function standardUnits(values: readonly number[]): { readonly shift: number; readonly scale: number } {
  if (values.length === 0) return { shift: 0, scale: 1 };
  const shift = values.reduce((sum, v) => sum + v, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, v) => sum + (v - shift) ** 2, 0) / values.length);
  const largest = values.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  return { shift, scale: spread > 8 * Number.EPSILON * largest ? spread : 1 };
}

export function priorAt<Point>({ priorMean = 0 }: GaussianProcessOptions<Point>, point: Point): number {
  const mean = typeof priorMean === "number" ? priorMean : priorMean(point);
  if (!Number.isFinite(mean)) throw new RangeError(`gaussianProcess requires a finite prior mean, got ${mean}`);
  return mean;
}

export function logLikelihood<Point>({ rows }: Observations<Point>, residuals: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++)
    sum -= (residuals[i] as number) ** 2 / 2 + Math.log((rows[i] as Float64Array)[i] as number);
  return sum - (residuals.length / 2) * Math.log(2 * Math.PI);
}
