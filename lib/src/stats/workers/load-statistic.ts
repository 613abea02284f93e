import { pathToFileURL } from "node:url";
import type { StatisticFunction } from "../bootstrap/statistic.js";

/** A statistic that threads can load: a function that a CommonJS or ES module exports, which takes the samples and gives a number. */
export interface StatisticModule {
  /** Absolute path of the file. */
  readonly module: string;
  /** Name of the exported function. @default "default" */
  readonly name?: string;
}

/** The function that a module exports. */
export async function loadStatistic({ module, name = "default" }: StatisticModule): Promise<StatisticFunction> {
  const exported: Readonly<Record<string, unknown>> = await import(pathToFileURL(module).href);
  const found = exported[name];
  if (typeof found !== "function") throw new TypeError(`bootstrapPool requires ${module} to export a function ${name}`);
  return found as StatisticFunction;
}
