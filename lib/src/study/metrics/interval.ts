import { createRng } from "../../core/index.js";
import { bootstrap, twoLevelBootstrap } from "../../stats/index.js";
import { mean } from "./blocks.js";

/** A mean over tasks and worlds, with its error. */
export interface MeanOver {
  readonly mean: number;
  /** 95 %, by resampling tasks and then the worlds in each; worlds alone where there is one task. `null` for a single world. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly tasks: number;
  readonly worlds: number;
}

/** The mean of task means, and how sure it is: for other tasks of the kind and other worlds of each. */
export function meanOver(values: readonly (readonly number[])[], name: string, resamples: number = 4999): MeanOver {
  const worlds = values.reduce((sum, task) => sum + task.length, 0);
  const base = { mean: mean(values.map(mean)), tasks: values.length, worlds };
  const [only] = values;
  if (worlds < 2 || only === undefined) return { ...base, interval: null };
  const rng = createRng(name);
  const { low, high } =
    values.length > 1
      ? twoLevelBootstrap(values, rng, { resamples })
      : bootstrap(only, "mean", rng, { method: "percentile", resamples });
  return { ...base, interval: [low, high] };
}
