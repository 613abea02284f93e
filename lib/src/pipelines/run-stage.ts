import type { StageChoice } from "../allocation/index.js";
import { at, type Rng } from "../core/index.js";
import type { LlmClient, Parsed, Purpose, Unavailable } from "../llm/index.js";
import type { Question, StageInput, StageRunner } from "./pipeline.js";
import type { SampleCounts, StageRun } from "./run-pipeline.js";
import { subsampled } from "./subsampled.js";

/** A stage's work, before anything is scored. */
export type StageResult =
  | { readonly kind: "done"; readonly run: Omit<StageRun, "scores" | "subsampleScores"> }
  | { readonly kind: "failed"; readonly why: string; readonly counts: SampleCounts }
  | Unavailable;

/**
 * Draws a stage's samples, reads them, and makes one output.
 *
 * @param rng draws the subsets of the samples
 */
export async function runStage<E>(
  stage: StageRunner<E>,
  choice: StageChoice,
  input: StageInput<E>,
  client: LlmClient,
  signal: AbortSignal | undefined,
  rng: Rng,
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
  const counts: SampleCounts = {
    refused: drawn.completions.length - heard.length,
    malformed: reads.filter((read) => read.kind === "malformed").length,
    repaired: reads.filter((read) => read.kind === "ok" && read.repaired).length,
  };
  const result = await aggregate();
  if (result.kind === "unavailable") return result;
  if (result.kind === "failed") return { ...result, counts };
  const { output, subsamples } = result;
  return { kind: "done", run: { stage: stage.name, model: choice.model, samples, ...counts, output, subsamples } };

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
    | { readonly kind: "ok"; readonly output: string; readonly subsamples: StageRun["subsamples"] }
    | { readonly kind: "failed"; readonly why: string }
    | Unavailable;
  async function aggregate(): Promise<Aggregated> {
    const { aggregation } = stage;
    const first = samples[0];
    if (first === undefined) {
      if (stage.fallback !== undefined) return { kind: "ok", output: stage.fallback, subsamples: null };
      const malformed = reads.find((read) => read.kind === "malformed");
      return { kind: "failed", why: malformed?.kind === "malformed" ? malformed.why : "every sample was refused" };
    }
    switch (aggregation.kind) {
      case "vote": {
        // A sample that could not be read holds its place among the k.
        const readable = reads.map((read) => (read.kind === "ok" ? read.value : null));
        const output = aggregation.vote(samples, input);
        const voted = (chosen: readonly (string | null)[]) => {
          const votes = chosen.filter((value) => value !== null);
          return votes.length === 0 ? (stage.fallback ?? null) : aggregation.vote(votes, input);
        };
        const whole = readable.length === drawnCount();
        return { kind: "ok", output, subsamples: whole ? subsampled(readable, voted, rng) : null };
      }
      case "fuse": {
        if (samples.length < aggregation.fromSamples) return { kind: "ok", output: first, subsamples: null };
        const reply = await call("fuse", aggregation.ask(samples, input));
        if (reply.kind === "unavailable") return reply;
        if (reply.kind === "refused") return { kind: "failed", why: `the fusing call was refused: ${reply.why}` };
        const fused = await readOrRepair(at(reply.completions, 0).text);
        if (fused.kind === "unavailable") return fused;
        if (fused.kind === "malformed") return { kind: "failed", why: fused.why };
        return { kind: "ok", output: fused.value, subsamples: null };
      }
      case "best-of-n": {
        const candidates = reads.flatMap((read, i) =>
          read.kind === "ok" ? [{ reply: at(heard, i).text, sample: read.value }] : [],
        );
        const replies = await Promise.all(
          candidates.map((candidate) => call("verify", aggregation.ask(candidate, input))),
        );
        const grades: number[] = [];
        for (const reply of replies) {
          if (reply.kind === "unavailable") return reply;
          const parsed = reply.kind === "text" ? aggregation.grade(at(reply.completions, 0).text) : null;
          // An unreadable grade recommends nothing.
          grades.push(parsed?.kind === "ok" ? parsed.value : Number.NEGATIVE_INFINITY);
        }
        const graded = samples.map((sample, i) => ({ sample, grade: at(grades, i) }));
        const whole = samples.length === drawnCount();
        return { kind: "ok", output: bestOf(graded), subsamples: whole ? subsampled(graded, bestOf, rng) : null };
      }
    }
  }

  function drawnCount(): number {
    return drawn.kind === "unavailable" ? 0 : drawn.completions.length;
  }
}

/** The sample of the best grade; among equal grades the most frequent one, then the first. */
function bestOf(graded: readonly { readonly sample: string; readonly grade: number }[]): string {
  const best = Math.max(...graded.map(({ grade }) => grade));
  const counts = new Map<string, number>();
  for (const { sample, grade } of graded) if (grade === best) counts.set(sample, (counts.get(sample) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0] ?? at(graded, 0).sample;
}
