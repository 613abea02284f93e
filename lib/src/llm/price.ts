import type { ModelPrice } from "../core/index.js";
import type { Usage } from "./reply.js";

/**
 * What a call costs, in dollars.
 *
 * @example
 * dollarsOf({ promptTokens: 1000, cachedPromptTokens: 600, outputTokens: 100 }, { prompt: 1, cachedPrompt: 0.5, completion: 4 }); // => 0.0011
 */
export function dollarsOf(usage: Usage, price: ModelPrice): number {
  const fresh = usage.promptTokens - usage.cachedPromptTokens;
  return (
    (fresh * price.prompt +
      usage.cachedPromptTokens * (price.cachedPrompt ?? price.prompt) +
      usage.outputTokens * price.completion) /
    1e6
  );
}
