import { closeSync, fstatSync, openSync, readFileSync, realpathSync, rmSync, statSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { DataError, errorCode } from "../core/index.js";

/** Who holds a file, as the lock file beside it says, and the number under which that process has the lock itself open. */
const holder = z.strictObject({ pid: z.int().min(1), host: z.string(), fd: z.int32().min(0).optional() });
type Holder = z.infer<typeof holder>;

/**
 * The open lock files of this thread and copy of the module, removed at the end of the process however it comes, unless it is killed.
 * What other threads and copies hold is told by the files that the process has open: they share those alone.
 */
const held = new Map<string, number>();

/**
 * Keeps other writers off a file, which need not be there yet: two processes that append to one log leave it unreadable. The lock is
 * a file beside it, `<file>.lock`, with the number of the process and its computer; it stays open while it holds, which tells a lock of
 * this process from that of an earlier one of the same number.
 *
 * The lock of a process or thread that is gone, as `kill -9` leaves it, is taken over, by one writer at a time. Whether a process
 * lives can only be asked on its own computer: the lock of another one, or of a number that another program has got since, has to be
 * removed by hand.
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
  let fd = createNew(lock, path);
  for (; fd === null; fd = createNew(lock, path)) {
    const found = readHolder(lock);
    if (found === "free") continue;
    if (found === null || lives(found, lock)) throw new DataError({ file: path }, `${refusal(found)}; see ${lock}`);
    takeAway(lock, path);
  }
  const own = fd;
  try {
    writeSync(own, `${JSON.stringify({ pid: process.pid, host: hostname(), fd: own })}\n`);
  } catch (error) {
    letGo(lock, own);
    throw error;
  }
  if (held.size === 0) process.on("exit", releaseAll);
  held.set(lock, own);
  let over = false;
  return () => {
    if (over) return;
    over = true; // not asked of `held`: the lock's next one may be open under the same number
    held.delete(lock);
    if (held.size === 0) process.off("exit", releaseAll);
    letGo(lock, own);
  };
}

function releaseAll(): void {
  for (const [lock, fd] of held) letGo(lock, fd);
}

/** Removes a lock before it is closed: a closed one could be taken over, and the lock removed would be another's. */
function letGo(lock: string, fd: number): void {
  if (isOpen(fd, lock)) rmSync(lock, { force: true });
  closeSync(fd);
}

/** Whether this process, in whichever thread, has a file open under a number. */
function isOpen(fd: number, path: string): boolean {
  try {
    const [open, there] = [fstatSync(fd, { bigint: true }), statSync(path, { bigint: true, throwIfNoEntry: false })];
    return there !== undefined && open.ino === there.ino && open.dev === there.dev;
  } catch (error) {
    if (errorCode(error) === "EBADF") return false;
    throw error;
  }
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
    if (errorCode(error) !== "ENOENT" && errorCode(error) !== "ENOTDIR") throw error;
    throw new DataError({ file: path }, `requires a folder that is there, got none at ${dirname(path)}`);
  }
}

/** The number of a file that was not there and now is, open; `null` if it was there. */
function createNew(file: string, path: string): number | null {
  try {
    return openSync(file, "wx");
  } catch (error) {
    if (errorCode(error) === "EEXIST") return null;
    if (errorCode(error) !== "EACCES" && errorCode(error) !== "EROFS") throw error;
    throw new DataError({ file: path }, `requires a folder that can be written to, got ${dirname(path)}`);
  }
}

/** Whom a lock names; `null` if nobody, `free` if it has gone meanwhile. */
function readHolder(lock: string): Holder | null | "free" {
  try {
    return holder.safeParse(JSON.parse(readFileSync(lock, "utf8"))).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (errorCode(error) === "ENOENT") return "free";
    throw error;
  }
}

function lives({ pid, host, fd }: Holder, lock: string): boolean {
  if (host !== hostname()) return true;
  // In a container a program has the same number again and again. When it began would not tell them apart: clocks are set.
  if (pid === process.pid) return held.has(lock) || (fd !== undefined && isOpen(fd, lock));
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

/**
 * Removes the lock of a process that is gone. One writer at a time looks and removes, behind a file beside the lock: else a second
 * could remove the lock that the first has made since it looked. Rejected: to move the lock away and put it back if it turned out to
 * be another's, for a third could make one meanwhile.
 */
function takeAway(lock: string, path: string): void {
  const guard = `${lock}.taking`;
  const fd = createNew(guard, path);
  if (fd === null)
    throw new DataError(
      { file: path },
      `requires to be written by one run alone, but another takes it over from one that is gone; wait for its end, or remove ${guard} if it is over`,
    );
  try {
    const found = readHolder(lock);
    if (found !== "free" && found !== null && !lives(found, lock)) rmSync(lock, { force: true });
  } finally {
    closeSync(fd);
    rmSync(guard, { force: true });
  }
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
