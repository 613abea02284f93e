import { CsvError, parse } from "csv-parse/sync";
import { DataError } from "../core/index.js";

/** One record of a CSV file and the line on which it starts, counted from one. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The records of a CSV text as they stand, ragged ones and blank lines included. */
export function parseCsv(text: string, file: string): CsvRecord[] {
  let parsed: readonly (readonly string[])[];
  try {
    parsed = parse(text, { bom: true, relax_column_count: true, record_delimiter: ["\r\n", "\n"] });
  } catch (error) {
    if (error instanceof CsvError) throw new DataError({ file, line: Number(error["lines"]) }, error.message);
    throw error;
  }
  let line = 1;
  return parsed.map((cells) => {
    const start = line;
    // A quoted cell may span lines.
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0);
    return { line: start, cells };
  });
}
