import { fullestTrials, type ScoredTrial, type Trial } from "../trials/index.js";

/**
 * The trials that have a score, the best first: the higher score, the cheaper of two equal ones, then the earlier; those that were asked
 * the most questions, pooled by allocation (`fullestTrials`).
 */
export function rankedTrials(trials: readonly Trial[]): ScoredTrial[] {
  return fullestTrials(trials).sort(
    (a, b) => b.outcome.score - a.outcome.score || a.outcome.cost.units - b.outcome.cost.units,
  );
}
