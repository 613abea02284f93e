import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";
import { parseCsv } from "../../tables/index.js";
import type { SoftwareExample } from "../software/software.js";

const lists = z.object({ names: z.array(z.string().min(1)), tasks: z.array(z.string().min(1)) });

/**
 * Reads SRDD: the table with columns Name, Description and Category, or the JSON file with the lists `names` and `tasks`.
 *
 * @throws DataError with file and line, or path
 * @see Qian et al. 2024, arXiv 2307.07924 (ChatDev)
 * @example
 * ```ts no-run
 * const tasks = loadSrdd("data_attribute_format.csv");
 * ```
 */
export function loadSrdd(path: string): SoftwareExample[] {
  const text = readText(path);
  if (!path.endsWith(".csv")) {
    const { names, tasks } = parseWith(lists, parseJson(text, path), { file: path });
    if (names.length !== tasks.length)
      throw new DataError(
        { file: path },
        `requires as many tasks as names, found ${tasks.length} tasks and ${names.length} names`,
      );
    return names.map((name, i) => ({ id: String(i), name: oneWord(name), description: tasks[i] ?? "" }));
  }
  return readRows(text, path).map(({ row, line }, i) => {
    const { Name: name = "", Description: description = "" } = row;
    if (name === "" || description === "")
      throw new DataError({ file: path, line }, "requires a Name and a Description in every row");
    return { id: String(i), name: oneWord(name), description };
  });
}

/** The rows of a table by the names of its header, each with the line on which it starts; blank lines are none. */
function readRows(text: string, path: string): { readonly row: Record<string, string>; readonly line: number }[] {
  const [header, ...records] = parseCsv(text, path).filter(({ cells }) => cells.length > 1 || cells[0] !== "");
  return records.map(({ cells, line }) => {
    const wanted = header?.cells ?? [];
    if (cells.length !== wanted.length)
      throw new DataError({ file: path, line }, `requires ${wanted.length} cells like the header, got ${cells.length}`);
    return { row: Object.fromEntries(wanted.map((name, i) => [name, cells[i] as string])), line };
  });
}

/** Names are identifiers in the originals; a space in one would break the prompt's header. */
function oneWord(name: string): string {
  return name.trim().replace(/\s+/g, "_");
}
