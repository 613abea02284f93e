import { checkBody } from "../exhibit.js";
import type { Cell, TableBody, TableColumn } from "../figure.js";

/** A table as text: titles, rows of written cells, and which columns hold only numbers (those are set flush right). */
export interface Grid {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly numeric: readonly boolean[];
}

/** Writes every cell of a table; all formats start from this, so that they show the same digits. */
export function gridOf(table: TableBody): Grid {
  checkBody(table, "a table");
  return {
    titles: table.columns.map((column) => column.title),
    rows: table.rows.map((row) => table.columns.map((column) => writeCell(row[column.key] ?? null, column))),
    numeric: table.columns.map(
      (column) =>
        table.rows.some((row) => typeof row[column.key] === "number") &&
        table.rows.every((row) => row[column.key] === null || typeof row[column.key] === "number"),
    ),
  };
}

function writeCell(value: Cell, column: TableColumn): string {
  if (value === null) return "";
  if (typeof value === "number") {
    const text = column.digits === undefined ? String(value) : value.toFixed(column.digits);
    return Number(text) === 0 ? text.replace("-", "") : text; // -0.00 says nothing that 0.00 does not
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value;
}
