import { statSync } from "node:fs";
import { UsageError } from "../core/index.js";
import { withBanner, withoutBanner } from "./banner.js";
import { chooseKernel } from "./choose-kernel.js";
import type { RunFailure } from "./failure.js";
import { injectParameters } from "./inject.js";
import { type Kernel, KernelStartError, startKernel } from "./kernel.js";
import type { CodeCell, Notebook } from "./notebook.js";
import type { CellStatus, RunOptions } from "./options.js";
import { checkNotebook } from "./parse.js";
import { type CellReport, runCells } from "./run-cells.js";

/** What a run gives back. The notebook is complete, or carries a banner that says where and why it is not. */
export interface RunResult {
  readonly notebook: Notebook;
  /** Undefined if every cell did what it should. */
  readonly failure?: RunFailure;
  /** What went wrong without ending the run, such as output that the kernel lost. */
  readonly warnings: readonly string[];
  readonly cells: readonly CellReport[];
  readonly seconds: number;
}

/**
 * Runs every code cell of a notebook in a kernel process of its own and gives back a new notebook with the outputs; the one given stays
 * as it is. No kernel outlives the run, nor this process, however it ends.
 *
 * Tags: `parameters` declares, `injected-parameters` gives values, a cell tagged `raises-exception` may raise (it need not),
 * `skip-execution` is left as it is. A cell that raises ends the run: `failure` says where and why.
 *
 * @returns the executed notebook and how it went; a failing cell is a result, not an exception
 * @throws DataError if `notebook` is none; UsageError if parameters do not fit or the kernel is missing
 * @example
 * ```ts no-run
 * const { notebook, failure } = await execute(parseNotebook(text, "a.ipynb"), { parameters: { seed: 2 }, timeout: 60 });
 * ```
 */
export async function execute(notebook: Notebook, options: RunOptions = {}): Promise<RunResult> {
  return run(notebook, options.name ?? "notebook", options, {});
}

/** What the file runner and the pool add to a run. */
export interface RunHooks {
  /** A kernel that was started ahead. */
  readonly kernel?: Promise<Kernel> | undefined;
  /** Receives the notebook as it stands after every cell that ran. */
  readonly onNotebook?: (notebook: Notebook) => void;
}

/** Runs a notebook that goes by the name `file`. */
export async function run(input: Notebook, file: string, options: RunOptions, hooks: RunHooks): Promise<RunResult> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const given = withoutBanner(checkNotebook(input, file));
  const spec = chooseKernel(given, file, options);
  const cwd = options.cwd ?? process.cwd();
  let prepared: Notebook;
  try {
    const parameters = { values: options.parameters ?? {}, texts: options.parameterTexts ?? {} };
    prepared = cleared(injectParameters(given, parameters, file));
    if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory())
      throw new UsageError(`${file}: a folder to run in is required, found none at ${cwd}`);
  } catch (error) {
    await hooks.kernel?.then((kernel) => kernel.shutdown()).catch(() => {});
    throw error;
  }
  const codeCells = prepared.cells.filter((cell) => cell.cell_type === "code").length;
  options.onProgress?.({ kind: "kernel-starting", file, kernel: spec.name, cells: codeCells });
  const starting =
    hooks.kernel ??
    startKernel(spec, {
      cwd,
      env: options.env ?? process.env,
      transport: options.transport,
      startTimeout: options.startTimeout ?? 60,
      signal: options.signal,
    });

  const finish = (
    notebook: Notebook,
    failure: RunFailure | undefined,
    warnings: readonly string[],
    cells: readonly CellReport[],
  ) => {
    const whole = failure === undefined ? notebook : withBanner(notebook, failure);
    options.onProgress?.({ kind: "ended", file, seconds: seconds(), failed: failure !== undefined });
    return { notebook: whole, ...(failure === undefined ? {} : { failure }), warnings, cells, seconds: seconds() };
  };

  let kernel: Kernel;
  try {
    kernel = await starting;
  } catch (error) {
    const failure = startFailure(error, options.signal);
    if (failure === undefined) throw error;
    return finish(prepared, failure, [], reportsWithout(prepared));
  }
  options.onProgress?.({ kind: "kernel-ready", file, seconds: seconds() });
  const numberOf = (id: string) => {
    const index = given.cells.findIndex((cell) => cell.id === id);
    return index < 0 ? undefined : index + 1;
  };
  const ran = await runCells(kernel, withKernel(prepared, kernel), {
    ...options,
    file,
    numberOf,
    onNotebook: hooks.onNotebook,
  });
  return finish(ran.notebook, ran.failure, ran.warnings, ran.cells);
}

function startFailure(error: unknown, signal: AbortSignal | undefined): RunFailure | undefined {
  if (signal?.aborted) return { kind: "interrupted", cause: "interrupted before the kernel was ready" };
  return error instanceof KernelStartError ? { kind: "kernel-start", cause: error.message } : undefined;
}

function reportsWithout(notebook: Notebook): CellReport[] {
  const status: CellStatus = "not-run";
  return notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? [{ id: cell.id, status, seconds: 0 }] : []));
}

/** Outputs of an earlier run would pass for those of this one. Cells that are skipped keep theirs, as with nbclient. */
function cleared(notebook: Notebook): Notebook {
  const clear = (cell: CodeCell): CodeCell => {
    const { execution: _, ...metadata } = cell.metadata;
    return { ...cell, metadata, execution_count: null, outputs: [] };
  };
  const cells = notebook.cells.map((cell) =>
    cell.cell_type !== "code" || cell.metadata.tags?.includes("skip-execution") ? cell : clear(cell),
  );
  return { ...notebook, cells };
}

/** The notebook with the kernel it ran on; without the language's version, by which the same run would differ between machines. */
function withKernel(notebook: Notebook, { spec, info }: Kernel): Notebook {
  const { version: _, ...language } = info.language_info ?? {};
  const kernelspec = notebook.metadata.kernelspec ?? {
    name: spec.name,
    display_name: spec.display_name,
    language: spec.language,
  };
  return { ...notebook, metadata: { ...notebook.metadata, kernelspec, language_info: language } };
}
