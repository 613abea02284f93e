import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CodeFile, pathFault } from "./code-files.js";

/** What came of running a program. One that was stopped at the time limit, or for all that it wrote, is one that runs. */
export type ProgramRun =
  | {
      readonly kind: "ran";
      /** As it ended; null for one that was stopped or killed. */
      readonly code: number | null;
      readonly timedOut: boolean;
      /** Stopped because it had written more than a MiB to a standard stream. */
      readonly overflowed: boolean;
      /** The last 4000 characters that it wrote, errors after the rest. */
      readonly output: string;
    }
  | { readonly kind: "not run"; readonly why: string };

/** Limits of a locked-down run. */
export interface LockOptions {
  /** @default "python3" */
  readonly python?: string;
  /** On the clock, the locking included. @default 3 */
  readonly seconds?: number;
  /** Address space, in MiB. @default 1024 */
  readonly memory?: number;
  /** All the files it may write, in MiB. @default 16 */
  readonly disk?: number;
}

/**
 * Runs generated Python in a child that has no network, no environment, a read-only file system but for a small folder in memory, and limits
 * on time, memory and what it writes. It can still read what this user can read, and has nowhere to send it. Linux alone (`unshare`);
 * where the locks cannot be had, or the files cannot lie in one folder, the program is not run.
 *
 * Blocks for the time of the run.
 *
 * @throws RangeError unless the limits are positive numbers
 * @example
 * ```ts no-run
 * runLockedDown([{ path: "main.py", code: "print(1)" }]); // { kind: "ran", code: 0, timedOut: false, output: "1\n" }
 * ```
 */
export function runLockedDown(files: readonly CodeFile[], options: LockOptions = {}): ProgramRun {
  const { python = "python3", seconds = 3, memory = 1024, disk = 16 } = options;
  for (const [name, limit] of Object.entries({ seconds, memory, disk }))
    if (!(limit > 0 && Number.isFinite(limit)))
      throw new RangeError(`runLockedDown requires a positive limit "${name}", got ${limit}`);
  const fault = pathFault(files.map(({ path }) => path));
  if (fault !== null) return { kind: "not run", why: `the program ${fault}` };
  if (process.platform !== "linux")
    return { kind: "not run", why: `the locks need Linux, this is ${process.platform}` };
  // Version managers put a script in the interpreter's place; the child has no environment to run that with.
  const found = spawnSync(python, ["-I", "-c", "import sys; print(sys.executable)"], {
    encoding: "utf8",
    timeout: 20_000,
  });
  const interpreter = found.stdout?.trim();
  if (found.status !== 0 || !interpreter) return { kind: "not run", why: `there is no ${python}` };
  const folder = mkdtempSync(join(tmpdir(), "locked-"));
  try {
    const [source, work] = [join(folder, "source"), join(folder, "work")];
    mkdirSync(source);
    mkdirSync(work);
    for (const { path, code } of files) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), code);
    }
    // The shell knows whole numbers alone: seconds, KiB, blocks of half a KiB, KiB.
    const limits = [seconds + 1, memory * 1024, disk * 2048, disk * 1024].map((limit) => String(Math.ceil(limit)));
    const child = spawnSync(
      "unshare",
      [
        "--user",
        "--map-root-user",
        "--net",
        "--mount",
        "--pid",
        "--ipc",
        "--fork",
        "--kill-child",
        "sh",
        "-c",
        LOCK,
        "sh",
        source,
        work,
        interpreter,
        ...limits,
      ],
      {
        env: {},
        encoding: "utf8",
        timeout: Math.ceil(seconds * 1000),
        killSignal: "SIGKILL",
        maxBuffer: 2 ** 20,
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    const failure = (child.error as NodeJS.ErrnoException | undefined)?.code;
    const [out, err] = [child.stdout ?? "", child.stderr ?? ""];
    if (out.startsWith(BEGUN))
      return {
        kind: "ran",
        code: child.status,
        timedOut: failure === "ETIMEDOUT",
        overflowed: failure === "ENOBUFS",
        output: `${out.slice(BEGUN.length)}${err}`.slice(-4000),
      };
    if (failure === "ENOENT") return { kind: "not run", why: "there is no unshare" };
    if (failure === "ETIMEDOUT") return { kind: "not run", why: `the locks were not had within ${seconds} s` };
    return { kind: "not run", why: `the locks cannot be had: ${`${out}${err}`.slice(-4000).trim()}` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NOT_LOCKED = 97;
/** What the lock says last. Whatever stands after it, and the code of the end, are the program's own. */
const BEGUN = "[locked down]\n";

/** Everything read-only, then a small memory disk for the program; refuses to go on if a write still succeeds. */
const LOCK = `
source=$1; work=$2; python=$3
mount -t tmpfs -o "size=$7k" tmpfs "$work" && cp -R "$source"/. "$work" || exit ${NOT_LOCKED}
while read -r _ point _; do
  [ "$point" = "$work" ] || mount -o remount,bind,ro "$point" 2>/dev/null
done < /proc/self/mounts
if touch "$source/probe" 2>/dev/null; then echo "a write succeeded"; exit ${NOT_LOCKED}; fi
cd "$work" || exit ${NOT_LOCKED}
ulimit -t "$4" && ulimit -v "$5" && ulimit -f "$6" || exit ${NOT_LOCKED}
echo "${BEGUN.trim()}"
exec env -i "$python" -s -E -B main.py
`;
