import type { Workload } from "./flops.js";
import { findModel } from "./parse-allocation.js";
import type { Allocation, ModelSpec, Stage, Task } from "./task.js";

/** What is asked of one model in one stage. */
export interface ModelCall {
  readonly stage: string;
  /** `draw`: the stage's samples; `fuse`: the one call that reads them all and writes one answer. */
  readonly kind: "draw" | "fuse";
  readonly model: ModelSpec;
  /** Tokens read; for `fuse` the drawn samples are among them. */
  readonly promptTokens: number;
  /** Tokens of one sample, or of the fused answer. */
  readonly outputTokens: number;
  /** How many outputs are written: one for `fuse`. */
  readonly samples: number;
}

/**
 * Every call that an allocation makes per question by its task, stage by stage, the drawing of samples before their fusion.
 *
 * A fusing call is made of `aggregate.model`, by default the one that drew the samples; it reads its own prompt
 * (`aggregate.promptTokens`, by default the stage's prompt once more) and every sample in full, and writes one answer. The official
 * cost leaves it out. A live run follows its pipeline, not the task: those of this library fuse with the model that drew the samples
 * also where the task names another, as TaskBench's does.
 *
 * @throws RangeError if the allocation does not name the task's stages in order; UsageError if a model is not among a stage's choices
 * @example
 * const task = parseTask(exampleTask);
 * const calls = callsOf(task, parseAllocation("Find=Large-70B:1,Answer=Small-3B:50", task));
 * calls.map((call) => [call.kind, call.promptTokens]); // => [["draw", 1024], ["draw", 256], ["fuse", 256 + 50 * 64]]
 */
export function callsOf(task: Task, allocation: Allocation): ModelCall[] {
  const found = allocation.map((choice) => choice.stage).join(", ");
  const wanted = task.stages.map((stage) => stage.name).join(", ");
  if (found !== wanted)
    throw new RangeError(`an allocation of task ${task.name} requires the stages ${wanted}, got ${found || "none"}`);
  return task.stages.flatMap((stage, i) => {
    const { model = "", samples = 0 } = allocation[i] ?? {};
    return stageCalls(stage, findModel(model, stage), samples);
  });
}

/** The calls of one stage. */
export function stageCalls(stage: Stage, model: ModelSpec, samples: number): ModelCall[] {
  const { name, promptTokens, outputTokens, aggregate } = stage;
  const draw: ModelCall = { stage: name, kind: "draw", model, promptTokens, outputTokens, samples };
  if (aggregate.kind !== "fuse" || samples < aggregate.fromSamples) return [draw];
  const fuse: ModelCall = {
    stage: name,
    kind: "fuse",
    model: aggregate.model ?? model,
    promptTokens: aggregate.promptTokens + samples * outputTokens,
    outputTokens: aggregate.outputTokens,
    samples: 1,
  };
  return [draw, fuse];
}

/** The workload of a call, as `flopsCost` takes it. */
export function workloadOf({ model, promptTokens, outputTokens }: ModelCall): Workload {
  return { parameters: model.parameters, promptTokens, outputTokens };
}
