import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * The trials with a score that are on as many questions as any, in their order: the others' scores are more extreme by luck, and no fair
 * comparison. A world that does not say how many questions it has counts as none.
 *
 * @example
 * fullestTrials([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }]); // => []
 */
export function fullestTrials(trials: readonly Trial[]): ScoredTrial[] {
  const scored = trials.filter(isScored);
  const most = Math.max(...scored.map(({ outcome }) => outcome.questions ?? 0));
  return scored.filter(({ outcome }) => (outcome.questions ?? 0) === most);
}
