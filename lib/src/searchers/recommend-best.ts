import { allocationKey } from "../allocation/index.js";
import type { Trial } from "../trials/index.js";
import { rankedTrials } from "./ranked-trials.js";
import type { Recommendation } from "./searcher.js";

/**
 * The tried allocation of the highest observed score: the cheaper of two equal ones, then the earlier. The highest of many noisy scores
 * is above its own true value; a searcher with a model of the scores can say better.
 *
 * Trials asked fewer questions than another are passed over: few questions make extreme scores. The reason counts those that were compared.
 *
 * @returns `null` if no trial has a score
 * @example
 * recommendBest([]); // => null
 */
export function recommendBest(trials: readonly Trial[]): Recommendation | null {
  const ranked = rankedTrials(trials);
  const [best] = ranked;
  if (best === undefined) return null;
  const { evaluated, score, standardError } = best.outcome;
  return {
    allocation: evaluated,
    score,
    standardError,
    reason: `${allocationKey(evaluated)} had the highest score of ${ranked.length} trials`,
  };
}
