import { closeSync, openSync, renameSync, rmSync, writeFile } from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const write = promisify(writeFile);
const unfinished = new Set<string>();
let written = 0;

/**
 * Writes a file so that a reader sees the old content or the new one, never a part: a file beside it takes its name when it is whole.
 * A process that exits before that removes the file beside it, whatever made it exit but a signal that it does not handle.
 *
 * @throws system errors if the folder cannot be written to
 * @example
 * ```ts no-run
 * await writeAtomically("figures/ledger.md", text);
 * ```
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.${written++}.tmp`);
  if (unfinished.size === 0) process.on("exit", removeUnfinished);
  unfinished.add(beside);
  try {
    // Opened and renamed at once: a file that another thread was still to open would come to be after it was removed.
    const file = openSync(beside, "w");
    try {
      await write(file, content);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    unfinished.delete(beside);
    if (unfinished.size === 0) process.off("exit", removeUnfinished);
  }
}

function removeUnfinished(): void {
  for (const path of unfinished) rmSync(path, { force: true });
}
