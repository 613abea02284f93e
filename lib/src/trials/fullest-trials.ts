import { asked } from "./asked.js";
import { pooledTrials } from "./pooled-trials.js";
import type { ScoredTrial, Trial } from "./trial.js";

/**
 * The trials with a score, pooled (`pooledTrials`), that were asked as many questions as any, in their order: the others' scores are more
 * extreme by luck, and no fair comparison. What counts is what was asked (`trial.questions`), not what the world had measured of it: a
 * gap in a table takes no trial out, unless less than half of the questions are left that another trial has.
 *
 * @example
 * fullestTrials([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }]); // => []
 */
export function fullestTrials(trials: readonly Trial[]): ScoredTrial[] {
  const pooled = pooledTrials(trials);
  const most = pooled.reduce((sofar, trial) => Math.max(sofar, asked(trial)), 0);
  const full = pooled.filter((trial) => asked(trial) === most);
  const measured = full.reduce((sofar, { outcome }) => Math.max(sofar, outcome.questions ?? 0), 0);
  return full.filter(({ outcome: { questions } }) => questions === null || 2 * questions >= measured);
}
