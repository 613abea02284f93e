import { type Allocation, allocationKey, type Space, type StageChoice } from "../../allocation/index.js";
import { samples } from "../../core/index.js";
import { stageUnits } from "../prompts/space-text.js";

/**
 * The first trials by insight 1: every model of every subtask gets its chance for the same money, so that a small model with many samples
 * meets a large one with a single one. The money is what the largest model's one sample costs, or what the other subtasks leave over. The
 * other subtasks take one sample of their largest model where the budget then allows, else of their cheapest.
 *
 * The largest model is the one with the most parameters. Equal trials are made once.
 *
 * @param cap the most samples of an initial trial
 */
export function initialTrials(space: Space, cap: number): Allocation[] {
  const { stages } = space.task;
  const ones = stages.map((stage, i) => {
    const priced = stage.models.map((model) => ({ ...model, units: stageUnits(space, i, model.name, least(space)) }));
    const largest = priced.reduce((a, b) => (b.parameters > a.parameters ? b : a));
    const cheapest = priced.reduce((a, b) => (b.units < a.units ? b : a));
    return { largest, cheapest };
  });
  const sumOthers = (i: number, of: "largest" | "cheapest") =>
    ones.reduce((sum, one, j) => (j === i ? sum : sum + one[of].units), 0);
  const found = new Map<string, Allocation>();
  for (const [i, stage] of stages.entries())
    for (const model of stage.models) {
      const money = Math.min(ones[i]?.largest.units ?? 0, space.budget - sumOthers(i, "cheapest"));
      const most = space.grid.findLast((s) => s <= cap && stageUnits(space, i, model.name, s) <= money + 1e-9);
      if (most === undefined) continue;
      const partner = space.budget - money > sumOthers(i, "largest") ? "largest" : "cheapest";
      const allocation = stages.map(
        ({ name }, j): StageChoice =>
          j === i
            ? { stage: name, model: model.name, samples: samples(most) }
            : { stage: name, model: ones[j]?.[partner].name ?? "", samples: samples(least(space)) },
      );
      if (space.contains(allocation)) found.set(allocationKey(allocation), allocation);
    }
  return [...found.values()];
}

function least(space: Space): number {
  return space.grid[0] ?? 1;
}
