import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../core/index.js";

/** The notebooks of a lab, in the order of their names; those of teaching/ after the others. */
export function notebooksOf(root: string): string[] {
  const folder = join(root, "notebooks");
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UsageError(`the lab requires a folder notebooks/, found none at ${folder}; name the lab with --root`);
  const files = [...notebooksIn(folder), ...notebooksIn(join(folder, "teaching"))];
  if (files.length === 0) throw new UsageError(`the lab requires notebooks, found none in ${folder}`);
  return files;
}

function notebooksIn(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb") && !name.endsWith(".executed.ipynb"));
  return names.sort().map((name) => join(folder, name));
}
