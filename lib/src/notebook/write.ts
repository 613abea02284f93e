import { writeAtomically } from "../report/index.js";

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
