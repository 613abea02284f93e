import { createPooler, unpool } from "./pool.js";
import { type SeriesOptions, seriesOf } from "./series.js";

/** The closest series that rises and then falls. */
export interface UnimodalFit {
  /** In the order of the points given. */
  readonly fitted: Float64Array;
  /** Σ w (y − fitted)². */
  readonly sse: number;
  /** First and last point (indices into the points given) of the highest plateau. */
  readonly mode: readonly [number, number];
  /** The fitted value there. */
  readonly modeValue: number;
  /** How many points, in x order, belong to the rising side; the smallest of several equally good numbers. */
  readonly split: number;
}

/**
 * The closest series in weighted least squares that rises up to some point and falls from there, the point being free
 * (monotone series are the cases with the mode at an end).
 *
 * Exact and linear in time: one pass from each side gives the error of every rising head and every falling tail, and the best
 * split is the least sum. Several fits can be equally good (two equal peaks); the one with the leftmost split is given.
 *
 * @param y any finite numbers, length n
 * @throws RangeError as `isotonic`
 * @see Stout 2008, Unimodal regression via prefix isotonic regression, Comput. Stat. Data Anal. 53, 289
 * @example
 * unimodal([1, 3, 2, 5, 4, 1]).fitted; // => Float64Array.of(1, 2.5, 2.5, 5, 4, 1)
 */
export function unimodal(y: ArrayLike<number>, options: SeriesOptions = {}): UnimodalFit {
  const series = seriesOf("unimodal", y, options);
  const { fitted, sse, split } = bestSplit(series.y, series.weights);
  return {
    ...modeOf(fitted, series.first, series.last),
    fitted: series.spread(fitted),
    sse: sse + series.within,
    split,
  };
}

/** The closest series that falls and then rises. */
export interface ValleyFit extends Omit<UnimodalFit, "mode" | "modeValue"> {
  /** First and last point of the lowest plateau. */
  readonly bottom: readonly [number, number];
  readonly bottomValue: number;
}

/**
 * The closest series that falls up to some point and rises from there: the unimodal fit turned over.
 *
 * @throws RangeError as `isotonic`
 * @example
 * valley([3, 1, 2, 4]).bottom; // => [1, 1]
 */
export function valley(y: ArrayLike<number>, options: SeriesOptions = {}): ValleyFit {
  const { fitted, sse, split, mode, modeValue } = unimodal(
    new Float64Array(y).map((v) => -v),
    options,
  );
  return { fitted: fitted.map((v) => -v), sse, split, bottom: mode, bottomValue: -modeValue };
}

/** Ties between splits that differ by rounding alone go to the smaller split. */
const ROUNDING = 1e-13;

/** The unimodal fit of a series in order: the work that tests repeat on simulated series. */
export function bestSplit(
  y: Float64Array,
  weights: Float64Array,
): { readonly fitted: Float64Array; readonly sse: number; readonly split: number } {
  const n = y.length;
  const rising = createPooler(n);
  const falling = createPooler(n);
  rising.run(y, weights, false);
  falling.run(y, weights, true);
  const head = rising.errors;
  const tail = falling.errors;
  let best = 0;
  let least = tail[n] as number;
  const slack = ROUNDING * Math.max(head[n] as number, tail[n] as number);
  for (let s = 1; s <= n; s++) {
    const sum = (head[s] as number) + (tail[n - s] as number);
    if (sum < least - slack) {
      least = sum;
      best = s;
    }
  }
  const fitted = new Float64Array(n);
  unpool(rising, best, fitted, false);
  unpool(falling, n - best, fitted, true);
  return { fitted, sse: least, split: best };
}

function modeOf(
  fitted: Float64Array,
  first: (place: number) => number,
  last: (place: number) => number,
): Pick<UnimodalFit, "mode" | "modeValue"> {
  let top = 0;
  for (let i = 1; i < fitted.length; i++) if ((fitted[i] as number) > (fitted[top] as number)) top = i;
  let end = top;
  while (end + 1 < fitted.length && fitted[end + 1] === fitted[top]) end++;
  return { mode: [first(top), last(end)], modeValue: fitted[top] as number };
}
