import type { Allocation, Stage, StageChoice, Task } from "./task.js";

/** Which moves lead to a neighbour. Each of the first three can be undone by one of its own kind. */
export interface NeighbourOptions {
  /** One step up or down the grid of samples. @default true */
  readonly step?: boolean;
  /** Half as many samples, rounded down, or twice as many, or twice and one. @default true */
  readonly scale?: boolean;
  /** Another model with as many samples. @default true */
  readonly model?: boolean;
  /** Another model with the most samples that the whole budget then pays for; not undone by a move of its own kind. @default false */
  readonly trade?: boolean;
}

interface Surroundings {
  readonly task: Task;
  readonly grid: readonly number[];
  contains(allocation: Allocation): boolean;
}

/** The allocations of the space that differ from `allocation` in one stage, by one move; nearer moves first. */
export function neighboursIn(space: Surroundings, allocation: Allocation, options: NeighbourOptions): Allocation[] {
  const { step = true, scale = true, model = true, trade = false } = options;
  const found = new Map<string, Allocation>();
  for (const [i, stage] of space.task.stages.entries()) {
    const choice = allocation[i] as StageChoice;
    const replaced = (next: StageChoice): Allocation => allocation.map((old, j) => (j === i ? next : old));
    const offer = (next: StageChoice) => {
      const neighbour = replaced(next);
      if (space.contains(neighbour)) found.set(`${i} ${next.model} ${next.samples}`, neighbour);
    };
    const samples = [...(step ? steps(choice, space.grid) : []), ...(scale ? scales(choice) : [])];
    for (const s of samples) offer({ ...choice, samples: s as StageChoice["samples"] });
    for (const other of others(stage, choice)) {
      if (model) offer({ ...choice, model: other });
      if (trade) {
        const most = space.grid.findLast((s) =>
          space.contains(replaced({ ...choice, model: other, samples: s as StageChoice["samples"] })),
        );
        if (most !== undefined) offer({ ...choice, model: other, samples: most as StageChoice["samples"] });
      }
    }
  }
  return [...found.values()];
}

function steps({ samples }: StageChoice, grid: readonly number[]): number[] {
  const place = grid.indexOf(samples);
  return [grid[place - 1], grid[place + 1]].filter((s) => s !== undefined);
}

/** Rounding down makes it symmetric: b is half of a exactly if a is twice b, or twice b and one. */
function scales({ samples }: StageChoice): number[] {
  return [Math.floor(samples / 2), 2 * samples, 2 * samples + 1];
}

function others(stage: Stage, choice: StageChoice): string[] {
  return stage.models.map((m) => m.name).filter((name) => name !== choice.model);
}
