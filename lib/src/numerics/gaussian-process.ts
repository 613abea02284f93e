import {
  commonNoise,
  covarianceOf,
  type GaussianProcessOptions,
  grown,
  logLikelihood,
  type Observations,
  priorAt,
  whiten,
} from "./gaussian-observations.js";
import type { Kernel } from "./kernels.js";

/** The belief about the latent values (without noise) at the candidates that were asked for. */
export interface Prediction<Point> {
  readonly mean: Float64Array;
  /** Never below zero: a negative remainder of rounding counts as zero. */
  readonly variance: Float64Array;
  readonly sd: Float64Array;
  /** Joint covariance of the candidates at these indices (all of them unless told), row-major. Costs n·m²/2 for m indices. */
  covariance(indices?: ArrayLike<number>): Float64Array;
  /** The belief at the same candidates after one more observation: O(n·m) for m candidates, with m kernel evaluations. */
  observe(point: Point, value: number, noiseVariance?: number): Prediction<Point>;
  /** The process behind this belief. */
  readonly process: GaussianProcess<Point>;
}

/** A Gaussian process that has seen its observations. Nothing in it changes: `observe` gives another one. */
export interface GaussianProcess<Point> {
  readonly points: readonly Point[];
  readonly values: Float64Array;
  /** log p(values), of the standardised values where `standardise` is on; 0 before any observation. */
  readonly logMarginalLikelihood: number;
  /** The belief at m candidates: n·m kernel evaluations and n²·m/2 multiplications. */
  predict(candidates: readonly Point[]): Prediction<Point>;
  /** One more observation by growing the Cholesky factor by a row: O(n²). `noiseVariance` defaults to the option where it is one number. */
  observe(point: Point, value: number, noiseVariance?: number): GaussianProcess<Point>;
}

/**
 * Gaussian process regression: the belief about an unknown function after noisy looks at some of its points.
 *
 * Exact, by Cholesky: n³/6 multiplications for n observations, and O(n²) for each that `observe` adds later. Over a fixed set of m
 * candidates `predict(…).observe(…)` costs O(n·m) a step, which is what a search needs. Hyperparameters are the caller's to choose:
 * compare `logMarginalLikelihood`.
 *
 * @param points where the function was looked at, of the kernel's type; none gives the prior
 * @param values what was seen there
 * @param kernel covariance of the latent values
 * @throws RangeError if a value, a noise variance or a kernel value is not finite, lengths differ, or the covariance of the
 * observations is not positive definite (a point seen twice without noise): no jitter is added, give a noise variance
 * @see Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, algorithm 2.1
 * @example
 * const process = gaussianProcess([[0], [1]], [0.5, 0.8], matern52({ lengthScale: 0.5 }), { noiseVariance: 1e-6, priorMean: 0.3 });
 * const { mean, sd } = process.predict([[1], [500]]);
 * [mean[0], mean[1], sd[1]].map((v) => Math.round(1000 * v) / 1000); // => [0.8, 0.3, 1]
 */
export function gaussianProcess<Point>(
  points: readonly Point[],
  values: ArrayLike<number>,
  kernel: Kernel<Point>,
  options: GaussianProcessOptions<Point> = {},
): GaussianProcess<Point> {
  if (values.length !== points.length)
    throw new RangeError(`gaussianProcess requires a value for every point, got ${values.length} for ${points.length}`);
  const { noiseVariance = 0 } = options;
  if (typeof noiseVariance !== "number" && noiseVariance.length !== points.length)
    throw new RangeError(
      `gaussianProcess requires a noise variance for every point or one for all, got ${noiseVariance.length} for ${points.length}`,
    );
  let state: Observations<Point> = { kernel, options, points: [], values: [], rows: [] };
  for (let i = 0; i < points.length; i++) {
    const noise = typeof noiseVariance === "number" ? noiseVariance : (noiseVariance[i] as number);
    state = grown(state, points[i] as Point, values[i] as number, noise);
  }
  return processOf(state);
}

function processOf<Point>(state: Observations<Point>): GaussianProcess<Point> {
  const whitened = whiten(state);
  return {
    points: state.points,
    values: Float64Array.from(state.values),
    logMarginalLikelihood: logLikelihood(state, whitened.residuals),
    predict: (candidates) => predictionOf(state, candidates, candidateRows(state, candidates)),
    observe: (point, value, noise) => processOf(grown(state, point, value, noise ?? commonNoise(state))),
  };
}

