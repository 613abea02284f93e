import { type BudgetUnits, type Samples, samples } from "../core/index.js";
import { stageCalls } from "./calls.js";
import { loadsOf } from "./cost.js";
import { largestNumerator } from "./exact.js";
import { exactWork, unitWork, type Workload } from "./flops.js";
import type { ModelSpec, Stage, StageChoice, Task } from "./task.js";

/** The affordable options of one model in one stage: the cost of each number of samples, ascending. */
export interface ModelOptions {
  readonly model: ModelSpec;
  /** Cost in quanta of the first numbers of samples of the grid; as many as the whole budget could pay. */
  readonly quanta: Float64Array;
  readonly choices: readonly StageChoice[];
}

/** The affordable options of every stage, and the budget they share, in one integer currency. */
export interface OptionTable {
  readonly stages: readonly StageOptions[];
  /** The budget in quanta; an allocation is feasible if its options cost no more than this together. */
  readonly capacity: number;
}

/** One stage's options, model by model in the order of the task. */
export interface StageOptions {
  readonly models: readonly ModelOptions[];
  /** Cost of the cheapest option in quanta, whether affordable or not. */
  readonly cheapest: number;
}

/**
 * Costs as exact integers: parameter-tokens, divided by their greatest common divisor. Sums of thirds of a unit in
 * doubles would let an allocation that costs the whole budget fall out of it.
 *
 * @throws RangeError if the budget is so large that its quanta do not fit a double
 */
export function optionTable(
  task: Task,
  budget: BudgetUnits,
  grid: readonly number[],
  base: Workload,
  fusion: boolean,
): OptionTable {
  const works = task.stages.map((stage) =>
    stage.models.map((model) => grid.map((s) => exactWork(loadsOf(stageCalls(stage, model, s), fusion), 0, base))),
  );
  const constants = -exactWork([], task.stages.length, base);
  const total = largestNumerator(budget, unitWork(base)) + constants;
  const quantum = works.flat(2).reduce(gcd);
  const capacity = floorDiv(total, quantum);
  if (capacity > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError(`createSpace requires a budget below 2^53 quanta of its costs, got ${budget}`);
  const stages = task.stages.map((stage, i) => stageOptions(stage, works[i] ?? [], quantum, capacity, grid));
  return { stages, capacity: Number(capacity) };
}

function stageOptions(
  stage: Stage,
  works: readonly (readonly bigint[])[],
  quantum: bigint,
  capacity: bigint,
  grid: readonly number[],
): StageOptions {
  const models = stage.models.map((model, m): ModelOptions => {
    const quanta = (works[m] ?? []).map((work) => work / quantum).filter((q) => q <= capacity);
    const choices = quanta.map((_, j) => Object.freeze(choice(stage, model, samples(grid[j] ?? 0))));
    return { model, quanta: Float64Array.from(quanta, Number), choices };
  });
  const cheapest = Math.min(...works.map((row) => Number((row[0] ?? 0n) / quantum)));
  return { models, cheapest };
}

function choice(stage: Stage, model: ModelSpec, samples: Samples): StageChoice {
  return { stage: stage.name, model: model.name, samples };
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

function floorDiv(a: bigint, b: bigint): bigint {
  return a >= 0n ? a / b : -((-a + b - 1n) / b);
}
