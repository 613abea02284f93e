import { type Allocation, costOf, type Stage, type Task } from "../allocation/index.js";
import { at, type Provenance } from "../core/index.js";
import { createLedger, type Ledger, type LlmClient, type Prices, withLedger, withSamples } from "../llm/index.js";
import {
  type Evaluation,
  type Pipeline,
  type PlacedRun,
  refuseUnscorable,
  runExamples,
  type StageSubsamples,
  scoreRuns,
} from "../pipelines/index.js";
import type { Cost, Scored, SubsampleScores } from "../trials/index.js";
import { digestOf } from "./digest.js";
import type { Environment } from "./environment.js";
import { requireQuestions } from "./require-questions.js";
import type { Origin } from "./store/origin.js";
import type { SampleStore } from "./store/sample-store.js";
import { stored } from "./store/stored.js";

/** How a pipeline is run live. */
export interface LiveOptions {
  /**
   * Keeps every reply, so that it is bought once: for a larger number of samples, for another allocation, after a crash. Replies of one
   * `provenance`, or of one `world`, never stand in for those of another, nor those of a model by one name of the server's for another's.
   * The server's address is no part of what a reply is found by, on purpose: a model that moved to another host is the same model. Give models that differ
   * names that differ. @default none is kept
   */
  readonly store?: SampleStore;
  /** The most completions that the server makes in one request. @default 1, which every server knows */
  readonly perRequest?: number;
  /** Examples under way at once. @default 16 */
  readonly concurrency?: number;
  /** For the money of an outcome, spent now or earlier; it is told where every model asked has a price. @default money is not told */
  readonly prices?: Prices;
  /**
   * Charge fusing calls in the budget units, which the official cost leaves out: those of the task, at its `aggregate.model` where it
   * names one, whichever model fused. @default false
   */
  readonly chargeFusion?: boolean;
  /** What the outcomes are: `simulated` where the models are. @default "measured" */
  readonly provenance?: Provenance;
  /** The simulated world that the models are of, as `servedByUs` tells, where `provenance` is `simulated`. @default none is known */
  readonly world?: string;
}

/**
 * A real pipeline on real examples as an environment: its models are asked for every sample. How samples become one answer is the
 * pipeline's to say; the task's `aggregate` only enters the budget units. The model that drew the samples fuses them, also where the
 * task names another for it.
 *
 * An outcome's tokens and money are those of all its replies, also of the ones that the store held already; what this run spent is
 * in the ledger around the client. Those of a `failed` outcome are those of the replies that there were. Every example counts: one that a
 * stage failed on counts with 0. If a model cannot be asked (a cap, a lost server), the outcome is `failed`, and with a store the next
 * attempt goes on from there.
 *
 * @param examples question i of the environment is example i
 * @param client asks the models; compose `withRetry`, `withLimit`, `withCaps` and `withLedger` around it
 * @param task its stages name the pipeline's, and its models those of the client
 * @throws RangeError if the task has other stages than the pipeline, or an example has nothing to score the main metric against
 * @example
 * ```ts no-run
 * const client = withRetry(withLimit(openAiClient({ baseURL })), createRng("retry"));
 * const world = live(retrievalQa(), { examples, task }, client, { store: openStore("samples.db") });
 * const outcome = await world.evaluate(parseAllocation("Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:20", task));
 * ```
 */
