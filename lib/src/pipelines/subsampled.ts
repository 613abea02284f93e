import { at, type Rng, shuffled } from "../core/index.js";

/** Subsets for each number of samples: enough that which were drawn first matters little. */
const SUBSETS = 16;

/**
 * What a stage would have made of fewer of its samples: at `k - 1` its outputs for subsets of k of them, `null` where it would have had
 * nothing to hand on; of all of them there is one.
 *
 * The samples are laid out in a circle, in an order by lot. A subset is k that follow each other, from one of up to 16 places evenly
 * around it, so that each sample is in about as many subsets as any other; up to 16 samples, in exactly as many.
 */
export function subsampled<T>(
  samples: readonly T[],
  outputOf: (chosen: readonly T[]) => string | null,
  rng: Rng,
): readonly (readonly (string | null)[])[] {
  const n = samples.length;
  const circle = shuffled(samples, rng);
  const starts = Array.from({ length: Math.min(n, SUBSETS) }, (_, j) => Math.floor((j * n) / Math.min(n, SUBSETS)));
  return samples.map((_, i) => {
    if (i === n - 1) return [outputOf(samples)];
    return starts.map((start) => outputOf(Array.from({ length: i + 1 }, (_, j) => at(circle, (start + j) % n))));
  });
}
