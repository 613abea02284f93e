import { createRng } from "../../core/index.js";
import { studentInterval, twoLevelBootstrap } from "../../stats/index.js";
import { mean } from "./blocks.js";

/** A mean over tasks and worlds, with its error. */
export interface MeanOver {
  readonly mean: number;
  /**
   * 95 %, by resampling tasks and then the worlds in each, percentiles widened for few tasks; Student's over the worlds where there is one
   * task. `null` for a single world.
   */
  readonly interval: readonly [low: number, high: number] | null;
  readonly tasks: number;
  readonly worlds: number;
}

/**
 * The mean of task means, and how sure it is: for other tasks of the kind and other worlds of each. Plain percentiles over six tasks that
 * differ would hold the truth seven times in eight instead of nineteen in twenty.
 */
export function meanOver(values: readonly (readonly number[])[], name: string, resamples: number = 4999): MeanOver {
  const worlds = values.reduce((sum, task) => sum + task.length, 0);
  const base = { mean: mean(values.map(mean)), tasks: values.length, worlds };
  const [only] = values;
  if (worlds < 2 || only === undefined) return { ...base, interval: null };
  const { low, high } =
    values.length > 1
      ? twoLevelBootstrap(values, createRng(name), { method: "expanded", resamples })
      : studentInterval(only);
  return { ...base, interval: [low, high] };
}
