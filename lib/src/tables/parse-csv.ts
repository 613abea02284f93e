import { CsvError, parse } from "csv-parse/sync";
import { DataError } from "../core/index.js";

/** One record of a CSV file and the line on which it starts, counted from one. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The records of a CSV text as they stand, the header, ragged ones and blank lines included.
 *
 * Lines end with LF or CRLF; with CR alone where the text has no LF at all, as spreadsheets of old Macs write them.
 *
 * @param file named in errors
 * @throws DataError for broken quotes, with the line on which the broken cell starts
 * @example
 * parseCsv('model,em\n"a\nb",0.7\n')[1]; // => { line: 2, cells: ["a\nb", "0.7"] }
 */
export function parseCsv(text: string, file = "table"): CsvRecord[] {
  const ending = text.includes("\n") ? "\n" : "\r";
  const breaksIn = (part: string) => part.split(ending).length - 1;
  let parsed: readonly (readonly string[])[];
  try {
    const record_delimiter = ending === "\n" ? ["\r\n", "\n"] : ["\r"];
    parsed = parse(text, { bom: true, relax_column_count: true, record_delimiter });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser counts a line within quotes that ends with CRLF twice, in its message too; its bytes end where the broken cell starts.
    const before = Buffer.from(text).subarray(0, Number(error["bytes"])).toString();
    throw new DataError({ file, line: 1 + breaksIn(before) }, error.message.replace(/ at line \d+/, ""));
  }
  let line = 1;
  return parsed.map((cells) => {
    const start = line;
    // A quoted cell may span lines.
    line += 1 + cells.reduce((sum, cell) => sum + breaksIn(cell), 0);
    return { line: start, cells };
  });
}
