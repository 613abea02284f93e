import { type Allocation, allocationKey, type Space, type StageChoice } from "../allocation/index.js";
import { evenly } from "./grid.js";
import { raiseSamples } from "./raise-samples.js";

/** At how many samples the balanced arms stop. */
const MOST_SAMPLES = 30;

/**
 * A finite set of allocations to race, where the space has more: for every combination of models that the budget pays for, in the order of
 * the space, the one whose stages draw equally many samples, as many as are paid for and at most 30; then allocations of the whole space,
 * evenly, in the order of `gridSearch`.
 *
 * @param count how many arms; where there are more combinations, some evenly among them; where the space is smaller, all of it
 */
export function armsOf(space: Space, count: number): Allocation[] {
  const arms = new Map<string, Allocation>();
  const wanted = Math.min(count, space.size);
  const combinations = space.task.stages.reduce((product, { models }) => product * models.length, 1);
  const step = Math.max(1, combinations / wanted);
  for (let i = 0; Math.floor(i * step) < combinations && arms.size < wanted; i++) {
    const fewest = combination(space, Math.floor(i * step));
    if (!space.contains(fewest)) continue;
    const arm = raiseSamples(space, fewest, MOST_SAMPLES);
    arms.set(allocationKey(arm), arm);
  }
  for (const arm of evenly(space)) {
    if (arms.size >= wanted) break;
    arms.set(allocationKey(arm), arm);
  }
  return [...arms.values()];
}

/** A combination of models by its number, the last stage fastest, each stage with the fewest samples. */
function combination({ task, grid }: Space, number: number): Allocation {
  let rest = number;
  return task.stages
    .toReversed()
    .map(({ name, models }): StageChoice => {
      const model = models[rest % models.length]?.name ?? "";
      rest = Math.floor(rest / models.length);
      return { stage: name, model, samples: grid[0] as StageChoice["samples"] };
    })
    .toReversed();
}
