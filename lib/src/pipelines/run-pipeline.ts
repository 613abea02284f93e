import type { Allocation } from "../allocation/index.js";
import { at, createRng } from "../core/index.js";
import type { LlmClient, Unavailable } from "../llm/index.js";
import { means } from "./means.js";
import type { Pipeline, Scores } from "./pipeline.js";
import { unreachedScores } from "./refuse-unscorable.js";
import { runStage } from "./run-stage.js";

/** Samples of a stage that were withheld, could not be read, or were mended by a repair call. */
export interface SampleCounts {
  readonly refused: number;
  readonly malformed: number;
  readonly repaired: number;
}

/** What one stage did for one example. */
export interface StageRun extends SampleCounts {
  readonly stage: string;
  readonly model: string;
  /** The readable samples, in the order of their places. */
  readonly samples: readonly string[];
  readonly output: string;
  readonly scores: Scores;
  /** At k - 1 the outputs with subsets of k of the samples, null for one without any; null where each would take a call. */
  readonly subsamples: readonly (readonly (string | null)[])[] | null;
  /** What those outputs score, as means over the subsets: the stage's metrics, and for the last stage the pipeline's too. */
  readonly subsampleScores: readonly Scores[] | null;
}

/**
 * What came of one example.
 *
 * - `scored`: every stage handed something on
 * - `failed`: a stage had nothing to hand on; the example counts with score 0
 * - `unavailable`: a model could not be asked; nothing is known about the example
 */
export type ExampleRun =
  | {
      readonly kind: "scored";
      readonly output: string;
      readonly scores: Scores;
      readonly stages: readonly StageRun[];
    }
  | {
      readonly kind: "failed";
      readonly stage: string;
      readonly why: string;
      readonly scores: Scores;
      /** The stages before the one that failed. */
      readonly stages: readonly StageRun[];
      /** Of the stage that failed. */
      readonly counts: SampleCounts;
    }
  | { readonly kind: "unavailable"; readonly stage: string; readonly reply: Unavailable };

/**
 * Runs one example through a pipeline: per stage, draws the allocation's samples of the allocation's model, reads them, and makes
 * one output, which the stages after it see.
 *
 * @param client asked for all samples of a stage at once (`samples`); wrap it in `withSamples` for servers that make one at a time
 * @throws RangeError if the allocation's stages are not the pipeline's
 * @example
 * const { scriptedClient } = await door("llm");
 * const { samples } = await door("core");
 * const [example] = syntheticMultiHop(createRng("doc"), 1);
 * const one = (stage: string) => ({ stage, model: "any", samples: samples(1) });
 * const client = scriptedClient(['{"selected": [1]}', "Answer: Paris", "Answer: Paris"]);
 * (await runPipeline(retrievalQa(), example, [one("Retrieval"), one("Question Answering")], client)).kind; // => "scored"
 */
export async function runPipeline<E>(
  pipeline: Pipeline<E>,
  example: E,
  allocation: Allocation,
  client: LlmClient,
  signal?: AbortSignal,
): Promise<ExampleRun> {
  checkStages(pipeline, allocation);
  const done: StageRun[] = [];
  for (const [index, stage] of pipeline.stages.entries()) {
    const input = { example, upstream: done.map((run) => run.output) };
    const choice = at(allocation, index);
    const chance = createRng(`subsets/${pipeline.name}/${pipeline.key(example)}/${stage.name}`);
    const result = await runStage(stage, choice, input, client, signal, chance);
    if (result.kind === "unavailable") return { kind: "unavailable", stage: stage.name, reply: result };
    if (result.kind === "failed") {
      const scores = unreachedScores(pipeline, example, index);
      return { kind: "failed", stage: stage.name, why: result.why, scores, stages: done, counts: result.counts };
    }
    const { output, subsamples } = result.run;
    const scoresAt = (text: string | null): Scores => ({
      ...stage.score?.(text, example),
      ...(index === pipeline.stages.length - 1 ? pipeline.score(text, example) : {}),
    });
    done.push({
      ...result.run,
      scores: stage.score?.(output, example) ?? {},
      subsampleScores: subsamples === null ? null : meansOf(subsamples, scoresAt),
    });
  }
  const output = at(done, -1).output;
  return { kind: "scored", output, scores: pipeline.score(output, example), stages: done };
}

function checkStages<E>(pipeline: Pipeline<E>, allocation: Allocation): void {
  const wanted = pipeline.stages.map((stage) => stage.name);
  const found = allocation.map((choice) => choice.stage);
  if (wanted.join("\n") !== found.join("\n"))
    throw new RangeError(
      `runPipeline requires the stages of ${pipeline.name} (${wanted.join(", ")}), got ${found.join(", ")}`,
    );
}

/** Most subsets agree: each text is scored once. Whether there is something to score against is the example's, not the text's. */
function meansOf(
  outputs: readonly (readonly (string | null)[])[],
  score: (text: string | null) => Scores,
): readonly Scores[] {
  const known = new Map<string | null, Scores>();
  const scored = (text: string | null) => {
    const scores = known.get(text) ?? score(text);
    known.set(text, scores);
    return scores;
  };
  return outputs.map((texts) =>
    Object.fromEntries(
      Object.entries(means(texts.map(scored))).map(([metric, { mean, count }]) => [metric, count === 0 ? null : mean]),
    ),
  );
}
