import type { Provenance } from "../../core/index.js";
import type { Ending, Track } from "../study.js";

/**
 * One search of a comparison: a searcher in an arena under a seed. Lists have one element per trial made. Scores and regrets have twelve
 * decimals, so that every version of Node gives the same row.
 */
export interface CompareRow {
  readonly searcher: string;
  readonly task: string;
  readonly arena: string;
  readonly seed: number;
  readonly track: Track;
  /** Where its scores are from. */
  readonly provenance: Provenance;
  readonly budget: number;
  /** Questions searched on; `null` where the world does not say. */
  readonly questions: number | null;
  /** The true score of the best allocation. */
  readonly best: number;
  /**
   * After each trial: how far the true score of what the searcher would recommend lies below the best; `null` while it recommends
   * nothing, or something whose true score the arena does not know.
   */
  readonly regret: readonly (number | null)[];
  /** After each trial: the highest observed score; `null` before any. */
  readonly observed: readonly (number | null)[];
  /** After each trial: budget units spent in all, over all questions. */
  readonly units: readonly number[];
  /** What is recommended in the end, what it was seen or expected to score, and what it scores on questions kept back. */
  readonly recommended: Recommended | null;
  /** Trials without a score, and candidates asked for and refused. */
  readonly wasted: number;
  readonly plannerCalls: number;
  readonly plannerTokens: number;
  /** How long the searcher thought; the one number that another run need not repeat. */
  readonly plannerSeconds: number;
  readonly ending: Ending["kind"];
}

/** A recommendation and how it was judged. */
export interface Recommended {
  readonly allocation: string;
  /** Budget units per question. */
  readonly units: number;
  /** As the searcher saw or expected it. */
  readonly score: number;
  /** `null` where the arena does not know it. */
  readonly truth: number | null;
  /** On questions kept back; `null` where there are none. */
  readonly test: number | null;
}
