import { readFileSync } from "node:fs";
import type { z } from "zod";
import { DataError, type Place, parseJson } from "../../core/index.js";

/** The records of a JSON array, each held to a schema. */
export function readRecords<T>(path: string, schema: z.ZodType<T>): T[] {
  const list = parseJson(readFileSync(path, "utf8"), path);
  if (!Array.isArray(list)) throw new DataError({ file: path }, `requires a list of records, found ${kindOf(list)}`);
  return list.map((record, index) => check(record, schema, { file: path, path: `[${index}]` }));
}

/** The records of a file with one JSON value per line; empty lines are passed over. */
export function readRecordLines<T>(path: string, schema: z.ZodType<T>): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "") return [];
      let value: unknown;
      try {
        value = JSON.parse(line);
      } catch (error) {
        throw new DataError({ file: path, line: index + 1 }, `requires one JSON value per line: ${String(error)}`);
      }
      return [check(value, schema, { file: path, line: index + 1 })];
    });
}

/** A value held to a schema. */
export function check<T>(value: unknown, schema: z.ZodType<T>, place: Place): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const inside = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const path = `${place.path ?? ""}${inside}`.replace(/^\./, "");
  throw new DataError({ ...place, ...(path === "" ? {} : { path }) }, `${issue?.message ?? "does not fit"}`);
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
