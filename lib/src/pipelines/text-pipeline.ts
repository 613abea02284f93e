import { at } from "../core/index.js";
import { weightedVote } from "../estimators/index.js";
import type { Parsed } from "../llm/index.js";
import type { Pipeline, Question, StageRunner } from "./pipeline.js";

/** One stage of a pipeline of plain texts. */
export interface TextStage<E> {
  /** The prompt for an example; `upstream` are the outputs of the stages before it, in order. */
  ask(example: E, ...upstream: string[]): string;
  /**
   * What of a reply counts: the first match of a pattern (its first group, if it has one), or what a function makes of it; a reply
   * without a match, whose match leaves the group out, or read as null or nothing, counts as no sample. @default the whole reply, trimmed
   */
  readonly read?: RegExp | ((reply: string) => string | null);
  /**
   * The prompt that makes one output of several samples, in one more call to the stage's own model. @default a vote: the commonest
   * sample, among equally common ones the first
   */
  fuse?(samples: readonly string[], example: E, ...upstream: string[]): string;
  /** @default the server's */
  readonly temperature?: number;
  /** The most tokens of a reply; caps on tokens or money need it. @default the server's */
  readonly maxTokens?: number;
}

/** A pipeline of plain texts: prompts, and what the last output is worth. */
export interface TextPipelineOptions<E> {
  readonly name: string;
  /** By name, in order. */
  readonly stages: Readonly<Record<string, TextStage<E>>>;
  /** What the last output is worth: right or wrong, or a rate from 0 to 1; anything else is refused by a RangeError when it comes up. */
  score(output: string, example: E): boolean | number;
  /** @default "accuracy" */
  readonly metric?: string;
}

/**
 * A pipeline from as little as its prompts: user messages alone, replies read by a pattern, samples put together by a vote or by a
 * fusing call, one metric. Whatever goes beyond that is a `Pipeline` written in full, or this one with a stage replaced.
 *
 * @throws RangeError if there are no stages, or a stage's name is a whole number, whose place in an object is not where it was written
 * @example
 * const echo = textPipeline<{ word: string }>({
 *   name: "echo",
 *   stages: { Repeat: { ask: ({ word }) => `Say ${word}.`, read: /\w+/ } },
 *   score: (output, { word }) => output === word,
 * });
 * const { scriptedClient } = await door("llm");
 * const { samples } = await door("core");
 * const run = await runPipeline(echo, { word: "yes" }, [{ stage: "Repeat", model: "any", samples: samples(1) }], scriptedClient(["yes!"]));
 * run.scores; // => { accuracy: 1 }
 */
export function textPipeline<E>({ name, stages, score, metric = "accuracy" }: TextPipelineOptions<E>): Pipeline<E> {
  const named = Object.entries(stages);
  if (named.length === 0) throw new RangeError(`textPipeline requires at least one stage, got none for ${name}`);
  const misplaced = named.find(([stage]) => /^\d+$/.test(stage));
  if (misplaced !== undefined)
    throw new RangeError(`textPipeline requires names of stages that are not whole numbers, got "${misplaced[0]}"`);
  return {
    name,
    metric,
    key: (example) => JSON.stringify(example),
    score: (output, example) => ({ [metric]: output === null ? 0 : worthOf(score(output, example), output, name) }),
    stages: named.map(([stage, own]) => runnerOf(stage, own)),
  };
}

function worthOf(worth: boolean | number, output: string, name: string): number {
  const rate = typeof worth === "boolean" ? Number(worth) : worth;
  if (typeof rate === "number" && rate >= 0 && rate <= 1) return rate;
  throw new RangeError(
    `textPipeline requires a score that is true, false or a rate from 0 to 1, got ${rate} of ${name} for "${output.slice(0, 60)}"`,
  );
}

function runnerOf<E>(name: string, stage: TextStage<E>): StageRunner<E> {
  const { temperature, maxTokens } = stage;
  const question = (content: string): Question => ({
    messages: [{ role: "user", content }],
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  });
  return {
    name,
    ask: ({ example, upstream }) => question(stage.ask(example, ...upstream)),
    read: readerOf(stage.read),
    aggregation:
      stage.fuse === undefined
        ? { kind: "vote", vote: (samples) => at(weightedVote(samples).winners, 0) }
        : {
            kind: "fuse",
            fromSamples: 2,
            ask: (samples, { example, upstream }) => question(stage.fuse?.(samples, example, ...upstream) ?? ""),
          },
  };
}

function readerOf(read: RegExp | ((reply: string) => string | null) = (reply) => reply.trim()) {
  // A pattern with g or y would remember where the last reply ended.
  const pattern = read instanceof RegExp ? new RegExp(read.source, read.flags.replace(/[gy]/g, "")) : null;
  return (reply: string): Parsed<string> => {
    const match = pattern?.exec(reply);
    const value = read instanceof RegExp ? (match?.[match.length > 1 ? 1 : 0] ?? "") : read(reply);
    if (value) return { kind: "ok", value };
    const lacks = match == null || match[0] === "" ? "no match of" : "nothing in the group of";
    return { kind: "malformed", why: pattern === null ? "the reply cannot be read" : `the reply has ${lacks} ${read}` };
  };
}
