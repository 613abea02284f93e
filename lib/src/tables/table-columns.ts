import { DataError } from "../core/index.js";
import { parseCsv } from "./parse-csv.js";

/**
 * The names of a CSV text's columns, in order, so that a reader can tell which form of table it has.
 *
 * @param file named in errors
 * @throws DataError if the text is empty or not CSV
 * @example
 * tableColumns("model,em\na,0.7\n"); // => ["model", "em"]
 */
export function tableColumns(text: string, file = "table"): readonly string[] {
  const [header] = parseCsv(text, file);
  if (header === undefined) throw new DataError({ file }, "requires a header line, got an empty file");
  return header.cells;
}
