import { linkSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { DataError } from "../core/index.js";

/** Who holds a file, as the lock file beside it says. */
const holder = z.strictObject({ pid: z.int().min(1), host: z.string() });
type Holder = z.infer<typeof holder>;

/** The lock files of this process, removed at its end however it comes, unless it is killed. */
const held = new Set<string>();

/**
 * Keeps other writers off a file, which need not be there yet: two processes that append to one log leave it unreadable. The lock is
 * a file beside it, `<file>.lock`, with the number of the process and its computer.
 *
 * The lock of a process that is gone, as `kill -9` leaves it, is taken over. Whether a process lives can only be asked on its own
 * computer: the lock of another one, or of a number that another program has got since, has to be removed by hand.
 *
 * @returns lets go of the file; the end of the process does so too
 * @throws DataError if another holds it, which says who; if the file is a folder, or its folder is not there
 * @example
 * ```ts no-run
 * const release = holdFile("run.jsonl");
 * ```
 */
export function holdFile(path: string): () => void {
  const lock = lockOf(path);
  while (!created(lock, path)) {
    const found = readHolder(lock);
    if (found === "free") continue;
    if (found === null || lives(found, lock)) throw new DataError({ file: path }, `${refusal(found)}; see ${lock}`);
    takeAway(lock, found);
  }
  if (held.size === 0) process.on("exit", releaseAll);
  held.add(lock);
  return () => {
    if (!held.delete(lock)) return;
    if (held.size === 0) process.off("exit", releaseAll);
    rmSync(lock, { force: true });
  };
}

function releaseAll(): void {
  for (const lock of held) rmSync(lock, { force: true });
}

/** By whatever name a file is called, it has one lock. */
function lockOf(path: string): string {
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
      throw new DataError({ file: path }, "requires a file, got a folder");
    const folder = realpathSync(dirname(path));
    const there = statSync(path, { throwIfNoEntry: false }) !== undefined;
    return `${there ? realpathSync(path) : join(folder, basename(path))}.lock`;
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error;
    throw new DataError({ file: path }, `requires a folder that is there, got none at ${dirname(path)}`);
  }
}

function created(lock: string, path: string): boolean {
  try {
    writeFileSync(lock, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`, { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (codeOf(error) !== "EACCES" && codeOf(error) !== "EROFS") throw error;
    throw new DataError({ file: path }, `requires a folder that can be written to, got ${dirname(path)}`);
  }
}

/** Whom a lock names; `null` if nobody, `free` if it has gone meanwhile. */
function readHolder(lock: string): Holder | null | "free" {
  try {
    return holder.safeParse(JSON.parse(readFileSync(lock, "utf8"))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (codeOf(error) === "ENOENT") return "free";
    throw error;
  }
}

function lives({ pid, host }: Holder, lock: string): boolean {
  if (host !== hostname()) return true;
  // In a container a program has the same number again and again.
  if (pid === process.pid) return held.has(lock);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== "ESRCH";
  }
}

/** Removes the lock of a process that is gone; one that another writer has put in its place meanwhile is put back. */
function takeAway(lock: string, gone: Holder): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const taken = readHolder(aside);
  if (taken === null || taken === "free" || taken.pid !== gone.pid || taken.host !== gone.host) linkSync(aside, lock);
  rmSync(aside, { force: true });
}

function refusal(found: Holder | null): string {
  const who =
    found === null
      ? "somebody whom its lock does not name"
      : found.pid === process.pid && found.host === hostname()
        ? "another run of this process"
        : `process ${found.pid} on ${found.host}`;
  return `requires to be written by one run alone, but is held by ${who}; wait for its end, or remove the lock if it is over`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
