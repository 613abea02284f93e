import { type Allocation, allocationKey, type Task } from "../../allocation/index.js";
import { isScored, type Trial } from "../../trials/index.js";

/** What was learned on another task with the same subtasks and models. */
export interface Experience {
  readonly task: Task;
  readonly trials: readonly Trial[];
}

/** A good allocation with its score. */
export interface GoodTrial {
  readonly allocation: Allocation;
  readonly score: number;
  readonly units: number;
}

/** The best allocations of some trials, best first; the earlier of equal ones. */
export function bestOf(trials: readonly Trial[], count: number): GoodTrial[] {
  return trials
    .filter(isScored)
    .map(({ outcome }) => ({ allocation: outcome.evaluated, score: outcome.score, units: outcome.cost.units }))
    .sort((a, b) => b.score - a.score)
    .slice(0, count);
}

/** Throws unless what was learned there can be said in the words of this task. */
export function requireSiblings(task: Task, experience: readonly Experience[]): void {
  const choices = (of: Task) => of.stages.map(({ name, models }) => `${name}(${models.map((m) => m.name).join(", ")})`);
  const wanted = choices(task).join("; ");
  for (const other of experience) {
    const found = choices(other.task).join("; ");
    if (found !== wanted)
      throw new RangeError(
        `mlCopilot requires experience of tasks with the stages and models of ${task.name}, ${wanted}; ${other.task.name} has ${found}`,
      );
    for (const trial of other.trials)
      if (trial.proposed.map(({ stage }) => stage).join() !== task.stages.map(({ name }) => name).join())
        throw new RangeError(`mlCopilot requires trials of ${other.task.name}, got ${allocationKey(trial.proposed)}`);
  }
}
