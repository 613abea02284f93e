import type { Allocation } from "../allocation/index.js";
import type { BudgetUnits, Provenance } from "../core/index.js";

/** What evaluating an allocation gave. */
export type Outcome = Scored | Missing | Failed;

/** The allocation, or the one that stood in for it, has a score. */
export interface Scored {
  readonly kind: "scored";
  /** The task's main metric, or the one that `metric` names: mean over the questions. */
  readonly score: number;
  /** What the score is, where it is another metric than the task names, as with a pipeline that has only its own. */
  readonly metric?: string;
  /** Of the score as an estimate for questions of this kind; `null` where the world cannot say. */
  readonly standardError: number | null;
  /** How many questions the mean is over; `null` where the world does not say. */
  readonly questions: number | null;
  /** What was evaluated: the proposal, unless the world was asked to take the nearest it has. */
  readonly evaluated: Allocation;
  /** Each stage's own metric, for the stages that have one measured. */
  readonly stages: readonly StageScore[];
  readonly cost: Cost;
  readonly provenance: Provenance;
  /** Scores by question, in the order asked for, where known. */
  readonly perQuestion?: readonly number[];
  /** Scores at every smaller number of samples, where the world stored its samples. */
  readonly subsamples?: readonly SubsampleScores[];
  /** What a reader of the score should know, such as how often it was measured. */
  readonly remark?: string;
}

/** The world does not know: there is no such row. Costs nothing. */
export interface Missing {
  readonly kind: "missing";
  readonly why: string;
}

/** The world broke while it tried; what it had spent is spent. */
export interface Failed {
  readonly kind: "failed";
  readonly why: string;
  readonly cost?: Cost;
}

/** A stage's own metric. */
export interface StageScore {
  readonly stage: string;
  /** The metric's name, where the task gives it one. */
  readonly metric: string | null;
  readonly score: number;
}

/** What an evaluation cost. */
export interface Cost {
  /** Of the allocation, per question. */
  readonly units: BudgetUnits;
  /** Tokens read and written, over all questions. */
  readonly tokens?: number;
  /** Money, over all questions. */
  readonly dollars?: number;
  /** Time on the clock, over all questions. */
  readonly seconds?: number;
}

/**
 * The final score, had one stage drawn fewer samples: means over subsets of those it drew, so that the luck of which were drawn
 * first is not in them.
 */
export interface SubsampleScores {
  readonly stage: string;
  /** Element `k - 1`: the score with k samples of this stage; the last is the trial's own. */
  readonly scores: readonly number[];
  /** The stage's own metric likewise. */
  readonly stageScores: readonly number[];
  /**
   * Share of questions and subsets for which the stages after it would have to run again; all zero for the last stage, whose curve is free.
   * A lower bound where the world tells exact chances in place of drawn samples.
   */
  readonly rerun: readonly number[];
}
