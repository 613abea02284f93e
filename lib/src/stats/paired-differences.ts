/** Units in the last place that sums and averages of scores may be off by, far below what any score tells. */
const UNITS = 64;

/**
 * How far from zero the difference of two numbers of this size may lie and still be nothing but their rounding: 64 units in the last place. Less
 * than `roundingOf` allows, since numbers of a trillion that differ by one do differ.
 *
 * @param size the largest magnitude of the numbers that are subtracted
 * @example
 * Math.abs(0.3 - 0.2 - 0.1) <= differenceRounding(0.3); // => true
 */
export const differenceRounding = (size: number): number => UNITS * Number.EPSILON * size;

/**
 * First minus second, pair by pair. What is within rounding of the scores counts as zero: (0.1 + 0.2 + 0.3) / 3 and (0.3 + 0.2 + 0.1) / 3
 * differ in the last bit, and a test that goes by signs would take that for evidence.
 *
 * @param caller named in the error
 * @param x one number per pair @param y the other
 * @throws RangeError unless both have the same length
 * @example
 * pairedDifferences("compare", [0.3, 1], [0.1 + 0.2, 0.5]); // => Float64Array.of(0, 0.5)
 */
export function pairedDifferences(caller: string, x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  if (x.length !== y.length)
    throw new RangeError(`${caller} requires paired samples of equal length, got ${x.length} and ${y.length}`);
  const rounding = differenceRounding(Math.max(largestOf(x), largestOf(y)));
  return Float64Array.from({ length: x.length }, (_, i) => zeroWithin(rounding, (x[i] as number) - (y[i] as number)));
}

/** The largest finite magnitude; zero of none. */
export function largestOf(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    if (Number.isFinite(size)) most = Math.max(most, size);
  }
  return most;
}

/** Zero in place of what lies this near to it; NaN stays. */
export const zeroWithin = (rounding: number, value: number): number => (Math.abs(value) <= rounding ? 0 : value);
