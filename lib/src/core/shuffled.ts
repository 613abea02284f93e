import type { Rng } from "./rng.js";

/**
 * A copy in random order, every order equally likely (Fisher and Yates).
 *
 * @example
 * shuffled([1, 2, 3], createRng("demo")).sort(); // => [1, 2, 3]
 */
export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  const copy = [...items];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}
