import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Command } from "commander";
import { didYouMean, UsageError } from "../core/index.js";
import type { PoolOptions, runProgress } from "../notebook/index.js";
import { count, seconds } from "./arguments.js";
import type { Io } from "./io.js";
import { kernelOption, ownKernel } from "./kernel-option.js";
import { notebooksOf } from "./lab-notebooks.js";

/** What a command that runs a lab's notebooks lets a user choose. */
export interface LabRunFlags {
  readonly root: string;
  readonly kernels: number;
  readonly timeout: number;
  readonly kernel: string;
}

/** Adds the options of `LabRunFlags`. */
export function withLabRunOptions(command: Command): Command {
  return command
    .option("--root <folder>", "the lab: the folder that holds notebooks/ and figures/", ".")
    .option("--kernels <n>", "notebooks that run at the same time", count, 2)
    .option("--timeout <seconds>", "how long each cell may run; 0 is no limit", seconds, 300)
    .option("--kernel <name>", "the kernel to use: isocompute, tslab, or one that Jupyter knows", ownKernel);
}

/**
 * The notebooks that were named, or else all of the lab. A name is a file's path, or how a notebook of the lab is called: `12-search`.
 *
 * @throws UsageError if a name is neither
 */
export function chosenNotebooks(given: readonly string[], flags: LabRunFlags, io: Io): string[] {
  const root = resolve(io.cwd, flags.root);
  if (given.length === 0) return notebooksOf(root);
  return given.map((name) => {
    const file = resolve(io.cwd, name);
    if (existsSync(file)) return file;
    const all = existsSync(join(root, "notebooks")) ? notebooksOf(root) : [];
    const called = all.find((path) => [basename(path), basename(path, ".ipynb")].includes(name));
    if (called !== undefined) return called;
    const names = all.map((path) => basename(path, ".ipynb"));
    throw new UsageError(
      `there is no notebook ${file}, nor one of the lab called "${name}"${didYouMean(basename(name, ".ipynb"), names)}`,
    );
  });
}

/** @param progress handed in, since only a command that runs notebooks may load the runner */
export function labRunOptions(flags: LabRunFlags, io: Io, progress: typeof runProgress): PoolOptions {
  return {
    kernels: flags.kernels,
    timeout: flags.timeout,
    signal: io.signal,
    env: io.env,
    onProgress: progress(io.stderr),
    kernel: kernelOption(flags.kernel),
  };
}
