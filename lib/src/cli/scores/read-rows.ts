import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DataError, nearest, type Place, parseJson, UsageError } from "../../core/index.js";
import { inspectRows } from "./inspect-log.js";
import { isLmEvalSummary, lmEvalRows, requireOneFilter } from "./lm-eval-log.js";

/** One row of a file of scores: named values, and where they stand. */
export interface ScoreRow {
  readonly place: Place;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it lacks what others have. */
  readonly note?: string;
}

/**
 * Reads the named columns of a CSV, JSONL or JSON file, or of a sample log of lm-evaluation-harness (JSONL) or inspect_ai (JSON).
 * Logs also have the columns `question`, `sample`, `answer`, `correct` and `score`, where they hold such things.
 *
 * @throws DataError for a file that is not what it seems, or lacks a column
 */
export async function readScoreRows(
  path: string,
  columns: readonly string[],
  cwd: string,
): Promise<readonly ScoreRow[]> {
  const full = resolve(cwd, path);
  const rows = await rowsOf(full, path, columns);
  if (rows.length === 0) throw new DataError({ file: path }, "requires at least one row, got none");
  for (const column of columns)
    for (const row of rows)
      if (row.values[column] === undefined) {
        const names = Object.keys(row.values);
        const near = nearest(column, names);
        if (row.note !== undefined) throw new DataError({ ...row.place, column }, `is missing: ${row.note}`);
        const hint = near === undefined ? `; it has ${names.join(", ")}` : `; "${near}" is near`;
        throw new DataError({ ...row.place, column }, `is missing${hint}`);
      }
  return rows;
}

async function rowsOf(full: string, file: string, columns: readonly string[]): Promise<readonly ScoreRow[]> {
  if (!/\.(jsonl|ndjson|json|eval)$/.test(file)) {
    const { readTable } = await import("../../tables/index.js");
    const wanted = Object.fromEntries([...new Set(columns)].map((name) => [name, "string?"] as const));
    return readTable(full, wanted, { others: "ignore" }).map((values, i) => ({ place: { file, line: i + 2 }, values }));
  }
  if (file.endsWith(".eval")) throw packed(file);
  const bytes = readFileSync(full);
  if (bytes.subarray(0, 2).toString("latin1") === "PK") throw packed(file);
  const text = withoutConstants(bytes.toString("utf8"));
  // The first releases of lm-evaluation-harness 0.4 wrote one list into a file named .jsonl.
  return file.endsWith(".json") || text.trimStart().startsWith("[") ? documentRows(text, file) : lineRows(text, file);
}

const packed = (file: string) =>
  new UsageError(`${file} is a packed inspect_ai log; write it out with "inspect log dump ${file} > log.json" first`);

/** Python writes NaN and Infinity, which JSON does not know: as texts they are refused only where a number is wanted. */
function withoutConstants(text: string): string {
  if (!/\b(?:NaN|Infinity)\b/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );
}

function lineRows(text: string, file: string): readonly ScoreRow[] {
  const rows = text
    .split("\n")
    .flatMap((line, i) => (line.trim() === "" ? [] : [jsonRow(line, { file, line: i + 1 })]));
  return lmEvalRows(rows) ?? rows;
}

function documentRows(text: string, file: string): readonly ScoreRow[] {
  const document = parseJson(text, file);
  const log = inspectRows(document, file);
  if (log !== undefined) return log;
  if (isLmEvalSummary(document))
    throw new DataError(
      { file },
      "is the summary of lm-evaluation-harness, which holds no single scores; run it with --log_samples and give samples_*.jsonl",
    );
  if (!Array.isArray(document))
    throw new DataError({ file }, "requires a list of records, or an inspect_ai log with samples");
  const rows = document.map((record, i) => ({
    place: { file, path: `[${i}]` },
    values: requireRecord(record, { file, path: `[${i}]` }),
  }));
  return lmEvalRows(rows) ?? rows;
}

function jsonRow(line: string, place: Place): ScoreRow {
  try {
    return { place, values: requireRecord(JSON.parse(line), place) };
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new DataError(place, `requires a JSON record, got broken JSON: ${error.message}`);
    throw error;
  }
}

function requireRecord(value: unknown, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DataError(place, "requires a JSON record");
  return value as Readonly<Record<string, unknown>>;
}

/** A number from a cell: a number, true or false, or the letters by which inspect_ai marks answers. */
export function numberAt(row: ScoreRow, column: string): number {
  const value = row.values[column];
  const number =
    typeof value === "number"
      ? value
      : typeof value === "boolean"
        ? Number(value)
        : typeof value === "string"
          ? (words[value] ?? (value.trim() === "" ? Number.NaN : Number(value)))
          : Number.NaN;
  if (!Number.isFinite(number))
    throw new DataError(
      { ...row.place, column },
      `requires a number, got ${value === null ? "an empty cell" : JSON.stringify(value)}`,
    );
  return number;
}

/** inspect_ai: correct, incorrect, partial, no answer. */
const words: Readonly<Record<string, number>> = {
  ...{ true: 1, false: 0, True: 1, False: 0, yes: 1, no: 0, Yes: 1, No: 0 },
  ...{ C: 1, I: 0, P: 0.5, N: 0 },
};

/** A label from a cell: any scalar as text. */
export function labelAt(row: ScoreRow, column: string): string {
  const value = row.values[column];
  if (value === null || value === undefined || typeof value === "object" || value === "")
    throw new DataError({ ...row.place, column }, "requires a label, got an empty or structured cell");
  return String(value);
}

/** 0 or 1, as a truth value. */
export function truthAt(row: ScoreRow, column: string): boolean {
  const number = numberAt(row, column);
  if (number !== 0 && number !== 1)
    throw new DataError({ ...row.place, column }, `requires 0 or 1 (or true or false), got ${number}`);
  return number === 1;
}

/**
 * Keeps the rows whose columns have the given values, from texts such as `filter=strict-match`.
 *
 * @param apart the column by which the rows are told apart afterwards
 */
export function rowsWhere(
  rows: readonly ScoreRow[],
  conditions: readonly (readonly [string, string])[],
  apart: string | undefined,
): readonly ScoreRow[] {
  const kept = rows.filter((row) => conditions.every(([column, value]) => String(row.values[column]) === value));
  if (kept.length === 0)
    throw new UsageError(`no row has ${conditions.map(([column, value]) => `${column}=${value}`).join(" and ")}`);
  requireOneFilter(kept, apart);
  return kept;
}

/** `name=value` pairs of --where. */
export function parseConditions(texts: readonly string[]): readonly (readonly [string, string])[] {
  return texts.map((text) => {
    const cut = text.indexOf("=");
    if (cut < 1) throw new UsageError(`--where requires column=value, got "${text}"`);
    return [text.slice(0, cut), text.slice(cut + 1)] as const;
  });
}

/** Rows by a label, in order of first appearance; all under one empty label without a column. */
export function groupRows(
  rows: readonly ScoreRow[],
  column: string | undefined,
): ReadonlyMap<string, readonly ScoreRow[]> {
  if (column === undefined) return new Map([["", rows]]);
  const groups = new Map<string, ScoreRow[]>();
  for (const row of rows) {
    const label = labelAt(row, column);
    const group = groups.get(label);
    if (group === undefined) groups.set(label, [row]);
    else group.push(row);
  }
  return groups;
}
