/** allocation: tasks, who does which stage with how many samples, what that costs, and every choice a budget allows. */

export type { Prices } from "../core/index.js";
export { allocationKey } from "./allocation-key.js";
export { callsOf, type ModelCall } from "./calls.js";
export {
  type CostBreakdown,
  type CostOptions,
  costBreakdown,
  costOf,
  type FusionCost,
  type StageCost,
} from "./cost.js";
export { type DollarOptions, dollarCost, parsePrices } from "./dollar-cost.js";
export { exampleTask } from "./example-task.js";
export { baseWorkload, type FlopsOptions, flopsCost, samplesFor, type Workload } from "./flops.js";
export { type LatencyOptions, latency, parseThroughputs, type Throughput, type Throughputs } from "./latency.js";
export { type Limit, limits } from "./limits.js";
export type { NeighbourOptions } from "./neighbours.js";
export { findModel, parseAllocation } from "./parse-allocation.js";
export { parseTask } from "./parse-task.js";
export { createSpace, type Space, type SpaceOptions } from "./space.js";
export type { Aggregate, Allocation, FusionCall, ModelSpec, Stage, StageChoice, Task } from "./task.js";
export { findTask, listTasks, loadTask } from "./task-file.js";
export { taskFileOf } from "./task-file-of.js";
export type { AggregateFile, StageFile, TaskFile } from "./task-format.js";
export { taskJsonSchema } from "./task-json-schema.js";
