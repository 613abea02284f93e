import { allocationKey } from "../allocation/index.js";
import { isScored, type Trial } from "../trials/index.js";
import type { Recommendation } from "./searcher.js";

/**
 * The tried allocation of the highest observed score: the cheaper of two equal ones, then the earlier. The highest of many noisy scores
 * is above its own true value; a searcher with a model of the scores can say better.
 *
 * Trials on fewer questions than another trial had are passed over: few questions make extreme scores.
 *
 * @returns `null` if no trial has a score
 * @example
 * recommendBest([]); // => null
 */
export function recommendBest(trials: readonly Trial[]): Recommendation | null {
  const scored = trials.filter(isScored);
  const questions = Math.max(...scored.map(({ outcome }) => outcome.questions ?? 0));
  const best = scored
    .filter(({ outcome }) => (outcome.questions ?? 0) === questions)
    .reduce<(typeof scored)[number] | null>((a, b) => {
      if (a === null) return b;
      const gain = b.outcome.score - a.outcome.score;
      return gain > 0 || (gain === 0 && b.outcome.cost.units < a.outcome.cost.units) ? b : a;
    }, null);
  if (best === null) return null;
  const { evaluated, score, standardError } = best.outcome;
  return {
    allocation: evaluated,
    score,
    standardError,
    reason: `${allocationKey(evaluated)} had the highest score of ${scored.length} trials`,
  };
}
