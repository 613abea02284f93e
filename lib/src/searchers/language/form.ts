import type { Parsed, ReplySchema } from "../../llm/index.js";

/** The shape a reply must have, and how its JSON value is read. */
export interface Form<T> {
  readonly schema: ReplySchema;
  readonly read: (value: unknown) => Parsed<T>;
}

/** A value that is as wanted. */
export function ok<T>(value: T): Parsed<T> {
  return { kind: "ok", value };
}

/** A value that is not, and why. */
export function malformed<T>(why: string): Parsed<T> {
  return { kind: "malformed", why };
}

/** The fields of a JSON object, which must be these and no others; a text says what is wrong. */
export function fieldsOf(
  value: unknown,
  names: readonly string[],
  what = "the reply",
): Readonly<Record<string, unknown>> | string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return `${what} requires a JSON object with ${quoted(names)}, got ${shown(value)}`;
  const missing = names.filter((name) => !Object.hasOwn(value, name));
  if (missing.length > 0) return `${what} lacks ${quoted(missing)}`;
  const unknown = Object.keys(value).filter((name) => !names.includes(name));
  if (unknown.length > 0) return `${what} has ${quoted(unknown)}, which is none of ${quoted(names)}`;
  return value as Readonly<Record<string, unknown>>;
}

/** A JSON value in a few words of a message. */
export function shown(value: unknown): string {
  return cut(JSON.stringify(value) ?? String(value), 60);
}

/** One line of at most so many characters. */
export function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** `"a", "b"`. */
export function quoted(names: readonly string[]): string {
  return names
    .slice(0, 8)
    .map((name) => JSON.stringify(cut(name, 40)))
    .join(", ");
}

/** The schema of an object that has all of these fields and no others, as servers that hold models to schemas want it. */
export function objectSchema(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
