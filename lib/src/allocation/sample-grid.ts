import type { Task } from "./task.js";

/** Every number of samples in the task's range. */
export function sampleGrid(task: Task): readonly number[] {
  const { min, max } = task.samples;
  return Array.from({ length: max - min + 1 }, (_, i) => min + i);
}
