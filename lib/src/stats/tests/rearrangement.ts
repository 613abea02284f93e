import { latticeOf } from "../bootstrap/ideal/lattice.js";

/** Work (terms times steps) up to which counting is done. */
const MOST_WORK = 50_000_000;

/** Chances of each total of the positive steps, and how many steps each term is. */
export interface SignSumLaw {
  readonly chances: Float64Array;
  readonly steps: Int32Array;
}

/**
 * The null distribution of Σ ±|d_i| over all 2^n signs: chances of each total of the positive ones in lattice steps; undefined when the magnitudes
 * lie on no lattice coarse enough to count on.
 */
export function signSumLaw(magnitudes: Float64Array): SignSumLaw | undefined {
  const lattice = latticeOf(Float64Array.from([0, ...magnitudes]));
  if (lattice === undefined) return undefined;
  const steps = lattice.steps.subarray(1);
  const total = steps.reduce((sum, s) => sum + s, 0);
  return total * steps.length > MOST_WORK ? undefined : { chances: signSumChances(steps), steps };
}

/** Chances of each total of the terms, in steps, of which every one is taken or left with chance one half. */
export function signSumChances(steps: Int32Array): Float64Array {
  const total = steps.reduce((sum, s) => sum + s, 0);
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  // The law is symmetric: the lower half is counted, the small steps first, which reach little of it.
  const half = total >> 1;
  let reach = 0;
  for (const step of Int32Array.from(steps).sort()) {
    if (step === 0) continue;
    reach = Math.min(half, reach + step);
    for (let s = reach; s >= step; s--) chances[s] = ((chances[s] as number) + (chances[s - step] as number)) / 2;
    for (let s = Math.min(step - 1, reach); s >= 0; s--) chances[s] = (chances[s] as number) / 2;
  }
  for (let s = 0; s <= half; s++) chances[total - s] = chances[s] as number;
  return chances;
}

/** Upper and lower tail chances at `at`, both including it. */
export function tailsAt(chances: Float64Array, at: number): { readonly upper: number; readonly lower: number } {
  let upper = 0;
  let lower = 0;
  for (let s = 0; s < chances.length; s++) {
    if (s >= at) upper += chances[s] as number;
    if (s <= at) lower += chances[s] as number;
  }
  return { upper: Math.min(1, upper), lower: Math.min(1, lower) };
}
