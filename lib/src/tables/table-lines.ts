import { parseCsv } from "./parse-csv.js";

/**
 * The line on which each row of a CSV text starts, counted from one, the header's left out: for errors about what `parseTable` read. A
 * quoted cell may span lines.
 *
 * @param file named in errors
 * @throws DataError if the text is not CSV
 * @example
 * tableLines('model,em\n"a\nb",0.7\nc,0.5\n'); // => [2, 4]
 */
export function tableLines(text: string, file = "table"): readonly number[] {
  return parseCsv(text, file)
    .slice(1)
    .map((record) => record.line);
}
