import { resolve } from "node:path";
import type { Command } from "commander";
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

/** The notebooks that were named, or else all of the lab. */
export function chosenNotebooks(given: readonly string[], flags: LabRunFlags, io: Io): string[] {
  return given.length > 0 ? given.map((file) => resolve(io.cwd, file)) : notebooksOf(resolve(io.cwd, flags.root));
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
