import type { BudgetUnits, Rng } from "../core/index.js";
import { allocationKey } from "./allocation-key.js";
import { type CostOptions, costOf } from "./cost.js";
import { feasibleSet } from "./feasible-set.js";
import { baseWorkload } from "./flops.js";
import { type NeighbourOptions, neighboursIn } from "./neighbours.js";
import { optionTable } from "./option-table.js";
import { sampleGrid } from "./sample-grid.js";
import type { Allocation, StageChoice, Task } from "./task.js";

/** The allocations of a task that a budget pays for: a finite, ordered set, enumerated exactly and lazily. */
export interface Space extends Iterable<Allocation> {
  readonly task: Task;
  readonly budget: BudgetUnits;
  /** The numbers of samples a stage may draw, ascending. */
  readonly grid: readonly number[];
  /** What counts against the budget. */
  readonly charged: Required<CostOptions>;
  /** How many allocations there are; counted, not enumerated. Throws RangeError above 2^53. */
  readonly size: number;
  /** The cheapest allocation of the task, whether the budget pays for it or not; the first of several. */
  readonly cheapest: Allocation;
  /** What an allocation costs, by the same rules that decide feasibility; throws for one that is not of the task. */
  costOf(allocation: Allocation): BudgetUnits;
  /** Whether the allocation is one of the task, on the grid, and within the budget. */
  contains(allocation: Allocation): boolean;
  /** The allocation at a place of the order: first stage slowest, models in the task's order, samples ascending. Throws RangeError outside [0, size). */
  at(index: number): Allocation;
  /** The place of an allocation in the order, or -1 if it is not in the space. */
  indexOf(allocation: Allocation): number;
  /** The allocations one move away, in the space, each once; see `NeighbourOptions`. Throws RangeError if `allocation` is not in the space. */
  neighbours(allocation: Allocation, options?: NeighbourOptions): readonly Allocation[];
  /** One allocation, every one equally likely. Throws RangeError if the space is empty. */
  draw(rng: Rng): Allocation;
}

/** Options of `createSpace`. */
export interface SpaceOptions extends CostOptions {
  /** @default task.budget */
  readonly budget?: BudgetUnits;
  /** The numbers of samples a stage may draw, ascending, within the task's range. @default every integer of the task's range */
  readonly grid?: readonly number[];
}

/**
 * Opens the space of a task under a budget. Feasible means: the total, rounded once to the nearest double, is at most
 * the budget; so the printed cost of an allocation always pays for it.
 *
 * Opening costs one exact number per stage, model and number of samples. `size`, `at`, `indexOf` and `draw` count the
 * ways to complete a choice of the first stages, once for every distinct amount of money left.
 *
 * A budget that pays for nothing gives an empty space; `cheapest` says what would be needed.
 *
 * @throws RangeError if the grid is not ascending integers within the task's range of samples, or the budget is not finite
 * @example
 * createSpace(parseTask(exampleTask), { budget: budgetUnits(100) }).size; // => 2364
 */
export function createSpace(task: Task, options: SpaceOptions = {}): Space {
  const { budget = task.budget, grid = sampleGrid(task), base = baseWorkload, fusion = false } = options;
  if (!Number.isFinite(budget)) throw new RangeError(`createSpace requires a finite budget, got ${budget}`);
  requireGrid(grid, task);
  const cost = costOf(task, { base, fusion });
  const set = feasibleSet(optionTable(task, budget, grid, base, fusion));
  const cheapest = cheapestOf(task, grid, cost);
  const contains = (allocation: Allocation) => set.optionsOf(allocation) !== null;
  const requireSome = (what: string) => {
    if (set.size === 0)
      throw new RangeError(
        `${what} requires a budget that pays for an allocation, got ${budget}; the cheapest is ${allocationKey(cheapest)} at ${cost(cheapest)}`,
      );
  };
  return {
    task,
    budget,
    grid,
    charged: { base, fusion },
    cheapest,
    costOf: cost,
    contains,
    get size() {
      return set.size;
    },
    at(index) {
      if (!Number.isInteger(index) || index < 0 || index >= set.size)
        throw new RangeError(`at requires an index in [0, ${set.size}), got ${index}`);
      return set.at(index);
    },
    indexOf: (allocation) => set.indexOf(allocation),
    neighbours(allocation, moves = {}) {
      if (!contains(allocation))
        throw new RangeError(`neighbours requires an allocation of the space, got ${allocationKey(allocation)}`);
      return neighboursIn({ task, grid, contains }, allocation, moves);
    },
    draw(rng) {
      requireSome("draw");
      return set.at(belowWide(rng, set.size));
    },
    [Symbol.iterator]: () => set[Symbol.iterator](),
  };
}

/** Stages do not share anything but the budget, so the cheapest allocation is made of the cheapest choices. */
function cheapestOf(task: Task, grid: readonly number[], cost: Space["costOf"]): Allocation {
  const least = grid[0] as StageChoice["samples"];
  let best: StageChoice[] = task.stages.map((stage) => ({
    stage: stage.name,
    model: stage.models[0]?.name ?? "",
    samples: least,
  }));
  for (const [i, stage] of task.stages.entries())
    for (const model of stage.models) {
      const other = best.map((choice, j) => (j === i ? { ...choice, model: model.name } : choice));
      if (cost(other) < cost(best)) best = other;
    }
  return best;
}

/** A uniform integer in [0, n), also above the 2^32 that `below` reaches: two draws side by side, repeated if they overshoot. */
function belowWide(rng: Rng, n: number): number {
  if (n <= 2 ** 32) return rng.below(n);
  for (;;) {
    const draw = rng.below(Math.ceil(n / 2 ** 32)) * 2 ** 32 + rng.bits();
    if (draw < n) return draw;
  }
}

function requireGrid(grid: readonly number[], { name, samples: { min, max } }: Task): void {
  const wrong = grid.findIndex((s, i) => !Number.isSafeInteger(s) || s < 1 || (i > 0 && s <= (grid[i - 1] ?? 0)));
  if (grid.length === 0 || wrong >= 0)
    throw new RangeError(
      `createSpace requires a grid of ascending integers of at least one, got ${grid.length === 0 ? "none" : `${grid[wrong]} at ${wrong}`}`,
    );
  const outside = grid.find((s) => s < min || s > max);
  if (outside !== undefined)
    throw new RangeError(`createSpace requires a grid within ${min} to ${max}, the samples of ${name}, got ${outside}`);
}
