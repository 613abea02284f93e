import { parse } from "csv-parse/sync";
import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";
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
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, skip_empty_lines: true });
  return rows.map((row, i) => {
    const { Name: name = "", Description: description = "" } = row;
    if (name === "" || description === "")
      throw new DataError({ file: path, line: i + 2 }, "requires a Name and a Description in every row");
    return { id: String(i), name: oneWord(name), description };
  });
}

/** Names are identifiers in the originals; a space in one would break the prompt's header. */
function oneWord(name: string): string {
  return name.trim().replace(/\s+/g, "_");
}
