import type { BudgetUnits } from "../core/index.js";
import { baseWorkload, chargedUnits, type FlopsOptions, type Load, stageLoad } from "./flops.js";
import { findModel } from "./parse-allocation.js";
import type { Allocation, ModelSpec, Stage, Task } from "./task.js";

/** What is charged. */
export interface CostOptions extends FlopsOptions {
  /**
   * Charge the calls that fuse the samples of a stage, which the official model leaves out: the fusing model reads its
   * prompt and every sample, and writes one answer. @default false
   */
  readonly fusion?: boolean;
}

/**
 * The cost of allocations of a task, as a function: the official model, and fusion calls where asked.
 *
 * @returns a function from an allocation to budget units per question; it throws UsageError if the allocation is not one
 * of the task: other stages, or models that are not among a stage's choices
 * @example
 * const task = parseTask(exampleTask);
 * costOf(task)(parseAllocation("Find=Large-70B:1,Answer=Small-3B:50", task)); // => 394.6666666666667 + 52
 */
export function costOf(task: Task, options: CostOptions = {}): (allocation: Allocation) => BudgetUnits {
  const { base = baseWorkload, fusion = false } = options;
  return (allocation) => {
    requireStages(allocation, task);
    const loads = task.stages.flatMap((stage, i) => {
      const { model = "", samples = 0 } = allocation[i] ?? {};
      return loadsOf(stage, findModel(model, stage), samples, fusion);
    });
    return chargedUnits(loads, task.stages.length, base);
  };
}

/** What passes through models when a stage draws its samples, and, if asked, when it fuses them. */
export function loadsOf(stage: Stage, model: ModelSpec, samples: number, fusion: boolean): Load[] {
  const drawn = stageLoad({ ...model, promptTokens: stage.promptTokens, outputTokens: stage.outputTokens }, samples);
  const fused = fusion ? fusionLoad(stage, model, samples) : null;
  return fused === null ? [drawn] : [drawn, fused];
}

/** What the call that fuses a stage's samples passes through a model; `null` where no such call is made. */
export function fusionLoad(stage: Stage, model: ModelSpec, samples: number): Load | null {
  const { aggregate } = stage;
  if (aggregate.kind !== "fuse" || samples < aggregate.fromSamples) return null;
  return {
    parameters: (aggregate.model ?? model).parameters,
    tokens: aggregate.promptTokens + samples * stage.outputTokens + aggregate.outputTokens,
  };
}

/** Throws unless the allocation names the stages of the task, in order. */
export function requireStages(allocation: Allocation, task: Task): void {
  const found = allocation.map((choice) => choice.stage).join(", ");
  const wanted = task.stages.map((stage) => stage.name).join(", ");
  if (found !== wanted)
    throw new RangeError(`an allocation of task ${task.name} requires the stages ${wanted}, got ${found || "none"}`);
}
