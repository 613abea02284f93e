import type { LlmRequest, Parsed } from "../llm/index.js";
import type { Portrayal } from "./actor.js";

/** What is asked of a stage's model; the model itself and the number of samples are the allocation's to choose. */
export type Question = Pick<LlmRequest, "messages" | "temperature" | "topP" | "maxTokens" | "stop" | "schema">;

/** Scores by metric, each a rate; null where an example has nothing to score against. */
export type Scores = Readonly<Record<string, number | null>>;

/** What a stage knows: its example, and the outputs of the stages before it, in order. */
export interface StageInput<E> {
  readonly example: E;
  readonly upstream: readonly string[];
}

/**
 * How a stage makes one output of its samples.
 *
 * - `vote`: counting, without a call
 * - `fuse`: the stage's own model reads the samples and writes the output, in one more call
 * - `best-of-n`: the stage's own model grades each sample in a call of its own; the best grade wins, among equal grades the most
 *   frequent sample, then the first
 */
export type Aggregation<E> =
  | { readonly kind: "vote"; vote(samples: readonly string[], input: StageInput<E>): string }
  | {
      readonly kind: "fuse";
      /** The fewest samples for which the call is made; fewer hand on the first. */
      readonly fromSamples: number;
      ask(samples: readonly string[], input: StageInput<E>): Question;
    }
  | {
      readonly kind: "best-of-n";
      /** `reply` is what the model said, `sample` what was read from it. */
      ask(candidate: { readonly reply: string; readonly sample: string }, input: StageInput<E>): Question;
      grade(reply: string): Parsed<number>;
    };

/** One stage: what it asks, how it reads a reply, and how it makes one output of many. Outputs are text, so that equal ones are known as equal. */
export interface StageRunner<E> {
  /** As allocations name it. */
  readonly name: string;
  ask(input: StageInput<E>): Question;
  /** Reads one reply, of a sample or of a fusing call, into the text that counts. */
  read(reply: string, input: StageInput<E>): Parsed<string>;
  /** Asks the stage's model to mend a reply that `read` refused; without it such a reply counts as no sample. */
  repair?(reply: string, why: string, input: StageInput<E>): Question;
  readonly aggregation: Aggregation<E>;
  /** What is handed on when no sample can be read; without it the example fails. */
  readonly fallback?: string;
  /** The stage's own metrics; null stands for a stage that was not reached or had nothing to hand on, and earns 0 likewise. */
  score?(output: string | null, example: E): Scores;
  /** Lets simulated models play the stage. */
  readonly portrayal?: Portrayal<E>;
}

/** Stages in a chain over examples of one kind, and what their last output is worth. */
export interface Pipeline<E = unknown> {
  readonly name: string;
  readonly stages: readonly StageRunner<E>[];
  /** The main metric, one of those that `score` or a stage's `score` gives. */
  readonly metric: string;
  /** Names an example: equal for the same question in whatever file. */
  key(example: E): string;
  /** Scores the last output; null as output stands for an example that failed, and earns 0 wherever there is something to score against. */
  score(output: string | null, example: E): Scores;
}
