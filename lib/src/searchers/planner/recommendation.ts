import type { Recommendation, SearchView } from "../searcher.js";
import { believe, hadTrial, recommended } from "./belief.js";
import { landscapeOf } from "./landscape.js";
import { scoreOf } from "./score-of.js";

/**
 * What the planner would settle on after these trials: the allocation with the highest posterior mean, measured or not.
 *
 * @returns `null` if no trial has a score
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * plannerRecommendation(view); // => null
 */
export function plannerRecommendation({ space, trials }: Pick<SearchView, "space" | "trials">): Recommendation | null {
  if (space.size === 0) return null;
  const landscape = landscapeOf(space);
  const belief = believe(landscape, trials);
  if (belief.measured.length === 0) return null;
  const plan = recommended(landscape, belief);
  const { score, standardError, low, high } = scoreOf(belief.surrogate, plan);
  return {
    allocation: landscape.allocationOf(plan),
    score,
    standardError,
    interval: [low, high],
    reason: `the highest expected score, ${score.toFixed(3)} ± ${standardError.toFixed(3)}, after trials of ${belief.evaluated} allocations; ${hadTrial(belief, plan) ? "tried itself" : "not tried itself"}`,
  };
}
