import { bulkDraws, fillBelow, type Rng } from "../../core/index.js";
import { moments } from "./law.js";
import { requireLevel } from "./options.js";
import { type QuantileRule, quantileSorted } from "./quantile.js";
import { BLOCK, blocksOf, type IndexSet } from "./replicate.js";

export interface BandOptions {
  /** @default 0.95 */
  readonly level?: number;
  /** A number of resamples, or index sets of rows to be replayed. @default 9999 */
  readonly resamples?: number | readonly IndexSet[];
  /** @default "type7" */
  readonly quantile?: QuantileRule;
}

export interface Band {
  /** The mean curve. */
  readonly mean: Float64Array;
  readonly standardError: Float64Array;
  /** The whole true curve lies between these with chance `level`. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** At each point by itself, the true value lies between these with chance `level`: narrower, and not to be read as a band. */
  readonly pointwiseLow: Float64Array;
  readonly pointwiseHigh: Float64Array;
  /** How many standard errors the band reaches. */
  readonly criticalValue: number;
  readonly level: number;
  readonly resamples: number;
}

/**
 * A simultaneous band for a mean curve, such as accuracy over k: the same resampled rows are used at every point, and the band reaches as many standard
 * errors as the largest deviation over the whole curve does with chance `level` (sup-t).
 *
 * A point where all rows agree has no width there, and is left out of the maximum.
 *
 * @param curves one row per question, one column per point of the curve
 * @param rng used only where resamples are drawn
 * @throws RangeError unless there are two rows of equal length with finite numbers
 * @see Montiel Olea and Plagborg-Møller 2019, "Simultaneous confidence bands"
 * @example
 * bootstrapBand([[0, 1], [1, 1], [0, 1], [1, 0]], createRng("doc")).mean; // => Float64Array.of(0.5, 0.75)
 */
export function bootstrapBand(curves: readonly ArrayLike<number>[], rng: Rng | null, options: BandOptions = {}): Band {
  const { level = 0.95, resamples = 9999, quantile = "type7" } = options;
  requireLevel("bootstrapBand", level);
  const n = curves.length;
  const width = curves[0]?.length ?? 0;
  if (n < 2 || width < 1)
    throw new RangeError(`bootstrapBand requires two curves of one point at least, got ${n} of ${width}`);
  const rows = new Float64Array(n * width);
  curves.forEach((curve, i) => {
    if (curve.length !== width)
      throw new RangeError(`bootstrapBand requires ${width} points in each curve, got ${curve.length} in curve ${i}`);
    for (let k = 0; k < width; k++) {
      if (!Number.isFinite(curve[k]))
        throw new RangeError(`bootstrapBand requires finite numbers, got ${curve[k]} at point ${k} of curve ${i}`);
      rows[i * width + k] = curve[k] as number;
    }
  });
  const meanOf = (positions: ArrayLike<number>): Float64Array => {
    const out = new Float64Array(width);
    for (let i = 0; i < n; i++) {
      const start = (positions[i] as number) * width;
      for (let k = 0; k < width; k++) out[k] = (out[k] as number) + (rows[start + k] as number);
    }
    return out.map((sum) => sum / n);
  };
  const mean = meanOf(Uint32Array.from({ length: n }, (_, i) => i));
  const replicates = resampledMeans(n, resamples, rng, meanOf);
  const columns = Array.from({ length: width }, (_, k) => Float64Array.from(replicates, (curve) => curve[k] as number));
  const standardError = Float64Array.from(columns, (column) => moments(column).standardDeviation);
  // Where every row agrees, replicates differ by rounding alone.
  const moves = (k: number) => (standardError[k] as number) > 1e-13 * Math.max(1e-300, Math.abs(mean[k] as number));
  const largest = Float64Array.from(replicates, (curve) => {
    let most = 0;
    for (let k = 0; k < width; k++)
      if (moves(k))
        most = Math.max(most, Math.abs((curve[k] as number) - (mean[k] as number)) / (standardError[k] as number));
    return most;
  }).sort();
  const criticalValue = quantileSorted(largest, level, quantile);
  for (const column of columns) column.sort();
  const tail = (1 - level) / 2;
  const reach = (k: number) => (moves(k) ? criticalValue * (standardError[k] as number) : 0);
  return {
    mean,
    standardError,
    low: mean.map((m, k) => m - reach(k)),
    high: mean.map((m, k) => m + reach(k)),
    pointwiseLow: Float64Array.from(columns, (column) => quantileSorted(column, tail, quantile)),
    pointwiseHigh: Float64Array.from(columns, (column) => quantileSorted(column, 1 - tail, quantile)),
    criticalValue,
    level,
    resamples: replicates.length,
  };
}

function resampledMeans(
  n: number,
  resamples: number | readonly IndexSet[],
  rng: Rng | null,
  meanOf: (positions: ArrayLike<number>) => Float64Array,
): readonly Float64Array[] {
  if (typeof resamples !== "number") {
    resamples.forEach((set, b) => {
      for (let i = 0; i < Math.max(n, set.length); i++)
        if (!(Number.isInteger(set[i]) && (set[i] as number) >= 0 && (set[i] as number) < n) || set.length !== n)
          throw new RangeError(
            `bootstrapBand requires index sets of ${n} positions in [0, ${n - 1}], got another in set ${b}`,
          );
    });
    return resamples.map(meanOf);
  }
  if (!Number.isSafeInteger(resamples) || resamples < 2)
    throw new RangeError(`bootstrapBand requires at least two resamples, got ${resamples}`);
  if (rng === null) throw new RangeError("bootstrapBand requires an rng to draw resamples, got null");
  const out: Float64Array[] = [];
  const positions = new Uint32Array(n);
  for (let block = 0; block < blocksOf(resamples); block++) {
    const state = bulkDraws(rng.fork(block));
    for (let b = block * BLOCK; b < Math.min(resamples, (block + 1) * BLOCK); b++) {
      fillBelow(n, positions, state);
      out.push(meanOf(positions));
    }
  }
  return out;
}
