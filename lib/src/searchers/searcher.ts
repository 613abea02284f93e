import type { Allocation, Space } from "../allocation/index.js";
import type { Proposal, Trial } from "../trials/index.js";

/** All that a searcher may know when it decides. */
export interface SearchView {
  /** The task, its budget, and every allocation that the budget pays for. */
  readonly space: Space;
  /** What was tried so far. Scores by question and scores at fewer samples are in it only where the run lets searchers see them. */
  readonly trials: readonly Trial[];
  /** How many trials the run has left, at least one. */
  readonly left: number;
  /** How many candidates can be tried side by side, at least one; a searcher that decides one at a time may return fewer. */
  readonly want: number;
  /** How many questions the world has; `null` where it cannot be asked about some of them only. */
  readonly questions: number | null;
  /** Names the run's chance: the same name and the same trials give the same proposal. */
  readonly seed: string;
  readonly signal?: AbortSignal;
}

/** Which allocation a searcher would run from now on. */
export interface Recommendation {
  readonly allocation: Allocation;
  /** What the searcher expects it to score; the observed score where it has no model. */
  readonly score: number;
  /** Of that expectation; `null` where the searcher cannot say. */
  readonly standardError: number | null;
  /** 95 % of what the searcher believes of the score, where it has a model of its own that says. */
  readonly interval?: readonly [low: number, high: number];
  /** Why, in a sentence for people. */
  readonly reason: string;
}

/**
 * A way to decide what to try next. It keeps no state: what it learned is in the trials and their notes, so that a run resumes from its
 * log. Only allocations of the space leave it, and none that was tried on the same questions before.
 */
export interface Searcher {
  readonly name: string;
  /** At most `view.left` candidates; none ends the run. */
  propose(view: SearchView): Promise<Proposal>;
  /** What it would settle on now; `null` before any trial has a score. @default the best score so far, see `recommendBest` */
  readonly recommend?: (view: SearchView) => Recommendation | null;
}
