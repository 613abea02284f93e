import { at, type BudgetUnits } from "../core/index.js";
import { costBreakdown } from "./cost.js";
import type { Space } from "./space.js";
import type { StageChoice } from "./task.js";

/** What one model may do in one stage under a budget. */
export interface Limit {
  readonly stage: string;
  readonly model: string;
  readonly parameters: number;
  /** The official cost of one sample with its prompt. */
  readonly first: BudgetUnits;
  /** The official cost of each further sample. */
  readonly further: BudgetUnits;
  /** The most samples the space allows when every other stage makes do with its cheapest choice; zero if none. */
  readonly most: number;
}

/**
 * The most samples that each model can draw in each stage of a space, and what they cost.
 *
 * @example
 * limits(createSpace(parseTask(exampleTask))).map((limit) => limit.most); // => [50, 5, 50, 16]
 */
export function limits(space: Space): Limit[] {
  const { task, grid, cheapest, charged } = space;
  return task.stages.flatMap((stage, i) =>
    stage.models.map(({ name, parameters }) => {
      const of = (samples: number) =>
        cheapest.map((choice, j) =>
          j === i ? { ...choice, model: name, samples: samples as StageChoice["samples"] } : choice,
        );
      const { first, further } = at(costBreakdown(task, of(1), { base: charged.base }).stages, i);
      const most = grid.findLast((samples) => space.contains(of(samples))) ?? 0;
      return { stage: stage.name, model: name, parameters, first, further, most };
    }),
  );
}
