import { z } from "zod";
import { parseWith } from "../core/index.js";
import { callsOf } from "./calls.js";
import { entryOf } from "./dollar-cost.js";
import type { Allocation, Task } from "./task.js";

/** How fast a model is. */
export interface Throughput {
  /** Prompt tokens read per second. */
  readonly prompt: number;
  /** Tokens written per second, in each of the samples that are written at once. */
  readonly completion: number;
  /** How many samples are written at once at that speed; more wait for the next round. One if left out. */
  readonly parallel?: number | undefined;
}

/** Speeds by model. */
export type Throughputs = Readonly<Record<string, Throughput>>;

/** Options of `latency`. */
export interface LatencyOptions {
  /** Wait for the calls that fuse samples too. @default true */
  readonly fusion?: boolean;
}

const throughputsSchema: z.ZodType<Throughputs> = z.record(
  z.string(),
  z.strictObject({
    prompt: z.number().positive(),
    completion: z.number().positive(),
    parallel: z.int().min(1).optional(),
  }),
);

/**
 * Checks speeds as a file holds them: `{ "Small-3B": { "prompt": 8000, "completion": 90, "parallel": 10 } }`, tokens per second.
 *
 * @param file named in errors
 * @throws DataError with file, path and reason
 * @example
 * parseThroughputs({ "Small-3B": { prompt: 8000, completion: 90 } })["Small-3B"].completion; // => 90
 */
export function parseThroughputs(value: unknown, file = "throughput"): Throughputs {
  return parseWith(throughputsSchema, value, { file });
}

/**
 * How long one question takes: stage after stage, the prompt read once, then the samples in rounds of `parallel`, then
 * their fusion. Queues and the network are left out.
 *
 * @returns seconds
 * @throws UsageError if a model has no speed, or as `callsOf` does
 * @example
 * const task = parseTask(exampleTask);
 * const speeds = { "Small-3B": { prompt: 1024, completion: 64, parallel: 4 } };
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:10", task);
 * latency(task, allocation, speeds, { fusion: false }); // => 1 + 1 + 0.25 + 3
 */
export function latency(
  task: Task,
  allocation: Allocation,
  throughputs: Throughputs,
  options: LatencyOptions = {},
): number {
  const { fusion = true } = options;
  return callsOf(task, allocation)
    .filter((call) => fusion || call.kind === "draw")
    .reduce((sum, call) => {
      const { prompt, completion, parallel = 1 } = entryOf(throughputs, call, "throughput");
      const rounds = Math.ceil(call.samples / parallel);
      return sum + call.promptTokens / prompt + (rounds * call.outputTokens) / completion;
    }, 0);
}
