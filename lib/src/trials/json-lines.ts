import { constants } from "node:fs";
import { type FileHandle, link, open, rm, truncate } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DataError, decodeText, errorCode, readBytes } from "../core/index.js";

/** The whole lines of a file, and what follows the last of them. */
export interface JsonLines {
  readonly lines: readonly string[];
  /** An unfinished last line, left by a writer that was killed; `null` in a whole file. */
  readonly torn: TornLine | null;
}

/** A line that has no end. */
export interface TornLine {
  /** Counted from one. */
  readonly line: number;
  readonly text: string;
}

/**
 * Begins a file of JSON lines with its first one. The file appears with that line whole, where the file system has hard links.
 *
 * @throws an EEXIST error if the file is there already: it is never overwritten
 * @throws RangeError if a number is not finite, for which JSON has no word
 * @example
 * ```ts no-run
 * await createLines("rows.jsonl", { about: "a comparison" });
 * ```
 */
export async function createLines(path: string, first: unknown): Promise<void> {
  const line = lineOf(first, path);
  if (!(await appearWhole(path, line))) await writeLine(await open(path, "wx"), line, path);
}

let made = 0;

/** Writes a file beside, which takes the name if that is free: `false` if not, or if the folder has no room for such a file. */
async function appearWhole(path: string, line: string): Promise<boolean> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.${made++}.tmp`);
  const file = await open(beside, "wx").catch(() => null);
  if (file === null) return false;
  try {
    await writeLine(file, line, path);
    return await link(beside, path).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(beside, { force: true });
  }
}

/**
 * Begins a file of JSON lines, or makes one that is there ready for more: an unfinished last line is cut off. A file in which the
 * writer did not even finish the first line holds nothing yet, and is begun anew.
 *
 * @param first the first line; of a file that has one already, only what is unfinished is compared with it
 * @param resume whether the file may be there
 * @returns whether the file begins now
 * @throws DataError if the file is there and may not be, or holds neither a whole line nor a beginning of the first one
 * @throws RangeError if a number is not finite, for which JSON has no word
 * @example
 * ```ts no-run
 * const isNew = await openLines("rows.jsonl", { about: "a comparison" }, true);
 * ```
 */
export async function openLines(path: string, first: unknown, resume: boolean): Promise<boolean> {
  try {
    await createLines(path, first);
    return true;
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    if (!resume) throw new DataError({ file: path }, "is there already: resume it, or name another file");
  }
  const bytes = readBytes(path);
  if (bytes.includes(0x0a)) {
    await cutTornLine(path);
    return false;
  }
  const line = Buffer.from(lineOf(first, path));
  if (!line.subarray(0, bytes.length).equals(bytes))
    throw new DataError(
      { file: path, line: 1 },
      `requires this run's header or a torn beginning of it, got ${bytes.toString("utf8", 0, 60)}`,
    );
  await writeLine(await open(path, constants.O_WRONLY | constants.O_APPEND), line.subarray(bytes.length), path);
  return true;
}

/**
 * Adds a line of JSON, and returns when it is on the disk. Lines that are added at once come one after another, in the order of the calls.
 *
 * @throws DataError if the file ends in a torn line, to which this one would be glued: see `cutTornLine`
 * @throws RangeError if a number is not finite, for which JSON has no word: nothing is written
 * @example
 * ```ts no-run
 * await appendLine("rows.jsonl", { regret: 0.02 });
 * ```
 */
export async function appendLine(path: string, value: unknown): Promise<void> {
  const line = lineOf(value, path);
  await inTurn(resolve(path), async () => {
    // Another process may append too: the system puts each line at the end, wherever that is by then.
    const file = await open(path, constants.O_RDWR | constants.O_APPEND);
    const { size } = await file.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await file.read(last, 0, 1, size - 1);
    if (last.toString() !== "\n") {
      await file.close();
      throw new DataError({ file: path }, "requires whole lines to append to, got a torn last line; cut it first");
    }
    await writeLine(file, line, path);
  });
}

/** The last line that each file is promised. */
const promised = new Map<string, Promise<void>>();

/** Does the work on a file when all work that was asked for before is done, well or not. */
async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
  const turn = (promised.get(path) ?? Promise.resolve()).catch(() => {}).then(work);
  promised.set(path, turn);
  try {
    await turn;
  } finally {
    if (promised.get(path) === turn) promised.delete(path);
  }
}

/**
 * Reads the lines of a file; they are not parsed. A last line without its end is reported apart.
 *
 * @example
 * ```ts no-run
 * const { lines, torn } = await readLines("rows.jsonl");
 * ```
 */
export async function readLines(path: string): Promise<JsonLines> {
  const bytes = readBytes(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  const lines = decodeText(bytes.subarray(0, whole), path).split("\n");
  lines.pop();
  // It may have been torn within a letter.
  const rest = bytes.toString("utf8", whole);
  return { lines, torn: rest === "" ? null : { line: lines.length + 1, text: rest } };
}

/**
 * Cuts an unfinished last line off a file of JSON lines, such as a trial log, so that it can be appended to again.
 *
 * @returns what was cut, or `null` if the file was whole
 * @throws DataError if not even the first line is whole: nothing would be left
 * @example
 * ```ts no-run
 * const torn = await cutTornLine("run.jsonl");
 * ```
 */
export async function cutTornLine(path: string): Promise<TornLine | null> {
  const { lines, torn } = await readLines(path);
  if (lines.length === 0) throw new DataError({ file: path }, "requires a header line, got none that is whole");
  if (torn !== null) {
    await truncate(path, readBytes(path).lastIndexOf(0x0a) + 1);
  }
  return torn;
}

/** JSON would write a number that is not finite as null, and the file could not be read again. */
function lineOf(value: unknown, file: string): string {
  const fault = unwritable(value, "");
  if (fault !== null) throw new RangeError(`${file}: a line requires finite numbers, got ${fault}`);
  return `${JSON.stringify(value)}\n`;
}

function unwritable(value: unknown, path: string): string | null {
  if (typeof value === "number" && !Number.isFinite(value)) return `${value}${path === "" ? "" : ` at ${path}`}`;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, child] of Object.entries(value)) {
    const fault = unwritable(child, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
}

/** Writes a line, or the rest of one. */
async function writeLine(file: FileHandle, line: string | Buffer, path: string): Promise<void> {
  try {
    const bytes = Buffer.from(line);
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length)
      throw new Error(`${path}: requires room for a line of ${bytes.length} bytes, only ${bytesWritten} were written`);
    await file.sync();
  } finally {
    await file.close();
  }
}
