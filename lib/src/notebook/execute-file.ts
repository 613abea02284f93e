import { realpath, rename, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { DataError, readText } from "../core/index.js";
import { type RunHooks, type RunResult, run } from "./execute.js";
import { formatNotebook } from "./format.js";
import type { Kernel } from "./kernel.js";
import type { Notebook } from "./notebook.js";
import type { RunOptions } from "./options.js";
import { parseNotebook } from "./parse.js";
import { latestWriter } from "./write.js";

export interface FileResult extends RunResult {
  /** The file that holds the executed notebook, or as much of it as there is. */
  readonly output: string;
}

/**
 * Runs a notebook file and writes the executed one to `output`, after every cell, whole each time. The kernel works in the notebook's folder.
 * Where `output` is the input itself, a neighbour `….executed.ipynb` is written until every cell has run well, and only then takes its place:
 * a failed run leaves the input as it was.
 *
 * @throws DataError if the file is no notebook, UsageError as `execute`, system errors if a file cannot be read or written
 * @example
 * ```ts no-run
 * const { failure } = await executeFile("notebooks/01.ipynb", "figures/01.ipynb", { timeout: 120 });
 * if (failure) throw new Error(describeFailure(failure, "notebooks/01.ipynb"));
 * ```
 */
export async function executeFile(input: string, output: string, options: RunOptions = {}): Promise<FileResult> {
  const notebook = parseNotebook(readText(input), options.name ?? input);
  return runFile(notebook, input, output, options);
}

/** Runs a notebook that has been read from `input`, perhaps on a kernel started ahead. */
export async function runFile(
  notebook: Notebook,
  input: string,
  output: string,
  options: RunOptions,
  kernel?: Promise<Kernel>,
): Promise<FileResult> {
  await requireFolder(output);
  const inPlace = await isSameFile(input, output);
  const working = inPlace ? executedName(input) : output;
  const writer = latestWriter(working);
  const hooks: RunHooks = { kernel, onNotebook: (book) => writer.push(formatNotebook(book)) };
  const result = await run(notebook, options.name ?? input, { cwd: dirname(resolve(input)), ...options }, hooks);
  writer.push(formatNotebook(result.notebook));
  await writer.finish();
  if (!inPlace || result.failure !== undefined) return { ...result, output: working };
  await rename(working, output);
  return { ...result, output };
}

/**
 * Where the executed notebook goes if nothing is said: beside the input.
 *
 * @example
 * executedName("notebooks/a.ipynb"); // => "notebooks/a.executed.ipynb"
 */
export function executedName(input: string): string {
  const extension = extname(input);
  return join(dirname(input), `${basename(input, extension)}.executed${extension}`);
}

async function requireFolder(file: string): Promise<void> {
  const folder = dirname(resolve(file));
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new DataError({ file }, `its folder is required, found none at ${folder}`);
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([a, b].map((path) => realpath(path).catch(() => resolve(path))));
  return left === right;
}
