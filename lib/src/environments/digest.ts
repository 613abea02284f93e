import { createHash } from "node:crypto";

/** One text for equal lists of JSON values, another for others. */
export function digestOf(values: Iterable<unknown>): string {
  const hash = createHash("sha256");
  for (const value of values) hash.update(`${JSON.stringify(value)}\n`);
  return hash.digest("hex");
}
