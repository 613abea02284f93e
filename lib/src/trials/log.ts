import { type FileHandle, open, readFile, truncate } from "node:fs/promises";
import { z } from "zod";
import { DataError } from "../core/index.js";
import { parseLine, parseTrial } from "./parse-trial.js";
import type { Trial } from "./trial.js";

/** A log as it was read. */
export interface TrialLog {
  /** What the log is of, as its first line says. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly trials: readonly Trial[];
  /** An unfinished last line, left by a writer that was killed; `null` in a whole log. It is not among the trials. */
  readonly torn: TornLine | null;
}

/** A line that has no end. */
export interface TornLine {
  /** Counted from one. */
  readonly line: number;
  readonly text: string;
}

const header = z.strictObject({
  isocompute: z.literal("trials"),
  version: z.literal(1),
  about: z.record(z.string(), z.unknown()),
});

/**
 * Begins a log: JSON lines, the first of which says what the rest is about, such as task, budget, searcher and seed.
 *
 * @throws an EEXIST error if the file is there already: a log is never overwritten
 * @example
 * ```ts no-run
 * await createTrialLog("run.jsonl", { task: "2wiki", searcher: "random", seed: "1" });
 * ```
 */
export async function createTrialLog(path: string, about: Readonly<Record<string, unknown>>): Promise<void> {
  const file = await open(path, "wx");
  await writeLine(file, { isocompute: "trials", version: 1, about }, 0);
}

/**
 * Adds a trial as one line, and returns when it is on the disk.
 *
 * @throws DataError if the log ends in a torn line, to which this one would be glued: see `cutTornLine`
 * @example
 * ```ts no-run
 * for await (const trial of trials) await appendTrial("run.jsonl", trial);
 * ```
 */
export async function appendTrial(path: string, trial: Trial): Promise<void> {
  const file = await open(path, "r+");
  const { size } = await file.stat();
  const last = Buffer.alloc(1);
  if (size > 0) await file.read(last, 0, 1, size - 1);
  if (last.toString() !== "\n") {
    await file.close();
    throw new DataError({ file: path }, "requires whole lines to append to, got a torn last line; cut it first");
  }
  await writeLine(file, trial, size);
}

/**
 * Reads a log. A last line without its end is reported, not read: its trial never came to be.
 *
 * @throws DataError with the line if a whole line is not a trial, or trials are not numbered 0, 1, 2, …, as two writers at once
 * would leave them
 * @example
 * ```ts no-run
 * const { trials, torn } = await readTrialLog("run.jsonl");
 * ```
 */
export async function readTrialLog(path: string): Promise<TrialLog> {
  const lines = (await readFile(path, "utf8")).split("\n");
  const rest = lines.pop() ?? "";
  const [first, ...others] = lines;
  if (first === undefined) throw new DataError({ file: path }, "requires a header line, got none that is whole");
  const opening = header.safeParse(parseLine(first, path, 1));
  if (!opening.success)
    throw new DataError({ file: path, line: 1 }, 'requires the header {"isocompute":"trials","version":1,"about":{…}}');
  const trials = others.map((line, i) => {
    const trial = parseTrial(line, path, i + 2);
    if (trial.index !== i)
      throw new DataError({ file: path, line: i + 2, path: "index" }, `requires ${i}, got ${trial.index}`);
    return trial;
  });
  return { about: opening.data.about, trials, torn: rest === "" ? null : { line: lines.length + 1, text: rest } };
}

/**
 * Cuts an unfinished last line off a log, so that it can be appended to again.
 *
 * @returns what was cut, or `null` if the log was whole
 * @throws DataError as `readTrialLog`
 * @example
 * ```ts no-run
 * const torn = await cutTornLine("run.jsonl");
 * ```
 */
export async function cutTornLine(path: string): Promise<TornLine | null> {
  const { torn } = await readTrialLog(path);
  if (torn !== null) {
    const bytes = await readFile(path);
    await truncate(path, bytes.lastIndexOf(0x0a) + 1);
  }
  return torn;
}

async function writeLine(file: FileHandle, value: unknown, position: number): Promise<void> {
  try {
    await file.write(`${JSON.stringify(value)}\n`, position);
    await file.sync();
  } finally {
    await file.close();
  }
}
