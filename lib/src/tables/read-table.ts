import { DataError, nearest, type Rate, readText } from "../core/index.js";
import { parseCell } from "./parse-cell.js";
import { type CsvRecord, parseCsv } from "./parse-csv.js";

/** What the cells of a column hold. A `rate` is a share in [0, 1], never a percentage. */
export type ColumnType = "string" | "number" | "integer" | "rate" | "boolean";

/** A column's type; with a question mark an empty cell is `null`, without it an error. */
export type Column = ColumnType | `${ColumnType}?`;

interface CellTypes {
  readonly string: string;
  readonly number: number;
  readonly integer: number;
  readonly rate: Rate;
  readonly boolean: boolean;
}

/** A record of the table: one field per column, of the column's type. */
export type Row<Columns extends Readonly<Record<string, Column>>> = {
  readonly [Name in keyof Columns]: Columns[Name] extends ColumnType
    ? CellTypes[Columns[Name]]
    : Columns[Name] extends `${infer Type extends ColumnType}?`
      ? CellTypes[Type] | null
      : never;
};

/** Options of `readTable`. */
export interface TableOptions {
  /** What to do with columns that are not asked for. @default "refuse" */
  readonly others?: "refuse" | "ignore";
}

/**
 * Reads a CSV file (RFC 4180: comma, double quotes, LF, CRLF or CR, an optional byte order mark; first line the names).
 * All or nothing: no row is skipped, no cell is guessed.
 *
 * @param columns the type of every column, by name; the file may have them in any order
 * @returns the rows in the file's order, with their fields in the order of `columns`
 * @throws DataError with file, line and column for missing, extra or repeated columns, rows of another length, blank
 * lines, broken quotes, cells that are not of their column's type, and files without a header
 * @example
 * ```ts no-run
 * const rows = readTable("data/math_scaling.csv", { model: "string", samples: "integer", budget: "number", accuracy: "rate" });
 * rows.filter((row) => row.budget <= 1000).map((row) => row.accuracy);
 * ```
 */
export function readTable<const Columns extends Readonly<Record<string, Column>>>(
  path: string,
  columns: Columns,
  options: TableOptions = {},
): Row<Columns>[] {
  return parseTable(readText(path), columns, { ...options, file: path });
}

/**
 * The same for text at hand.
 *
 * @param options.file named in errors
 * @example
 * parseTable("model,em\nLlama-3.2-3B,0.70\n", { model: "string", em: "rate" }); // => [{ model: "Llama-3.2-3B", em: 0.7 }]
 */
export function parseTable<const Columns extends Readonly<Record<string, Column>>>(
  text: string,
  columns: Columns,
  options: TableOptions & { readonly file?: string } = {},
): Row<Columns>[] {
  const { file = "table", others = "refuse" } = options;
  const [header, ...records] = parseCsv(text, file);
  if (header === undefined) throw new DataError({ file }, "requires a header line, got an empty file");
  const positions = locate(header, Object.keys(columns), others, file);
  return records.map((record) => {
    requireLength(record, header, file);
    const row: Record<string, unknown> = {};
    for (const [name, column] of Object.entries(columns)) {
      const cell = record.cells[positions.get(name) ?? -1] ?? "";
      row[name] = parseCell(cell, column, { file, line: record.line, column: name });
    }
    return row as Row<Columns>;
  });
}

/** Where each wanted column stands. */
function locate(header: CsvRecord, wanted: readonly string[], others: string, file: string): Map<string, number> {
  const { cells, line } = header;
  const repeated = cells.find((name, i) => cells.indexOf(name) < i);
  if (repeated !== undefined)
    throw new DataError({ file, line, column: repeated }, "requires each column once, got this one again");
  const missing = wanted.find((name) => !cells.includes(name));
  if (missing !== undefined) {
    const near = nearest(missing, cells);
    const hint = near === undefined ? "" : `; "${near}" is near`;
    throw new DataError({ file, line, column: missing }, `is missing; the header has ${cells.join(", ")}${hint}`);
  }
  const extra = cells.find((name) => !wanted.includes(name));
  if (extra !== undefined && others === "refuse")
    throw new DataError({ file, line, column: extra }, `is not expected; the columns are ${wanted.join(", ")}`);
  return new Map(wanted.map((name) => [name, cells.indexOf(name)]));
}

function requireLength(record: CsvRecord, header: CsvRecord, file: string): void {
  const found = record.cells.length;
  const wanted = header.cells.length;
  if (found === wanted) return;
  const column = found < wanted ? header.cells[found] : undefined;
  const what =
    record.cells.join("") === "" ? "got a blank line" : `got ${found}${column === undefined ? "" : ` (no ${column})`}`;
  throw new DataError({ file, line: record.line }, `requires ${wanted} cells like the header, ${what}`);
}
