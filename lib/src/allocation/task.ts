import type { BudgetUnits, Samples } from "../core/index.js";

/** A model as the budget sees it. */
export interface ModelSpec {
  readonly name: string;
  /** Number of parameters, such as 72e9. */
  readonly parameters: number;
  /** The weights that were run, where the name alone leaves it open. */
  readonly checkpoint?: string;
}

/**
 * How a stage makes one answer of its samples.
 *
 * - `vote`: counting, without a model call.
 * - `best-of-n`: the best by some score, counted as no call, as the official model does.
 * - `fuse`: one more call that reads the samples and writes one answer.
 */
export type Aggregate = { readonly kind: "vote" } | { readonly kind: "best-of-n" } | FusionCall;

/** The call that fuses the samples of a stage. */
export interface FusionCall {
  readonly kind: "fuse";
  /** The model that fuses, or `null` for the one that drew the samples. */
  readonly model: ModelSpec | null;
  /** Tokens read before the samples, such as the question and its context. */
  readonly promptTokens: number;
  /** Tokens of the fused answer. */
  readonly outputTokens: number;
  /** The smallest number of samples for which the call is made at all. */
  readonly fromSamples: number;
}

/** One subtask of a pipeline: who may do it, and how long its texts are. */
export interface Stage {
  readonly name: string;
  /** The model choices, at least one. */
  readonly models: readonly ModelSpec[];
  /** Nominal prompt length in tokens, read once per question: the samples share it. */
  readonly promptTokens: number;
  /** Nominal length of one sample in tokens. */
  readonly outputTokens: number;
  /** The stage's own metric, where it has one. */
  readonly metric: string | null;
  readonly aggregate: Aggregate;
}

/** A multi-stage pipeline with its choices, its budget and its metric. */
export interface Task {
  readonly name: string;
  readonly title: string;
  /** In the order in which they run, at least one. */
  readonly stages: readonly Stage[];
  /** The main metric, a rate that is better when higher. */
  readonly metric: string;
  /** The numbers of samples a stage may draw, both ends included. */
  readonly samples: { readonly min: Samples; readonly max: Samples };
  /** The budget per question that is meant where none is named. */
  readonly budget: BudgetUnits;
  /** Budgets of the source's experiments, ascending; `budget` is among them. */
  readonly budgets: readonly BudgetUnits[];
  /** How many questions were searched and tested on; `null` where the source does not say. */
  readonly examples: { readonly train: number | null; readonly test: number | null };
  /** Where each fact was found, by the name of the field. */
  readonly sources: Readonly<Record<string, string>>;
}

/** What one stage does: which model, how many samples. */
export interface StageChoice {
  readonly stage: string;
  readonly model: string;
  readonly samples: Samples;
}

/** A choice for every stage of a task, in the order of its stages. */
export type Allocation = readonly StageChoice[];
