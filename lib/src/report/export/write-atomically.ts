import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/**
 * Writes a file so that a reader sees the old content or the new one, never a part: a file beside it takes its name when it is whole.
 *
 * @throws system errors if the folder cannot be written to
 * @example
 * ```ts no-run
 * await writeAtomically("figures/ledger.md", text);
 * ```
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeFile(beside, content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
