import { DataError, type Place, rate } from "../core/index.js";
import type { Column, ColumnType } from "./read-table.js";

/** The value of a cell; DataError if it is not of the column's type. */
export function parseCell(cell: string, column: Column, place: Place): string | number | boolean | null {
  const optional = column.endsWith("?");
  const type = (optional ? column.slice(0, -1) : column) as ColumnType;
  if (cell === "") {
    if (optional) return null;
    throw new DataError(place, `requires ${kinds[type]}, got an empty cell`);
  }
  switch (type) {
    case "string":
      return cell;
    case "boolean":
      if (cell === "true" || cell === "false") return cell === "true";
      throw new DataError(place, `requires ${kinds.boolean}, got "${cell}"`);
    case "number":
      return parseNumber(cell, type, place);
    case "integer": {
      const value = parseNumber(cell, type, place);
      if (!Number.isSafeInteger(value)) throw new DataError(place, `requires ${kinds.integer}, got "${cell}"`);
      return value;
    }
    case "rate":
      return parseRate(cell, place);
  }
}

const kinds: Readonly<Record<ColumnType, string>> = {
  string: "text",
  number: "a number",
  integer: "an integer",
  rate: "a rate in [0, 1]",
  boolean: "true or false",
};

/** Decimal notation only: `Number` alone would also take " 7", "0x10" and "Infinity". */
function parseNumber(cell: string, type: ColumnType, place: Place): number {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(cell) ? Number(cell) : Number.NaN;
  if (!Number.isFinite(value)) throw new DataError(place, `requires ${kinds[type]}, got "${cell}"`);
  return value;
}

function parseRate(cell: string, place: Place): number {
  if (cell.endsWith("%")) throw new DataError(place, `requires ${kinds.rate}, got the percentage "${cell}"`);
  const value = parseNumber(cell, "rate", place);
  try {
    return rate(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = value > 1 && value <= 100 ? "; divide percentages by 100" : "";
    throw new DataError(place, `requires ${kinds.rate}, got "${cell}"${hint}`);
  }
}
