import { createPooler, unpool } from "./pool.js";
import { type SeriesOptions, seriesOf } from "./series.js";

/** The closest monotone series. */
export interface MonotoneFit {
  /** In the order of the points given. */
  readonly fitted: Float64Array;
  /** Σ w (y − fitted)². */
  readonly sse: number;
  /** Maximal runs of one fitted value, in x order. */
  readonly blocks: number;
}

/**
 * The closest non-decreasing (or non-increasing) series in weighted least squares, by pooling adjacent violators: exact, in
 * linear time once x is sorted.
 *
 * @param y any finite numbers, length n
 * @throws RangeError if y is empty, a number is not finite, a weight is negative, all weights are zero, or lengths differ
 * @see Ayer et al. 1955; Best and Chakravarti 1990, Math. Programming 47, 425
 * @example
 * isotonic([1, 3, 2, 4]).fitted; // => Float64Array.of(1, 2.5, 2.5, 4)
 */
export function isotonic(
  y: ArrayLike<number>,
  options: SeriesOptions & { readonly decreasing?: boolean } = {},
): MonotoneFit {
  const { decreasing = false } = options;
  const series = seriesOf("isotonic", y, options);
  const n = series.y.length;
  const pooler = createPooler(n);
  // A falling fit is a rising one met from the right.
  pooler.run(series.y, series.weights, decreasing);
  const fitted = new Float64Array(n);
  const blocks = unpool(pooler, n, fitted, decreasing);
  return { fitted: series.spread(fitted), sse: (pooler.errors[n] as number) + series.within, blocks };
}
