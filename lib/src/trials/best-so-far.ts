import { fullestTrials } from "./fullest-trials.js";
import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * After each trial, the one with the highest score until then: the earlier of two equal ones, `null` before any has a score.
 * This is what a search's trajectory shows. The highest of many noisy scores is above its own true value.
 *
 * Only those of `fullestTrials` are compared: where an allocation meets more questions than any before it, it is the best so far, and the
 * score may fall.
 *
 * @returns one element per trial, in their order
 * @example
 * const missing = { index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } };
 * bestSoFar([missing]); // => [null]
 */
export function bestSoFar(trials: readonly Trial[]): readonly (ScoredTrial | null)[] {
  return trials.map(followBest());
}

/**
 * The best so far of trials that come one by one: see `bestSoFar`.
 *
 * @returns a function from the next trial to the best until then; the same object for as long as nothing better came
 * @example
 * followBest()({ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }); // => null
 */
export function followBest(): (trial: Trial) => ScoredTrial | null {
  const before: Trial[] = [];
  let best: ScoredTrial | null = null;
  return (trial) => {
    before.push(trial);
    if (!isScored(trial)) return best;
    const highest = fullestTrials(before).reduce((a, b) => (b.outcome.score > a.outcome.score ? b : a));
    if (best === null || !same(best, highest)) best = highest;
    return best;
  };
}

/** The blocks of an allocation are pooled anew each time. */
const same = (a: ScoredTrial, b: ScoredTrial): boolean =>
  a === b || (a.index === b.index && a.questions?.length === b.questions?.length);
