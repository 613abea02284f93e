import { latticeOf } from "../bootstrap/ideal/lattice.js";

/** Sums of up to this many steps are counted exactly. */
const MOST_STEPS = 200_000;
/** Work (terms times steps) up to which counting is done. */
const MOST_WORK = 50_000_000;

/**
 * The null distribution of Σ ±|d_i| over all 2^n signs: chances of each total of the positive ones in lattice steps; undefined when the magnitudes
 * lie on no lattice coarse enough to count on.
 */
export function signSumLaw(
  magnitudes: Float64Array,
): { readonly chances: Float64Array; readonly steps: Int32Array } | undefined {
  const lattice = latticeOf(Float64Array.from([0, ...magnitudes]));
  if (lattice === undefined) return undefined;
  const steps = lattice.steps.subarray(1);
  const total = steps.reduce((sum, s) => sum + s, 0);
  if (total > MOST_STEPS || total * steps.length > MOST_WORK) return undefined;
  const chances = new Float64Array(total + 1);
  chances[0] = 1;
  let reach = 0;
  for (const step of steps) {
    reach += step;
    for (let s = reach; s >= 0; s--)
      chances[s] = (((chances[s] as number) + (s >= step ? (chances[s - step] as number) : 0)) as number) / 2;
  }
  return { chances, steps };
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
