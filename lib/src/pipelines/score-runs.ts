import { at } from "../core/index.js";
import type { Unavailable } from "../llm/index.js";
import { type Mean, means } from "./means.js";
import type { Pipeline, Scores } from "./pipeline.js";
import type { PlacedRun } from "./run-examples.js";
import type { ExampleRun, SampleCounts } from "./run-pipeline.js";

/** The main score at every smaller number of samples of one stage, over subsets of those drawn, the other stages as they are. */
export interface StageSubsamples {
  readonly stage: string;
  /** By k - 1: the main score; null where some example's output at k differs from the whole one's, and later stages would have to run again. */
  readonly scores: readonly (number | null)[];
  /** By k - 1: the stage's own metrics, and the pipeline's for the last stage. */
  readonly metrics: readonly Readonly<Record<string, Mean>>[];
}

/** What a pipeline scored on a set of examples. */
export interface Evaluation {
  /** The main metric. */
  readonly score: Mean;
  /** Every metric, of the answer and of the stages. */
  readonly metrics: Readonly<Record<string, Mean>>;
  /** The main metric by example, in their order; not a number for one that has nothing to score it against, which no mean counts. */
  readonly perExample: Float64Array;
  /** Examples in which a stage had nothing to hand on; they count with 0. */
  readonly failed: number;
  /** Over all examples and their stages, those that failed included: samples withheld, unreadable, mended. */
  readonly refused: number;
  readonly malformed: number;
  readonly repaired: number;
  readonly subsamples: readonly StageSubsamples[];
}

/**
 * Scores the runs of a set of examples. Every example counts wherever it has something to be scored against, one that failed with 0;
 * `refuseUnscorable` finds the others before they are run.
 *
 * @returns the evaluation, or why there is none: a model could not be asked
 * @throws RangeError unless there is exactly one run for each of the examples, and one of them can be scored on the main metric
 * @example
 * const counts = { refused: 1, malformed: 0, repaired: 0 };
 * const run = { kind: "failed" as const, stage: "Retrieval", why: "refused", scores: { Gen_EM: 0 }, stages: [], counts };
 * const scored = scoreRuns(retrievalQa(), [{ index: 0, run }]);
 * scored.kind === "scored" ? scored.score.mean : null; // => 0
 */
export function scoreRuns<E>(
  pipeline: Pipeline<E>,
  placed: readonly PlacedRun[],
): ({ readonly kind: "scored" } & Evaluation) | Unavailable {
  if (placed.length === 0) throw new RangeError("scoreRuns requires at least one run, got none");
  const unavailable = placed.find(({ run }) => run.kind === "unavailable");
  if (unavailable?.run.kind === "unavailable") return unavailable.run.reply;
  const runs = [...placed].sort((a, b) => a.index - b.index).map(({ run }) => run);
  for (const [position, { index }] of [...placed].sort((a, b) => a.index - b.index).entries())
    if (index !== position)
      throw new RangeError(`scoreRuns requires one run for each example, got none for example ${position}`);
  const ended = runs.filter((run) => run.kind !== "unavailable");
  const scores = ended.map(scoresOf);
  const metrics = means(scores);
  const score = metrics[pipeline.metric];
  if (score === undefined)
    throw new RangeError(
      `scoreRuns requires the metric ${pipeline.metric} of ${pipeline.name}, got ${Object.keys(metrics).join(", ")}`,
    );
  if (score.count === 0)
    throw new RangeError(
      `scoreRuns requires an example with something to score ${pipeline.metric} of ${pipeline.name} against, got ${ended.length} without`,
    );
  const counts = ended.flatMap((run): SampleCounts[] =>
    run.kind === "failed" ? [...run.stages, run.counts] : [...run.stages],
  );
  const sum = (of: (one: SampleCounts) => number) => counts.reduce((total, one) => total + of(one), 0);
  return {
    kind: "scored",
    score,
    metrics,
    perExample: Float64Array.from(scores, (one) => one[pipeline.metric] ?? Number.NaN),
    failed: ended.filter((run) => run.kind === "failed").length,
    refused: sum((one) => one.refused),
    malformed: sum((one) => one.malformed),
    repaired: sum((one) => one.repaired),
    subsamples: pipeline.stages.flatMap((stage, s) => subsamplesOf(stage.name, s, ended, pipeline) ?? []),
  };
}

/** Null unless every run knows the stage's output at every k. */
function subsamplesOf<E>(
  stage: string,
  s: number,
  runs: readonly Ended[],
  pipeline: Pipeline<E>,
): StageSubsamples | null {
  const last = s === pipeline.stages.length - 1;
  const curves: {
    outputs: readonly (readonly (string | null)[])[];
    scores: readonly Scores[];
    run: Ended;
    output: string;
  }[] = [];
  for (const run of runs) {
    const one = run.stages[s];
    if (run.kind === "failed" || one === undefined || one.subsamples === null || one.subsampleScores === null)
      return null;
    curves.push({ outputs: one.subsamples, scores: one.subsampleScores, run, output: one.output });
  }
  const mainOf = (scores: readonly Scores[]) => means(scores)[pipeline.metric]?.mean ?? null;
  const most = Math.min(...curves.map(({ outputs }) => outputs.length));
  const ks = Array.from({ length: most }, (_, i) => i);
  return {
    stage,
    scores: ks.map((i) => {
      if (last) return mainOf(curves.map(({ scores }) => at(scores, i)));
      if (curves.some(({ outputs, output }) => at(outputs, i).some((text) => text !== output))) return null;
      return mainOf(curves.map(({ run }) => scoresOf(run)));
    }),
    metrics: ks.map((i) => means(curves.map(({ scores }) => at(scores, i)))),
  };
}

type Ended = Exclude<ExampleRun, { kind: "unavailable" }>;

function scoresOf(run: Ended): Scores {
  return Object.assign({}, ...run.stages.map((stage) => stage.scores), run.scores);
}
