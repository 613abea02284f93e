import { z } from "zod";
import { didYouMean, type Prices, parseWith, UsageError } from "../core/index.js";
import { callsOf, type ModelCall } from "./calls.js";
import type { Allocation, Task } from "./task.js";

/** How calls are billed. */
export interface DollarOptions {
  /** Pay for the calls that fuse samples too. Money has no official model that leaves them out. @default true */
  readonly fusion?: boolean;
  /** Pay the prompt once for every sample, as for separate requests, and not once per stage, as for one request with many answers. @default false */
  readonly promptPerSample?: boolean;
}

const price = z.number().min(0);
const pricesSchema = z.record(
  z.string(),
  z.strictObject({ prompt: price, cachedPrompt: price.optional(), completion: price }),
);

/**
 * Checks prices as a file holds them: `{ "Small-3B": { "prompt": 0.06, "completion": 0.06 } }`, dollars per million tokens.
 * A `cachedPrompt` is the price of prompt tokens that the server had read before.
 *
 * @param file named in errors
 * @throws DataError with file, path and reason
 * @example
 * parsePrices({ "Small-3B": { prompt: 0.06, completion: 0.06 } })["Small-3B"].prompt; // => 0.06
 */
export function parsePrices(value: unknown, file = "prices"): Prices {
  return parseWith(pricesSchema, value, { file });
}

/**
 * What an allocation costs in money.
 *
 * @returns dollars per question
 * @throws UsageError if a model has no price, or as `callsOf` does
 * @example
 * const task = parseTask(exampleTask);
 * const prices = { "Small-3B": { prompt: 1, completion: 2 } };
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:10", task);
 * dollarCost(task, allocation, prices, { fusion: false }) * 1e6; // => 1024 + 2 * 64 + 256 + 10 * 2 * 64
 */
export function dollarCost(task: Task, allocation: Allocation, prices: Prices, options: DollarOptions = {}): number {
  const { fusion = true, promptPerSample = false } = options;
  return callsOf(task, allocation)
    .filter((call) => fusion || call.kind === "draw")
    .reduce((sum, call) => {
      const { prompt, completion } = entryOf(prices, call, "price");
      const reads = promptPerSample ? call.samples : 1;
      return sum + (prompt * reads * call.promptTokens + completion * call.samples * call.outputTokens) / 1e6;
    }, 0);
}

/** What a table by model says of the model of a call. */
export function entryOf<T>(table: Readonly<Record<string, T>>, call: ModelCall, what: string): T {
  const { name } = call.model;
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry !== undefined) return entry;
  const hint = didYouMean(name, Object.keys(table));
  throw new UsageError(`stage "${call.stage}" (${call.kind}) requires a ${what} for model "${name}", got none${hint}`);
}
