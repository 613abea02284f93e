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

/** A JSON value with the keys of its objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, child]) => [key, sorted(child)]);
}
