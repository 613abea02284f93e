import type { Rng } from "../core/index.js";
import { power } from "../core/index.js";

/** First-order and total Sobol indices, one per input. */
export interface SobolIndices {
  readonly variance: number;
  readonly firstOrder: Float64Array;
  readonly total: Float64Array;
}

/** Options of the estimators. */
export interface SobolOptions {
  /** First-order estimator: Jansen 1999 or Saltelli 2010. Total indices are always Jansen's. @default "jansen" */
  readonly estimator?: "jansen" | "saltelli";
}

/**
 * Sobol indices from two given sample matrices, by exchanging one column at a time. Evaluates f rows × (inputs + 2) times.
 *
 * @param f takes one row of inputs
 * @param a, b sample matrices of one shape, rows of inputs drawn independently
 * @returns indices, not clipped: small samples can give values outside [0, 1]; NaN where f does not vary
 * @throws RangeError if the matrices differ in shape or are empty, or f is not finite somewhere
 * @see Saltelli et al. 2010, Comput. Phys. Commun. 181, 259; Jansen 1999, ibid. 117, 35
 * @example
 * sobolFromSamples((row) => row[0], [[0, 5], [1, 7]], [[1, 6], [0, 8]]).total[1]; // => 0
 */
export function sobolFromSamples(
  f: (row: readonly number[]) => number,
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  options: SobolOptions = {},
): SobolIndices {
  const { estimator = "jansen" } = options;
  const n = a.length;
  const d = a[0]?.length ?? 0;
  if (n === 0 || d === 0 || b.length !== n || [...a, ...b].some((row) => row.length !== d))
    throw new RangeError(
      `sobolFromSamples requires two matrices of one shape, got ${n} × ${d} and ${b.length} × ${b[0]?.length ?? 0}`,
    );
  const value = (row: readonly number[]): number => {
    const y = f(row);
    if (!Number.isFinite(y))
      throw new RangeError(`sobolFromSamples requires finite values, got ${y} at [${row.join(", ")}]`);
    return y;
  };
  const fa = Float64Array.from(a, value);
  const fb = Float64Array.from(b, value);
  const mean = (fa.reduce((s, v) => s + v, 0) + fb.reduce((s, v) => s + v, 0)) / (2 * n);
  const variance =
    (fa.reduce((s, v) => s + (v - mean) ** 2, 0) + fb.reduce((s, v) => s + (v - mean) ** 2, 0)) / (2 * n);
  const firstOrder = new Float64Array(d);
  const total = new Float64Array(d);
  for (let i = 0; i < d; i++) {
    let [first, toB, toA] = [0, 0, 0];
    for (let r = 0; r < n; r++) {
      const mixed = value((a[r] as readonly number[]).with(i, b[r]?.[i] as number));
      const [ya, yb] = [fa[r] as number, fb[r] as number];
      first += yb * (mixed - ya);
      toB += (yb - mixed) ** 2;
      toA += (ya - mixed) ** 2;
    }
    firstOrder[i] = (estimator === "saltelli" ? first / n : variance - toB / (2 * n)) / variance;
    total[i] = toA / (2 * n) / variance;
  }
  return { variance, firstOrder, total };
}

/**
 * Sobol indices of a function of independent uniform inputs, from scattered points: a Kronecker sequence (the fractional parts of
 * multiples of powers of the generalised golden ratio), shifted at random.
 *
 * @param ranges [low, high] per input
 * @param rng draws the shift
 * @throws RangeError if there are no inputs, a range is empty, or `rows` is no positive integer
 * @see Owen 2020 on shifting; Saltelli et al. 2010 for the estimators
 * @example
 * Math.abs(sobol((row) => row[0] + row[1], [[0, 1], [0, 1]], createRng("sobol")).firstOrder[0] - 0.5) < 0.01; // => true
 */
export function sobol(
  f: (row: readonly number[]) => number,
  ranges: readonly (readonly [number, number])[],
  rng: Rng,
  options: SobolOptions & { readonly rows?: number } = {},
): SobolIndices {
  const { rows = 8192, ...rest } = options;
  if (ranges.length === 0) throw new RangeError("sobol requires at least one input, got none");
  for (const [low, high] of ranges)
    if (!(low < high)) throw new RangeError(`sobol requires ranges in rising order, got [${low}, ${high}]`);
  if (!Number.isInteger(rows) || rows < 1)
    throw new RangeError(`sobol requires a positive number of rows, got ${rows}`);
  const d = ranges.length;
  // The root of x^(m+1) = x + 1 generalises the golden ratio to m dimensions.
  const m = 2 * d;
  let phi = 1.5;
  for (let i = 0; i < 60; i++) phi = power(1 + phi, 1 / (m + 1));
  const steps = Array.from({ length: m }, (_, j) => power(phi, -(j + 1)) % 1);
  const shift = steps.map(() => rng.uniform());
  const row = (r: number, offset: number) =>
    ranges.map(([low, high], j) => {
      const u = ((shift[offset + j] as number) + (r + 1) * (steps[offset + j] as number)) % 1;
      return low + (high - low) * u;
    });
  const a = Array.from({ length: rows }, (_, r) => row(r, 0));
  const b = Array.from({ length: rows }, (_, r) => row(r, d));
  return sobolFromSamples(f, a, b, rest);
}
