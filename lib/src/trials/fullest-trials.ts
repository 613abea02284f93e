import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * The trials with a score that were asked as many questions as any, in their order: the others' scores are more extreme by luck, and no
 * fair comparison. What counts is what was asked (`trial.questions`), not what the world had measured of it: a gap in a table takes no
 * trial out.
 *
 * @example
 * fullestTrials([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }]); // => []
 */
export function fullestTrials(trials: readonly Trial[]): ScoredTrial[] {
  const scored = trials.filter(isScored);
  const most = scored.reduce((sofar, trial) => Math.max(sofar, asked(trial)), 0);
  return scored.filter((trial) => asked(trial) === most);
}

/** How many questions a trial was asked; infinitely many stand for all. */
const asked = ({ questions }: Trial): number => questions?.length ?? Number.POSITIVE_INFINITY;
