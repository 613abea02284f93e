import { resolve } from "node:path";
import { DataError, decodeText, nearest, type Place, parseJson, readBytes, UsageError } from "../../core/index.js";
import { parseTable } from "../read-table.js";
import { tableColumns } from "../table-columns.js";
import { tableLines } from "../table-lines.js";
import { inspectRows } from "./inspect-log.js";
import { isLmEvalSummary, lmEvalRows } from "./lm-eval-log.js";

/** One row of a file of scores: named values, and where they stand. */
export interface ScoreRow {
  readonly place: Place;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why it lacks what others have. */
  readonly note?: string;
}

/** Options of `readScoreRows`. */
export interface ScoreRowOptions {
  /** Columns that are read where the file has them. @default none */
  readonly optional?: readonly string[];
}

/**
 * Reads the named columns of a CSV, JSONL or JSON file, or of a sample log of lm-evaluation-harness (JSONL) or inspect_ai (JSON).
 * Logs also have the columns `question`, `sample`, `answer`, `correct` and `score`, where they hold such things.
 *
 * @param cwd the folder that a relative path starts from
 * @throws DataError for a file that is not what it seems, holds no rows, or lacks a column; UsageError for a packed log
 * @example
 * ```ts no-run
 * readScoreRows("samples.jsonl", ["question", "correct"]).length;
 * ```
 */
export function readScoreRows(
  path: string,
  columns: readonly string[],
  cwd: string = process.cwd(),
  options: ScoreRowOptions = {},
): readonly ScoreRow[] {
  if (path.endsWith(".eval")) throw packed(path);
  return parseScoreRows(readBytes(resolve(cwd, path), path), path, columns, options);
}

/**
 * The same for a file's content at hand; a byte order mark before it is none of its content.
 *
 * @param file named in errors; its ending says what it holds (.jsonl, .ndjson, .json, else CSV)
 * @throws DataError as `readScoreRows`
 * @example
 * parseScoreRows("question,correct\nq1,1\n", "log.csv", ["correct"])[0].values; // => { correct: "1" }
 */
export function parseScoreRows(
  content: Uint8Array | string,
  file: string,
  columns: readonly string[],
  { optional = [] }: ScoreRowOptions = {},
): readonly ScoreRow[] {
  const rows = rowsOf(Buffer.from(content), file, columns, optional);
  if (rows.length === 0) throw new DataError({ file }, "requires at least one row, got none");
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

function rowsOf(
  bytes: Buffer,
  file: string,
  columns: readonly string[],
  optional: readonly string[],
): readonly ScoreRow[] {
  if (bytes.subarray(0, 2).toString("latin1") === "PK") throw packed(file);
  const text = decodeText(bytes, file);
  if (!/\.(jsonl|ndjson|json)$/.test(file)) {
    const present = optional.length === 0 ? [] : tableColumns(text, file);
    const names = [...columns, ...optional.filter((name) => present.includes(name))];
    const wanted = Object.fromEntries([...new Set(names)].map((name) => [name, "string?"] as const));
    const rows = parseTable(text, wanted, { file, others: "ignore" });
    const lines = tableLines(text, file);
    return rows.map((values, i) => ({ place: { file, line: lines[i] as number }, values }));
  }
  const json = withoutConstants(text.replace(/^\uFEFF/, ""));
  // The first releases of lm-evaluation-harness 0.4 wrote one list into a file named .jsonl.
  return file.endsWith(".json") || json.trimStart().startsWith("[") ? documentRows(json, file) : lineRows(json, file);
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

/**
 * A number from a cell: a number, true or false, or the letters by which inspect_ai marks answers.
 *
 * @throws DataError with the cell's place for anything else
 * @example
 * numberAt({ place: { file: "log.csv", line: 2 }, values: { score: "0.5" } }, "score"); // => 0.5
 */
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

/**
 * A label from a cell: any scalar as text.
 *
 * @throws DataError with the cell's place for an empty or structured cell, or an integer of JSON beyond 2^53: another one may read the same
 * @example
 * labelAt({ place: { file: "log.json", path: "[0]" }, values: { question: 7 } }, "question"); // => "7"
 */
export function labelAt(row: ScoreRow, column: string): string {
  const value = row.values[column];
  if (value === null || value === undefined || typeof value === "object" || value === "")
    throw new DataError({ ...row.place, column }, "requires a label, got an empty or structured cell");
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new DataError(
      { ...row.place, column },
      `requires a label, got an integer beyond 2^53 (read as ${value}), which JSON's numbers do not tell from its neighbours; write ids as text`,
    );
  return String(value);
}

/**
 * 0 or 1, as a truth value.
 *
 * @throws DataError with the cell's place for anything else
 * @example
 * truthAt({ place: { file: "log.csv", line: 2 }, values: { correct: "True" } }, "correct"); // => true
 */
export function truthAt(row: ScoreRow, column: string): boolean {
  const number = numberAt(row, column);
  if (number !== 0 && number !== 1)
    throw new DataError({ ...row.place, column }, `requires 0 or 1 (or true or false), got ${number}`);
  return number === 1;
}

/**
 * Whether a row's columns have these values, compared as text; an empty cell, and null in JSON, is the empty text.
 *
 * @example
 * hasValues({ place: { file: "log.csv", line: 2 }, values: { model: "3B" } }, [["model", "3B"]]); // => true
 * hasValues({ place: { file: "log.csv", line: 2 }, values: { model: null } }, [["model", ""]]); // => true
 */
export function hasValues(row: ScoreRow, conditions: readonly (readonly [string, string])[]): boolean {
  return conditions.every(([column, value]) => String(row.values[column] ?? "") === value);
}

/**
 * Rows by a label, in order of first appearance; all under one empty label without a column.
 *
 * @throws DataError as `labelAt`
 * @example
 * const rows = parseScoreRows("model,correct\na,1\nb,0\na,0\n", "log.csv", ["model", "correct"]);
 * [...groupRows(rows, "model")].map(([model, own]) => [model, own.length]); // => [["a", 2], ["b", 1]]
 */
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
