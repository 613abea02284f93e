import { join } from "node:path";
import type { Table } from "../figure.js";
import { tableCsv, tableLatex, tableMarkdown } from "../table/formats.js";
import { type WrittenFile, writeIfChanged } from "./write-if-changed.js";

/**
 * Writes a table as `<id>.md`, `<id>.csv` and `<id>.tex`.
 *
 * @throws RangeError if the table does not say what every exhibit must; system errors
 * @example
 * ```ts no-run
 * await exportTable(table, "figures");
 * ```
 */
export async function exportTable(table: Table, folder: string): Promise<WrittenFile[]> {
  const formats = { md: tableMarkdown, csv: tableCsv, tex: tableLatex };
  return Promise.all(
    Object.entries(formats).map(([ending, write]) =>
      writeIfChanged(join(folder, `${table.id}.${ending}`), write(table)),
    ),
  );
}
