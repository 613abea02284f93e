import type { Allocation } from "../allocation/index.js";
import type { Outcome, Scored } from "./outcome.js";

/** One step of a search: what was proposed, and what came of it. */
export interface Trial {
  /** From zero, without gaps. */
  readonly index: number;
  readonly proposed: Allocation;
  /** Which questions it was tried on, where not on all: their positions in the world, ascending. */
  readonly questions?: readonly number[];
  readonly outcome: Outcome;
  /** Why it was tried, in a sentence for people. */
  readonly reason?: string;
  /** What the searcher wants to remember of this step; JSON. Its only memory. */
  readonly note?: unknown;
}

/** A trial that has a score. */
export interface ScoredTrial extends Trial {
  readonly outcome: Scored;
}

/**
 * Whether a trial has a score.
 *
 * @example
 * isScored({ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }); // => false
 */
export function isScored(trial: Trial): trial is ScoredTrial {
  return trial.outcome.kind === "scored";
}
