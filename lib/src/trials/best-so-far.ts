import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * After each trial, the one with the highest score until then: the earlier of two equal ones, `null` before any has a score.
 * This is what a search's trajectory shows. The highest of many noisy scores is above its own true value.
 *
 * @returns one element per trial, in their order
 * @example
 * const missing = { index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } };
 * bestSoFar([missing]); // => [null]
 */
export function bestSoFar(trials: readonly Trial[]): readonly (ScoredTrial | null)[] {
  let best: ScoredTrial | null = null;
  return trials.map((trial) => {
    if (isScored(trial) && (best === null || trial.outcome.score > best.outcome.score)) best = trial;
    return best;
  });
}
