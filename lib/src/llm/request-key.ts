import { createHash } from "node:crypto";
import type { LlmRequest } from "./request.js";

/**
 * The name of a question: equal for requests that draw from the same distribution of completions, whatever the order of their
 * fields, how many completions they want, where they start, and what they are for.
 *
 * @returns 64 hexadecimal digits (SHA-256)
 * @example
 * const ask = { model: "small", messages: [{ role: "user" as const, content: "2 + 2?" }] };
 * requestKey({ ...ask, samples: 5 }) === requestKey({ ...ask, purpose: "fuse" }); // => true
 */
export function requestKey(request: LlmRequest): string {
  const { model, messages, temperature, topP, maxTokens, stop, schema } = request;
  const parts = [
    model,
    messages.map(({ role, content }) => [
      role,
      typeof content === "string"
        ? content
        : content.map((part) => (part.kind === "text" ? [part.text] : [part.url, 1])),
    ]),
    temperature ?? null,
    topP ?? null,
    maxTokens ?? null,
    stop ?? null,
    schema === undefined ? null : [schema.name, sorted(schema.schema)],
  ];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * A JSON value with the keys of its objects in one order, each object as a list of pairs. What a list could be taken for is told apart by
 * marks that no ordinary schema needs, so that keys stay what they were: a list of pairs stands in an object, and so does an empty
 * object, but only where a schema may hold either (elsewhere `{}` and `[]` cannot stand for each other).
 */
function sorted(value: unknown, free = false): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item, free));
    return items.length > 0 && items.every(isPair) ? { list: items } : items;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return free ? { object: [] } : [];
  return entries.map(([key, child]) => [key, sorted(child, free || FREE.has(key))]);
}

/** The words of JSON Schema whose values are of any kind. */
const FREE = new Set(["const", "default", "enum", "examples"]);

function isPair(item: unknown): boolean {
  return Array.isArray(item) && item.length === 2 && typeof item[0] === "string";
}
