import type { Allocation, StageChoice } from "../allocation/index.js";
import { at } from "../core/index.js";
import type { LlmClient, Parsed, Purpose, Unavailable } from "../llm/index.js";
import type { Pipeline, Question, Scores, StageInput, StageRunner } from "./pipeline.js";

/** What one stage did for one example. */
export interface StageRun {
  readonly stage: string;
  readonly model: string;
  /** The readable samples, in the order of their places. */
  readonly samples: readonly string[];
  /** Samples that were withheld, could not be read, or were mended by a repair call. */
  readonly refused: number;
  readonly malformed: number;
  readonly repaired: number;
  readonly output: string;
  readonly scores: Scores;
  /** The output with the first k samples alone, at k - 1; null where each would take a call. */
  readonly prefixes: readonly string[] | null;
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
      readonly stages: readonly StageRun[];
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
    const result = await runStage(stage, at(allocation, index), input, client, signal);
    if (result.kind === "unavailable") return { kind: "unavailable", stage: stage.name, reply: result };
    if (result.kind === "failed")
      return {
        kind: "failed",
        stage: stage.name,
        why: result.why,
        scores: pipeline.score(null, example),
        stages: done,
      };
    done.push(result.run);
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

type StageResult =
  | { readonly kind: "done"; readonly run: StageRun }
  | { readonly kind: "failed"; readonly why: string }
  | Unavailable;

async function runStage<E>(
  stage: StageRunner<E>,
  choice: StageChoice,
  input: StageInput<E>,
  client: LlmClient,
  signal: AbortSignal | undefined,
): Promise<StageResult> {
  const call = (purpose: Purpose, question: Question, samples = 1) =>
    client({ ...question, model: choice.model, samples, purpose }, signal);

  const drawn = await call("stage", stage.ask(input), choice.samples);
  if (drawn.kind === "unavailable") return drawn;
  const heard = drawn.completions.filter((completion) => completion.finish !== "refused");
  const reads = await Promise.all(heard.map((completion) => readOrRepair(completion.text)));
  const broken = reads.find((read) => read.kind === "unavailable");
  if (broken !== undefined) return broken;
  const samples = reads.flatMap((read) => (read.kind === "ok" ? [read.value] : []));
  const counts = {
    stage: stage.name,
    model: choice.model,
    samples,
    refused: drawn.completions.length - heard.length,
    malformed: reads.filter((read) => read.kind === "malformed").length,
    repaired: reads.filter((read) => read.kind === "ok" && read.repaired).length,
  };
  const result = await aggregate();
  if (result.kind !== "ok") return result;
  const { output, prefixes } = result;
  return { kind: "done", run: { ...counts, output, prefixes, scores: stage.score?.(output, input.example) ?? {} } };

  type Read = (Parsed<string> & { readonly repaired?: boolean }) | Unavailable;
  async function readOrRepair(text: string): Promise<Read> {
    const read = stage.read(text, input);
    if (read.kind === "ok" || stage.repair === undefined) return read;
    const reply = await call("repair", stage.repair(text, read.why, input));
    if (reply.kind === "unavailable") return reply;
    if (reply.kind === "refused") return read;
    const mended = stage.read(at(reply.completions, 0).text, input);
    return mended.kind === "ok" ? { ...mended, repaired: true } : mended;
  }

  type Aggregated =
    | { readonly kind: "ok"; readonly output: string; readonly prefixes: readonly string[] | null }
    | { readonly kind: "failed"; readonly why: string }
    | Unavailable;
  async function aggregate(): Promise<Aggregated> {
    const { aggregation } = stage;
    const first = samples[0];
    if (first === undefined) {
      if (stage.fallback !== undefined) return { kind: "ok", output: stage.fallback, prefixes: null };
      const malformed = reads.find((read) => read.kind === "malformed");
      return { kind: "failed", why: malformed?.kind === "malformed" ? malformed.why : "every sample was refused" };
    }
    switch (aggregation.kind) {
      case "vote": {
        // A sample that could not be read holds its place among the first k.
        const readable = reads.map((read) => (read.kind === "ok" ? read.value : null));
        const whole = readable.length === drawnCount();
        const prefixes = readable.map((_, i) => {
          const head = readable.slice(0, i + 1).filter((value) => value !== null);
          return head.length === 0 ? (stage.fallback ?? null) : aggregation.vote(head, input);
        });
        const known = prefixes.filter((prefix) => prefix !== null);
        return {
          kind: "ok",
          output: aggregation.vote(samples, input),
          prefixes: whole && known.length === prefixes.length ? known : null,
        };
      }
      case "fuse": {
        if (samples.length < aggregation.fromSamples) return { kind: "ok", output: first, prefixes: null };
        const reply = await call("fuse", aggregation.ask(samples, input));
        if (reply.kind === "unavailable") return reply;
        if (reply.kind === "refused") return { kind: "failed", why: `the fusing call was refused: ${reply.why}` };
        const fused = await readOrRepair(at(reply.completions, 0).text);
        if (fused.kind === "unavailable") return fused;
        if (fused.kind === "malformed") return { kind: "failed", why: fused.why };
        return { kind: "ok", output: fused.value, prefixes: null };
      }
      case "best-of-n": {
        const replies = await Promise.all(samples.map((sample) => call("verify", aggregation.ask(sample, input))));
        let best = { output: first, grade: Number.NEGATIVE_INFINITY };
        const prefixes: string[] = [];
        for (const [i, reply] of replies.entries()) {
          if (reply.kind === "unavailable") return reply;
          const parsed = reply.kind === "text" ? aggregation.grade(at(reply.completions, 0).text) : null;
          // An unreadable grade recommends nothing.
          const grade = parsed?.kind === "ok" ? parsed.value : Number.NEGATIVE_INFINITY;
          if (grade > best.grade) best = { output: at(samples, i), grade };
          prefixes.push(best.output);
        }
        return { kind: "ok", output: best.output, prefixes: samples.length === drawnCount() ? prefixes : null };
      }
    }
  }

  function drawnCount(): number {
    return drawn.kind === "unavailable" ? 0 : drawn.completions.length;
  }
}
