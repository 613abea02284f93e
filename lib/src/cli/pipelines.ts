import { dirname, join, resolve } from "node:path";
import type { Task } from "../allocation/index.js";
import { createRng, DataError, nearest, type Rng, UsageError } from "../core/index.js";
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
  toolPlanning,
  visualQa,
} from "../pipelines/index.js";

interface Known {
  readonly pipeline: Pipeline<never>;
  readonly synthetic: (rng: Rng, count: number) => readonly unknown[];
  readonly load: (path: string) => readonly unknown[];
}

/** Every pipeline the command line knows; the first one whose stages fit a task, and whose loader takes the data, is taken for it. */
const known = {
  "retrieval-qa": { pipeline: retrievalQa(), synthetic: syntheticMultiHop, load: loadMultiHop },
  "kg-qa": { pipeline: kgQa(), synthetic: syntheticKg, load: (path) => loadKg(path) },
  "tool-planning": {
    pipeline: toolPlanning(),
    synthetic: syntheticTools,
    load: (path) => loadTaskBench(path, join(dirname(path), "tool_desc.json")),
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
  const name = flags.pipeline ?? read?.name ?? fitting[0];
  if (name === undefined)
    throw new UsageError(`no pipeline has the stages of ${task.name} (${wanted}); there are ${names.join(", ")}`);
  if (!Object.hasOwn(known, name)) {
    const near = nearest(name, names);
    throw new UsageError(
      `there is no pipeline "${name}" (${names.join(", ")})${near === undefined ? "" : `; did you mean "${near}"?`}`,
    );
  }
  const { pipeline, synthetic, load }: Known = known[name as keyof typeof known] as Known;
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
  if (questions !== undefined && questions > all.length)
    throw new UsageError(`--questions asks for ${questions} examples, ${data} has ${all.length}`);
  const examples = all.slice(0, questions);
  return { pipeline: pipeline as unknown as Pipeline, examples, about: `${examples.length} examples of ${data}` };
}
