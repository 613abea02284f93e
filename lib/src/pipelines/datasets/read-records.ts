import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";

/** The records of a JSON array, each held to a schema. */
export function readRecords<T>(path: string, schema: z.ZodType<T>): T[] {
  const list = parseJson(readText(path), path);
  if (!Array.isArray(list)) throw new DataError({ file: path }, `requires a list of records, found ${kindOf(list)}`);
  return parseWith(z.array(schema), list, { file: path });
}

/** The records of a file with one JSON value per line; empty lines are passed over. */
export function readRecordLines<T>(path: string, schema: z.ZodType<T>): T[] {
  return readText(path)
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "") return [];
      return [parseWith(schema, parseJson(line, path, index + 1), { file: path, line: index + 1 })];
    });
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
