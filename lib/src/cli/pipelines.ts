import { dirname, join, resolve } from "node:path";
import type { Task } from "../allocation/index.js";
import { createRng, DataError, didYouMean, type Rng, UsageError } from "../core/index.js";
import {
  kgQa,
  loadKg,
  loadMath,
  loadMultiHop,
  loadSrdd,
  loadTaskBench,
  loadTextVqa,
  mathBestOfN,
  type Pipeline,
  retrievalQa,
  software,
  syntheticKg,
  syntheticMath,
  syntheticMultiHop,
  syntheticSoftware,
  syntheticTools,
  syntheticVisual,
  takesNoArguments,
  toolPlanning,
  visualQa,
} from "../pipelines/index.js";

interface Known {
  readonly pipeline: Pipeline<never>;
  /** Names of the tasks that are known to be its own, where another pipeline has the same stages. */
  readonly tasks?: readonly string[];
  readonly synthetic: (rng: Rng, count: number) => readonly unknown[];
  readonly load: (path: string) => readonly unknown[];
  /** Examples of its data set that have nothing to score its metric against, by nature and not for want of labels; told of by their number. */
  readonly leftOut?: { readonly what: string; readonly test: (example: never) => boolean };
}

/** Every pipeline the command line knows. A task takes the one whose stages it has; of two, the one that reads its data, or that it is named for. */
const known = {
  "retrieval-qa": {
    pipeline: retrievalQa(),
    tasks: ["2wiki", "2wiki-75", "2wiki-100", "hotpotqa"],
    synthetic: syntheticMultiHop,
    load: loadMultiHop,
  },
  "kg-qa": { pipeline: kgQa(), tasks: ["cwq", "webqsp"], synthetic: syntheticKg, load: (path) => loadKg(path) },
  "tool-planning": {
    pipeline: toolPlanning(),
    synthetic: syntheticTools,
    load: (path) => loadTaskBench(path, join(dirname(path), "tool_desc.json")),
    leftOut: { what: "whose tools take no arguments", test: takesNoArguments },
  },
  software: { pipeline: software(), synthetic: syntheticSoftware, load: loadSrdd },
  "visual-qa": { pipeline: visualQa(), synthetic: syntheticVisual, load: (path) => loadTextVqa(path) },
  "math-best-of-n": { pipeline: mathBestOfN(), synthetic: syntheticMath, load: loadMath },
} satisfies Record<string, Known>;

/** A pipeline with examples to run it on. */
export interface Workload {
  readonly pipeline: Pipeline;
  readonly examples: readonly unknown[];
  readonly about: string;
}

/** What of a workload the command line lets a user choose. */
export interface WorkloadFlags {
  readonly pipeline?: string;
  readonly data?: string;
  readonly questions?: number;
}

/** The first of these pipelines whose loader takes the file, and what it reads. */
function readExamples(pipelines: readonly string[], path: string): { name: string; examples: readonly unknown[] } {
  const refusals: string[] = [];
  for (const name of pipelines)
    try {
      return { name, examples: (known[name as keyof typeof known] as Known).load(path) };
    } catch (error) {
      if (!(error instanceof DataError) || pipelines.length === 1) throw error;
      refusals.push(`${name}: ${error.message}`);
    }
  throw new UsageError(`no pipeline of these stages reads ${path}:\n${refusals.join("\n")}`);
}

/** The only pipeline that fits, or the one that is known to be the task's; `undefined` if none fits. */
function ownOf(task: Task, fitting: readonly string[]): string | undefined {
  if (fitting.length < 2) return fitting[0];
  const own = fitting.find((name) => (known[name as keyof typeof known] as Known).tasks?.includes(task.name));
  if (own === undefined)
    throw new UsageError(
      `${fitting.join(" and ")} have the stages of ${task.name}; choose one by --pipeline, or give --data of its format`,
    );
  return own;
}

/**
 * The pipeline of a task and its examples: those of a file in the data set's own format, or made-up ones, which are the same in every
 * command, so that a served world and a live evaluation mean the same questions.
 */
export function openWorkload(task: Task, flags: WorkloadFlags, from: string): Workload {
  const names = Object.keys(known);
  const stages = (pipeline: { readonly stages: readonly { readonly name: string }[] }) =>
    pipeline.stages.map((stage) => stage.name).join(", ");
  const wanted = task.stages.map((stage) => stage.name).join(", ");
  const fitting = Object.entries(known).flatMap(([one, { pipeline }]) => (stages(pipeline) === wanted ? [one] : []));
  const read =
    flags.pipeline === undefined && flags.data !== undefined && fitting.length > 0
      ? readExamples(fitting, resolve(from, flags.data))
      : undefined;
  const name = flags.pipeline ?? read?.name ?? ownOf(task, fitting);
  if (name === undefined)
    throw new UsageError(`no pipeline has the stages of ${task.name} (${wanted}); there are ${names.join(", ")}`);
  if (!Object.hasOwn(known, name)) {
    throw new UsageError(`there is no pipeline "${name}" (${names.join(", ")})${didYouMean(name, names)}`);
  }
  const { pipeline, synthetic, load, leftOut }: Known = known[name as keyof typeof known] as Known;
  if (stages(pipeline) !== wanted)
    throw new UsageError(`the pipeline ${name} has the stages ${stages(pipeline)}, and ${task.name} has ${wanted}`);
  const { data, questions } = flags;
  if (data === undefined) {
    const count = questions ?? 50;
    return {
      pipeline: pipeline as unknown as Pipeline,
      examples: synthetic(createRng("synthetic"), count),
      about: `${count} made-up examples`,
    };
  }
  const all = read?.examples ?? load(resolve(from, data));
  if (all.length === 0) throw new DataError({ file: data }, "requires at least one example, got none");
  const kept = leftOut === undefined ? all : all.filter((example) => !leftOut.test(example as never));
  const without = all.length - kept.length;
  const told = without === 0 ? "" : `, ${without} of ${all.length} left out ${leftOut?.what}`;
  if (kept.length === 0 && without > 0)
    throw new DataError(
      { file: data },
      `requires an example to score ${pipeline.metric} on, got ${without} ${leftOut?.what}`,
    );
  if (questions !== undefined && questions > kept.length)
    throw new UsageError(`--questions asks for ${questions} examples, ${data} has ${kept.length}${told}`);
  const examples = kept.slice(0, questions);
  return {
    pipeline: pipeline as unknown as Pipeline,
    examples,
    about: `${examples.length} examples of ${data}${told}`,
  };
}