export function live<E>(
  pipeline: Pipeline<E>,
  { examples, task }: { readonly examples: readonly E[]; readonly task: Task },
  client: LlmClient,
  options: LiveOptions = {},
): Environment {
  const {
    store,
    perRequest = 1,
    concurrency = 16,
    prices,
    chargeFusion = false,
    provenance = "measured",
    world,
  } = options;
  const names = pipeline.stages.map((stage) => stage.name);
  if (names.join("\n") !== task.stages.map((stage) => stage.name).join("\n"))
    throw new RangeError(
      `live requires a task with the stages of ${pipeline.name} (${names.join(", ")}), got ${task.name}`,
    );
  refuseUnscorable(pipeline, examples);
  const units = costOf(task, { fusion: chargeFusion });
  const origin: Origin = { provenance, ...(world === undefined ? {} : { world }) };
  // One for all evaluations: two that need the same sample at once buy it once.
  const buyer = withSamples(store === undefined ? client : stored(store, client, origin), { perRequest });

  return {
    name: `live:${pipeline.name}`,
    identity: () => ({ examples: digestOf(examples.map((example) => pipeline.key(example))), ...origin }),
    task,
    questions: examples.length,
    async evaluate(allocation, { questions, signal } = {}) {
      requireQuestions(questions ?? [...examples.keys()], examples.length);
      const chosen = questions === undefined ? examples : questions.map((i) => at(examples, i));
      const cost = units(allocation);
      const ledger = createLedger(prices);
      const start = performance.now();
      const runs: PlacedRun[] = [];
      const asked = withLedger(buyer, ledger);
      for await (const placed of runExamples(pipeline, chosen, allocation, asked, {
        concurrency,
        ...(signal === undefined ? {} : { signal }),
      }))
        runs.push(placed);
      signal?.throwIfAborted();
      const paid: Cost = {
        units: cost,
        ...spending(ledger, prices !== undefined),
        seconds: (performance.now() - start) / 1000,
      };
      const evaluation = scoreRuns(pipeline, runs);
      if (evaluation.kind === "unavailable")
        return {
          kind: "failed",
          why: `${evaluation.why} (${endedOf(runs)} of ${chosen.length} examples were done)`,
          cost: paid,
        };
      const unscored = chosen.length - evaluation.score.count;
      if (unscored > 0)
        return {
          kind: "failed",
          why: `${unscored} of ${chosen.length} examples have no ${pipeline.metric}`,
          cost: paid,
        };
      return scored(evaluation, allocation, paid);
    },
  };

  function scored(evaluation: Evaluation, evaluated: Allocation, cost: Cost): Scored {
    const remark = remarkOn(evaluation, pipeline.metric, task);
    return {
      kind: "scored",
      score: evaluation.score.mean,
      ...(pipeline.metric === task.metric ? {} : { metric: pipeline.metric }),
      standardError: evaluation.score.standardError,
      questions: evaluation.perExample.length,
      evaluated,
      stages: task.stages.flatMap(({ name, metric }) => {
        const mean = metric === null ? undefined : evaluation.metrics[metric];
        return mean === undefined || mean.count === 0 ? [] : [{ stage: name, metric, score: mean.mean }];
      }),
      cost,
      provenance,
      perQuestion: Array.from(evaluation.perExample),
      subsamples: evaluation.subsamples.flatMap((curve) => completeCurve(curve, task) ?? []),
      ...(remark === null ? {} : { remark }),
    };
  }
}

function spending(ledger: Ledger, priced: boolean): Pick<Cost, "tokens" | "dollars"> {
  const { promptTokens, outputTokens, dollars, unmetered } = ledger.total();
  if (unmetered > 0) return {}; // a sum with holes is no sum
  return { tokens: promptTokens + outputTokens, ...(!priced || dollars === null ? {} : { dollars }) };
}

function endedOf(runs: readonly PlacedRun[]): number {
  return runs.filter(({ run }) => run.kind !== "unavailable").length;
}

/** The curve of a stage if the final score is known at every k without asking again, and the stage's own metric too. */
function completeCurve({ stage, scores, metrics }: StageSubsamples, task: Task): SubsampleScores | null {
  const known = scores.filter((score) => score !== null);
  const metric = task.stages.find(({ name }) => name === stage)?.metric ?? task.metric;
  const own = metrics.flatMap((at) => (at[metric]?.count ? [at[metric].mean] : []));
  if (known.length < scores.length || own.length < metrics.length) return null;
  return { stage, scores: known, stageScores: own, rerun: scores.map(() => 0) };
}

function remarkOn(evaluation: Evaluation, metric: string, task: Task): string | null {
  const { failed, refused, malformed, repaired } = evaluation;
  const parts = [
    metric === task.metric ? "" : `the score is the pipeline's ${metric}, not ${task.metric}`,
    ...task.stages.map((stage) => withoutMetric(stage, evaluation.metrics)),
    failed === 0 ? "" : `${failed} examples failed and count 0`,
    refused === 0 ? "" : `${refused} samples were refused`,
    malformed === 0 ? "" : `${malformed} samples could not be read`,
    repaired === 0 ? "" : `${repaired} samples were repaired`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? null : parts.join("; ");
}

/** Why a stage has no score of its own, where its task wants one. */
function withoutMetric({ name, metric }: Stage, metrics: Evaluation["metrics"]): string {
  if (metric === null || (metrics[metric]?.count ?? 0) > 0) return "";
  return Object.hasOwn(metrics, metric)
    ? `${name} has no ${metric}: no example has anything to score it against`
    : `${name} has no ${metric}: the pipeline's metrics are ${Object.keys(metrics).join(", ")}`;
}
