import type { Rng } from "../core/index.js";

/** Hartigan's dip: how far a sample is from every unimodal distribution. */
export interface DipTest {
  /** The largest distance between the empirical distribution and the closest unimodal one; at least 1/(2n). */
  readonly dip: number;
  /** Share of uniform samples of this size with a dip at least as large; small values speak for several modes. */
  readonly p: number;
}

/**
 * Hartigan's dip statistic of a sample: the distance, in probability, to the closest unimodal distribution.
 *
 * Shrinks the interval that must hold the mode: between its ends the convex minorant and the concave majorant of the empirical
 * distribution are compared, and where they are furthest apart the interval is cut. Sorting aside, a few linear passes.
 *
 * @param values at least one finite number, in any order
 * @returns a number in [1/(2n), 1/4]; 1/2 for a single value
 * @throws RangeError if there are no values or one is not finite
 * @see Hartigan and Hartigan 1985, Ann. Stat. 13, 70
 * @example
 * dipStatistic([1, 2, 3, 4, 5]); // => 0.1
 */
export function dipStatistic(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("dipStatistic requires at least one value, got none");
  const x = Float64Array.from(values).sort();
  const odd = x.find((v) => !Number.isFinite(v));
  if (odd !== undefined) throw new RangeError(`dipStatistic requires finite values, got ${odd}`);
  return dipOfSorted(x);
}

/**
 * The dip with its p-value under the uniform distribution, the least unimodal of the unimodal ones.
 *
 * @param rng draws the uniform samples
 * @throws RangeError as `dipStatistic`, or if `resamples` is not a positive integer
 * @example
 * dipTest([1, 1.1, 1.2, 1.3, 8, 8.1, 8.2, 8.3], createRng("dip")).p < 0.05; // => true
 */
export function dipTest(values: ArrayLike<number>, rng: Rng, options: { readonly resamples?: number } = {}): DipTest {
  const { resamples = 4000 } = options;
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new RangeError(`dipTest requires a positive number of resamples, got ${resamples}`);
  const dip = dipStatistic(values);
  const sample = new Float64Array(values.length);
  let reached = 0;
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < sample.length; i++) sample[i] = rng.uniform();
    if (dipOfSorted(sample.sort()) >= dip - 1e-12) reached++;
  }
  return { dip, p: (reached + 1) / (resamples + 1) };
}

/** Works in counts (n times the probability); the result is halved and scaled at the end. */
function dipOfSorted(x: Float64Array): number {
  const n = x.length;
  let dip = 1;
  let [low, high] = [0, n - 1];
  while (high > low && x[high] !== x[low]) {
    const minorant = hull(x, low, high, 1);
    const majorant = hull(x, low, high, -1);
    const { gap, left, right } = widest(x, minorant, majorant);
    if (gap < dip) break;
    for (let i = 0; (minorant[i] as number) < left; i++)
      dip = Math.max(dip, bulge(x, minorant[i] as number, minorant[i + 1] as number, 1));
    for (let i = majorant.length - 1; (majorant[i] as number) > right; i--)
      dip = Math.max(dip, bulge(x, majorant[i - 1] as number, majorant[i] as number, -1));
    if (left === low && right === high) break;
    [low, high] = [left, right];
  }
  return dip / (2 * n);
}

/** The corners of the convex minorant (side 1) or concave majorant (side −1) of the points (x[i], i) between two places. */
function hull(x: Float64Array, low: number, high: number, side: 1 | -1): number[] {
  const corners: number[] = [];
  for (let i = low; i <= high; i++) {
    while (corners.length >= 2) {
      const a = corners[corners.length - 2] as number;
      const b = corners[corners.length - 1] as number;
      const turn = (i - b) * ((x[b] as number) - (x[a] as number)) - (b - a) * ((x[i] as number) - (x[b] as number));
      if (side * turn > 0) break;
      corners.pop();
    }
    corners.push(i);
  }
  return corners;
}

/** Height of the chord between two corners at an x, in counts. */
function chord(x: Float64Array, from: number, to: number, at: number): number {
  const width = (x[to] as number) - (x[from] as number);
  return width > 0 ? from + ((to - from) * ((x[at] as number) - (x[from] as number))) / width : to;
}

/**
 * Where majorant and minorant are furthest apart, taken at the corners of either; one count is added because the empirical
 * distribution jumps by one. `left` is the minorant's corner from which the interval must start, `right` the majorant's.
 */
function widest(
  x: Float64Array,
  minorant: readonly number[],
  majorant: readonly number[],
): { gap: number; left: number; right: number } {
  let result = { gap: 0, left: minorant[0] as number, right: majorant[majorant.length - 1] as number };
  if (minorant.length === 2 && majorant.length === 2) return { ...result, gap: 1 };
  let m = 0;
  for (let j = 1; j < majorant.length - 1; j++) {
    const at = majorant[j] as number;
    while ((minorant[m + 1] as number) < at) m++;
    const gap = at - chord(x, minorant[m] as number, minorant[m + 1] as number, at) + 1;
    if (gap > result.gap) result = { gap, left: minorant[m] as number, right: at };
  }
  let v = 0;
  for (let i = 1; i < minorant.length - 1; i++) {
    const at = minorant[i] as number;
    while ((majorant[v + 1] as number) < at) v++;
    const gap = chord(x, majorant[v] as number, majorant[v + 1] as number, at) - at + 1;
    if (gap > result.gap) result = { gap, left: at, right: majorant[v + 1] as number };
  }
  return result;
}

/** How far the distribution strays from one chord of its hull, plus the jump of one. */
function bulge(x: Float64Array, from: number, to: number, side: 1 | -1): number {
  let most = 1;
  if (to - from <= 1 || x[to] === x[from]) return most;
  for (let i = from; i <= to; i++) most = Math.max(most, side * (i - chord(x, from, to, i)) + 1);
  return most;
}
