import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";

/** The records of a JSON array, each held to a schema. */
export function readRecords<T>(path: string, schema: z.ZodType<T>): T[] {
  const list = parseJson(readText(path), path);
  if (!Array.isArray(list)) throw new DataError({ file: path }, `requires a list of records, found ${kindOf(list)}`);
  return parseWith(z.array(schema), list, { file: path });
}

/** A record and the line on which it stands, counted from one. */
export interface RecordLine<T> {
  readonly record: T;
  readonly line: number;
}

/** The records of a file with one JSON value per line; empty lines are passed over. */
export function readRecordLines<T>(path: string, schema: z.ZodType<T>): RecordLine<T>[] {
  return readText(path)
    .split("\n")
    .flatMap((text, index) => {
      if (text.trim() === "") return [];
      const line = index + 1;
      return [{ record: parseWith(schema, parseJson(text, path, line), { file: path, line }), line }];
    });
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}