/** Row i of L⁻¹K(points, candidates), one number a candidate: what observation i tells about each. */
function candidateRows<Point>(state: Observations<Point>, candidates: readonly Point[]): readonly Float64Array[] {
  const rows: Float64Array[] = [];
  for (let i = 0; i < state.rows.length; i++) rows.push(candidateRow(state, candidates, rows, i));
  return rows;
}

function candidateRow<Point>(
  { kernel, points, rows }: Observations<Point>,
  candidates: readonly Point[],
  before: readonly Float64Array[],
  i: number,
): Float64Array {
  const factor = rows[i] as Float64Array;
  const point = points[i] as Point;
  const row = new Float64Array(candidates.length);
  for (let c = 0; c < row.length; c++) row[c] = covarianceOf(kernel, point, candidates[c] as Point);
  for (let j = 0; j < i; j++) subtractMultiple(row, factor[j] as number, before[j] as Float64Array);
  const pivot = factor[i] as number;
  for (let c = 0; c < row.length; c++) row[c] = (row[c] as number) / pivot;
  return row;
}

function subtractMultiple(row: Float64Array, factor: number, other: Float64Array): void {
  for (let c = 0; c < row.length; c++) row[c] = (row[c] as number) - factor * (other[c] as number);
}

function predictionOf<Point>(
  state: Observations<Point>,
  candidates: readonly Point[],
  rows: readonly Float64Array[],
  seen?: { readonly prior: Float64Array; readonly variance: Float64Array },
): Prediction<Point> {
  const { residuals, shift, scale } = whiten(state);
  const m = candidates.length;
  const prior = seen?.prior ?? Float64Array.from(candidates, (c) => priorAt(state.options, c));
  // Variance in kernel units, unrounded by the floor at zero, so that the next observation can go on from it.
  const latent = seen === undefined ? remaining(state.kernel, candidates, rows) : seen.variance.slice();
  if (seen !== undefined) subtractSquares(latent, rows[rows.length - 1] as Float64Array);
  const mean = prior.slice();
  rows.forEach((row, i) => {
    subtractMultiple(mean, -(residuals[i] as number), row);
  });
  const variance = new Float64Array(m);
  const sd = new Float64Array(m);
  for (let c = 0; c < m; c++) {
    mean[c] = shift + scale * (mean[c] as number);
    variance[c] = scale * scale * Math.max(0, latent[c] as number);
    sd[c] = Math.sqrt(variance[c] as number);
  }
  return {
    mean,
    variance,
    sd,
    covariance: (indices) => jointCovariance(state.kernel, candidates, rows, scale, indices),
    observe: (point, value, noise) => {
      const next = grown(state, point, value, noise ?? commonNoise(state));
      const row = candidateRow(next, candidates, rows, rows.length);
      return predictionOf(next, candidates, [...rows, row], { prior, variance: latent });
    },
    get process() {
      return processOf(state);
    },
  };
}

function remaining<Point>(
  kernel: Kernel<Point>,
  candidates: readonly Point[],
  rows: readonly Float64Array[],
): Float64Array {
  const variance = Float64Array.from(candidates, (c) => covarianceOf(kernel, c, c));
  for (const row of rows) subtractSquares(variance, row);
  return variance;
}

function subtractSquares(variance: Float64Array, row: Float64Array): void {
  for (let c = 0; c < row.length; c++) variance[c] = (variance[c] as number) - (row[c] as number) ** 2;
}

function jointCovariance<Point>(
  kernel: Kernel<Point>,
  candidates: readonly Point[],
  rows: readonly Float64Array[],
  scale: number,
  indices: ArrayLike<number> = Array.from(candidates, (_, i) => i),
): Float64Array {
  const m = indices.length;
  for (let a = 0; a < m; a++)
    if (!(Number.isInteger(indices[a]) && (indices[a] as number) >= 0 && (indices[a] as number) < candidates.length))
      throw new RangeError(`covariance requires indices below ${candidates.length}, got ${indices[a]}`);
  const out = new Float64Array(m * m);
  for (let a = 0; a < m; a++)
    for (let b = 0; b <= a; b++) {
      const [i, j] = [indices[a] as number, indices[b] as number];
      let sum = covarianceOf(kernel, candidates[i] as Point, candidates[j] as Point);
      for (const row of rows) sum -= (row[i] as number) * (row[j] as number);
      out[a * m + b] = scale * scale * sum;
      out[b * m + a] = out[a * m + b] as number;
    }
  return out;
}
