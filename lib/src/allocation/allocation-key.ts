import type { Allocation } from "./task.js";

/**
 * The canonical text of an allocation: the same allocation always gives the same text, and `parseAllocation` reads it.
 *
 * @example
 * allocationKey([{ stage: "Retrieval", model: "Qwen2.5-72B", samples: samples(1) }]); // => "Retrieval=Qwen2.5-72B:1"
 */
export function allocationKey(allocation: Allocation): string {
  return allocation.map(({ stage, model, samples }) => `${stage}=${model}:${samples}`).join(",");
}
