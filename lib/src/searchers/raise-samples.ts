import type { Allocation, Space, StageChoice } from "../allocation/index.js";

/**
 * Spends what an allocation leaves of the budget on samples, evenly: the stages in turn, first to last, take the next number of the
 * grid, until none can.
 *
 * @param allocation in the space
 * @param most at which number of samples a stage stops
 */
export function raiseSamples(
  space: Space,
  allocation: Allocation,
  most: number = Number.POSITIVE_INFINITY,
): Allocation {
  return raiseInTurn(space, allocation, ({ samples }) => {
    const next = space.grid.find((s) => s > samples);
    return next !== undefined && next <= most ? { samples: next as StageChoice["samples"] } : null;
  });
}

/** Spends what an allocation leaves of the budget on larger models, evenly: the stages in turn, first to last, take the next larger one, until none can. */
export function raiseModels(space: Space, allocation: Allocation): Allocation {
  const ladders = space.task.stages.map(({ models }) => models.toSorted((a, b) => a.parameters - b.parameters));
  return raiseInTurn(space, allocation, ({ model }, stage) => {
    const ladder = ladders[stage] ?? [];
    const size = ladder.find((m) => m.name === model)?.parameters ?? 0;
    const next = ladder.find((m) => m.parameters > size);
    return next === undefined ? null : { model: next.name };
  });
}

function raiseInTurn(
  space: Space,
  from: Allocation,
  next: (choice: StageChoice, stage: number) => Partial<StageChoice> | null,
): Allocation {
  let allocation = from;
  for (let raised = true; raised; ) {
    raised = false;
    for (const stage of space.task.stages.keys()) {
      const choice = allocation[stage] as StageChoice;
      const change = next(choice, stage);
      const higher = allocation.map((old, i) => (i === stage ? { ...choice, ...change } : old));
      if (change === null || !space.contains(higher)) continue;
      allocation = higher;
      raised = true;
    }
  }
  return allocation;
}
