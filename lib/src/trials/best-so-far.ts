import { allocationKey } from "../allocation/index.js";
import { at } from "../core/index.js";
import { asked } from "./asked.js";
import { pooledTrials } from "./pooled-trials.js";
import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * After each trial, the one with the highest score until then: the earlier of two equal ones, `null` before any has a score.
 * This is what a search's trajectory shows. The highest of many noisy scores is above its own true value.
 *
 * Trials of one allocation on some of the questions count as one on all of those (`pooledTrials`), and only allocations that met the most
 * questions so far are compared: where one meets more than any before it, it is the best so far, and the score may fall.
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
  const parts = new Map<string, readonly ScoredTrial[]>();
  let best: ScoredTrial | null = null;
  const pooledWith = (trial: ScoredTrial): ScoredTrial => {
    if (trial.questions === undefined) return trial;
    const key = allocationKey(trial.proposed);
    const own = [...(parts.get(key) ?? []), trial];
    parts.set(key, own);
    return at(pooledTrials(own), 0);
  };
  return (trial) => {
    if (!isScored(trial)) return best;
    const next = pooledWith(trial);
    const more =
      best === null ? 1 : compare(asked(next), asked(best)) || compare(next.outcome.score, best.outcome.score);
    if (more > 0) best = next;
    return best;
  };
}

/** Infinities are equal to each other. */
const compare = (a: number, b: number): number => (a === b ? 0 : a > b ? 1 : -1);
