import type { Task } from "../allocation/index.js";
import type { Provenance } from "../core/index.js";
import { isScored, type Trial } from "../trials/index.js";

/** What the scores of trials are: the task's metric, or the pipeline's own where that is another. */
export function metricOf(trials: readonly Trial[], task: Task): string {
  return [...new Set(trials.filter(isScored).map(({ outcome }) => outcome.metric ?? task.metric))].join(" and ");
}

/** Where the scores of trials come from, in the order in which they came. */
export function provenancesOf(trials: readonly Trial[]): Provenance[] {
  return [...new Set(trials.filter(isScored).map((trial) => trial.outcome.provenance))];
}
