import type { Rng } from "isocompute/core";
import {
  kgQa,
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
} from "isocompute/pipelines";

/** A pipeline with examples of its kind, and the tasks in data/tasks that it serves. */
export interface Workbench {
  readonly tasks: readonly string[];
  readonly pipeline: Pipeline;
  readonly synthetic: (rng: Rng, count: number) => readonly unknown[];
}

/** Every pipeline, once. */
export const workbenches: readonly Workbench[] = [
  { tasks: ["2wiki", "hotpotqa"], pipeline: retrievalQa() as Pipeline, synthetic: syntheticMultiHop },
  { tasks: ["cwq", "webqsp"], pipeline: kgQa() as Pipeline, synthetic: syntheticKg },
  { tasks: ["taskbench"], pipeline: toolPlanning() as Pipeline, synthetic: syntheticTools },
  { tasks: ["chatdev"], pipeline: software() as Pipeline, synthetic: syntheticSoftware },
  { tasks: ["textvqa"], pipeline: visualQa() as Pipeline, synthetic: syntheticVisual },
  { tasks: ["math"], pipeline: mathBestOfN() as Pipeline, synthetic: syntheticMath },
];

/** Every task, once, with the pipeline that serves it. */
export const taskBenches: readonly (Omit<Workbench, "tasks"> & { readonly task: string })[] = workbenches.flatMap(
  ({ tasks, ...bench }) => tasks.map((task) => ({ task, ...bench })),
);
