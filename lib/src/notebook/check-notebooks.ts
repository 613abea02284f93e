import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { readText } from "../core/index.js";
import { compareOutputs, type OutputDifference } from "./compare-outputs.js";
import { describeFailure } from "./failure.js";
import type { Notebook } from "./notebook.js";
import { parseNotebook } from "./parse.js";
import { type PoolOptions, type PoolResult, runPool } from "./pool.js";

/** Whether a notebook, run again, says what it says on disk. */
export type NotebookCheck =
  | { readonly kind: "compared"; readonly file: string; readonly differences: readonly OutputDifference[] }
  /** It did not run to its end. */
  | { readonly kind: "failed"; readonly file: string; readonly why: string };

/**
 * Runs notebooks and compares what comes out with the outputs they hold. The files stay as they are.
 *
 * @param files each runs in its own folder, as `executeFile` does
 * @returns one answer per file, in their order
 * @throws system errors if no temporary folder can be made
 * @example
 * ```ts no-run
 * const [check] = await checkNotebooks(["notebooks/01-budget-units.ipynb"]);
 * ```
 */
export async function checkNotebooks(
  files: readonly string[],
  options: PoolOptions = {},
): Promise<readonly NotebookCheck[]> {
  const folder = await mkdtemp(join(tmpdir(), "isocompute-check-"));
  try {
    const jobs = files.map((file, i) => ({
      input: file,
      output: join(folder, `${i}-${basename(file)}`),
      options: { name: basename(file) },
    }));
    const results = await runPool(jobs, options);
    return await Promise.all(results.map(compare));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(result: PoolResult): Promise<NotebookCheck> {
  const file = result.job.input;
  if (result.kind === "refused") {
    const { error } = result;
    return { kind: "failed", file, why: error instanceof Error ? error.message : String(error) };
  }
  const { failure, warnings, output } = result.result;
  if (failure !== undefined) return { kind: "failed", file, why: describeFailure(failure, basename(file)) };
  // Lost output is no difference of the notebook's.
  if (warnings.length > 0) return { kind: "failed", file, why: warnings.join("\n") };
  // Both as files have them, where the keys of JSON stand in order.
  const [before, after] = await Promise.all([file, output].map(async (path) => parseNotebook(readText(path), path)));
  return { kind: "compared", file, differences: compareOutputs(before as Notebook, after as Notebook) };
}
