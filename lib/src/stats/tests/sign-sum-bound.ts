import { type SignSumLaw, signSumChances } from "./rearrangement.js";

/** Steps that all magnitudes together are rounded to, for each of them and at most: as much work as some ten thousand random flips. */
const STEPS_EACH = 2 ** 10;
const MOST_STEPS = 2 ** 18;

/** Spreads of the summed rounding beyond which only a chance of `slip` is left (Hoeffding). */
const SPREADS = 9;

/** The summed rounding, in standard deviations of the sum, up to which the bound is worth having. */
const WORTH = 0.01;

/** The null distribution of Σ ±|d_i| with magnitudes rounded to whole steps, and how far that can be off. */
export interface SignSumBound extends SignSumLaw {
  /** A step, in units of the differences. */
  readonly step: number;
  /** The true sum lies within this of the rounded one, but for a chance of `slip`. */
  readonly off: number;
  readonly slip: number;
}

/**
 * Bounds for the distribution of Σ ±|d_i| where there is no lattice: magnitudes are rounded to one, and the sum of what was rounded is bounded.
 * Undefined for magnitudes so many that this would say little. Whether it is defined depends on the magnitudes alone, so that a test that takes
 * it where it can still rejects a true null as rarely as it promises.
 *
 * @see Hoeffding 1963
 */
export function signSumBound(magnitudes: Float64Array): SignSumBound | undefined {
  const step = magnitudes.reduce((sum, d) => sum + d, 0) / Math.min(MOST_STEPS, STEPS_EACH * magnitudes.length);
  const steps = Int32Array.from(magnitudes, (d) => Math.round(d / step));
  let most = 0;
  let squares = 0;
  let spread = 0;
  magnitudes.forEach((d, i) => {
    const rest = Math.abs(d - step * (steps[i] as number));
    most += rest;
    squares += rest ** 2;
    spread += d ** 2;
  });
  const likely = SPREADS * Math.sqrt(squares);
  const off = Math.min(most, likely);
  if (!(off <= WORTH * Math.sqrt(spread))) return undefined;
  const slip = most <= likely ? 0 : 2 * Math.exp(-(SPREADS ** 2) / 2);
  return { chances: signSumChances(steps), steps, step, off, slip };
}
