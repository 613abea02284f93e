import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a file so that a reader sees the old text or the new one, never a part: a file beside it takes its name when it is whole. */
export async function writeAtomically(file: string, text: string): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Writes the newest of the texts it is given, one at a time, while the giver goes on with its work. */
export interface LatestWriter {
  push(text: string): void;
  /** Resolves when the last text is on disk; rejects with the first error. */
  finish(): Promise<void>;
}

export function latestWriter(file: string): LatestWriter {
  let next: string | undefined;
  let writing: Promise<void> | undefined;
  const work = async () => {
    while (next !== undefined) {
      const text = next;
      next = undefined;
      await writeAtomically(file, text);
    }
  };
  return {
    push(text) {
      next = text;
      if (writing !== undefined) return;
      writing = work().then(() => {
        writing = undefined;
      });
      writing.catch(() => {}); // reported by finish
    },
    async finish() {
      await writing;
      await work();
    },
  };
}
