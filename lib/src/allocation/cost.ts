import { type BudgetUnits, type Samples, samples } from "../core/index.js";
import { callsOf, type ModelCall, workloadOf } from "./calls.js";
import {
  baseWorkload,
  chargedUnits,
  type FlopsOptions,
  flopsCost,
  type Load,
  stageLoad,
  type Workload,
} from "./flops.js";
import type { Allocation, Task } from "./task.js";

/** What is charged. */
export interface CostOptions extends FlopsOptions {
  /** Charge the calls that fuse the samples of a stage (see `callsOf`), which the official model leaves out. @default false */
  readonly fusion?: boolean;
}

/**
 * The cost of allocations of a task, as a function: the official model, and fusion calls where asked.
 *
 * @returns a function from an allocation to budget units per question; it throws as `callsOf` does
 * @example
 * const task = parseTask(exampleTask);
 * costOf(task)(parseAllocation("Find=Large-70B:1,Answer=Small-3B:50", task)); // => 394.6666666666667 + 52
 */
export function costOf(task: Task, options: CostOptions = {}): (allocation: Allocation) => BudgetUnits {
  const { base = baseWorkload, fusion = false } = options;
  return (allocation) => chargedUnits(loadsOf(callsOf(task, allocation), fusion), task.stages.length, base);
}

/** What passes through models in these calls, without the fusing ones unless asked. */
export function loadsOf(calls: readonly ModelCall[], fusion: boolean): Load[] {
  return calls
    .filter((call) => fusion || call.kind === "draw")
    .map((call) => stageLoad(workloadOf(call), call.samples));
}

/** What one stage costs, and of what that is made. */
export interface StageCost {
  readonly stage: string;
  readonly model: string;
  readonly parameters: number;
  readonly samples: Samples;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** The cost of one sample with its prompt. */
  readonly first: BudgetUnits;
  /** The cost of each further sample. */
  readonly further: BudgetUnits;
  /** What the official model takes off every stage; `cost` is after it. */
  readonly deduction: BudgetUnits;
  /** The stage in the official model. */
  readonly cost: BudgetUnits;
  /** The call that fuses the samples, which the official model leaves out; `null` where none is made. */
  readonly fusion: FusionCost | null;
}

/** What the fusing call of a stage costs; nothing is taken off it. */
export interface FusionCost {
  readonly model: string;
  readonly parameters: number;
  /** Tokens read, the samples among them. */
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly cost: BudgetUnits;
}

/** What an allocation costs, stage by stage. */
export interface CostBreakdown {
  readonly stages: readonly StageCost[];
  /** The official total. */
  readonly total: BudgetUnits;
  /** The total with fusion calls. */
  readonly totalWithFusion: BudgetUnits;
}

/**
 * What an allocation costs, stage by stage, in the official model and beside it the fusion calls it leaves out.
 * Totals are rounded once, so they may differ from the sum of the parts in the last place.
 *
 * @throws as `callsOf` does
 * @example
 * const task = parseTask(exampleTask);
 * const { total, totalWithFusion } = costBreakdown(task, parseAllocation("Find=Small-3B:1,Answer=Small-3B:50", task));
 * [total, totalWithFusion]; // => [67, 67 + (256 + 51 * 64) / 64]
 */
export function costBreakdown(task: Task, allocation: Allocation, options: FlopsOptions = {}): CostBreakdown {
  const { base = baseWorkload } = options;
  const calls = callsOf(task, allocation);
  const fusions = new Map(calls.filter((call) => call.kind === "fuse").map((call) => [call.stage, call]));
  return {
    stages: calls.filter((call) => call.kind === "draw").map((call) => stageCost(call, fusions.get(call.stage), base)),
    total: chargedUnits(loadsOf(calls, false), task.stages.length, base),
    totalWithFusion: chargedUnits(loadsOf(calls, true), task.stages.length, base),
  };
}

function stageCost(draw: ModelCall, fuse: ModelCall | undefined, base: Workload): StageCost {
  const workload = workloadOf(draw);
  const { parameters, promptTokens, outputTokens } = workload;
  return {
    stage: draw.stage,
    model: draw.model.name,
    parameters,
    samples: samples(draw.samples),
    promptTokens,
    outputTokens,
    first: flopsCost(workload, samples(1), { base }),
    further: chargedUnits([{ parameters, tokens: outputTokens }], 0, base),
    deduction: chargedUnits([], 1, base),
    cost: flopsCost(workload, samples(draw.samples), { base }),
    fusion: fuse === undefined ? null : fusionCost(fuse, base),
  };
}

function fusionCost(fuse: ModelCall, base: Workload): FusionCost {
  const { parameters, promptTokens, outputTokens } = workloadOf(fuse);
  const cost = chargedUnits([stageLoad(workloadOf(fuse), 1)], 0, base);
  return { model: fuse.model.name, parameters, promptTokens, outputTokens, cost };
}
