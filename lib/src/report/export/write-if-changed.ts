import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { writeAtomically } from "./write-atomically.js";

/** A file that is now as it should be. */
export interface WrittenFile {
  readonly path: string;
  /** Whether it is new or had other bytes before. */
  readonly changed: boolean;
}

/**
 * Makes a file hold `content`: whole or not at all, and untouched if it holds it already.
 *
 * @throws system errors if the folder cannot be written to
 * @example
 * ```ts no-run
 * await writeIfChanged("figures/ledger.md", text);
 * ```
 */
export async function writeIfChanged(path: string, content: string | Uint8Array): Promise<WrittenFile> {
  const bytes = Buffer.from(content);
  const before = await readFile(path).catch(() => undefined);
  if (before?.equals(bytes)) return { path, changed: false };
  await mkdir(dirname(path), { recursive: true });
  await writeAtomically(path, bytes);
  return { path, changed: true };
}
