import { type CellTrouble, judgeCell, judgeUncaught } from "./cell-failure.js";
import { cellLine } from "./cell-line.js";
import type { RunFailure } from "./failure.js";
import type { Kernel } from "./kernel.js";
import type { CodeCell, Notebook } from "./notebook.js";
import type { CellStatus, RunOptions } from "./options.js";
import { openRecord } from "./record.js";
import type { CodeEnd } from "./run-code.js";

/** How one code cell went. */
export interface CellReport {
  readonly id: string;
  readonly status: CellStatus;
  readonly seconds: number;
}

export interface CellsRun {
  readonly notebook: Notebook;
  readonly failure?: RunFailure;
  readonly warnings: readonly string[];
  readonly cells: readonly CellReport[];
}

interface CellsOptions extends RunOptions {
  readonly file: string;
  /** A cell's number in the notebook that was given. */
  readonly numberOf: (id: string) => number | undefined;
  readonly onNotebook?: ((notebook: Notebook) => void) | undefined;
}

/** Runs the cells one after another on a ready kernel, ends the kernel, and gives back the notebook with all that was put out. */
export async function runCells(kernel: Kernel, prepared: Notebook, options: CellsOptions): Promise<CellsRun> {
  const { file, numberOf, onProgress, timing = false } = options;
  const record = openRecord(kernel, prepared);
  const codeCells = prepared.cells.filter((cell) => cell.cell_type === "code").length;
  const reports: CellReport[] = [];
  const warnings: string[] = [];
  let failure: RunFailure | undefined;

  const warn = (message: string) => {
    warnings.push(message);
    onProgress?.({ kind: "warning", file, message });
  };
  const factsOf = (index: number) => {
    const cell = prepared.cells[index] as CodeCell;
    return {
      cell,
      number: numberOf(cell.id),
      count: record.countOf(index),
      timeout: timeoutOf(cell, options),
      errors: record.errorsOf(index),
      stderr: record.stderrOf(index),
    };
  };
  /** Notes a trouble; gives back whether it ends the run. */
  const meet = (index: number, trouble: CellTrouble): boolean => {
    if (trouble.output !== undefined) record.add(index, trouble.output);
    const ends = trouble.fatal || !isAllowed(prepared.cells[index] as CodeCell, options);
    if (ends) failure ??= trouble.failure;
    return ends;
  };
  // The kernel prints an uncaught error under the cell that runs then, which may be the next one already.
  const meetUncaught = () =>
    record.takeUncaught().map((uncaught) => {
      const { index, error } = uncaught;
      const previous = reports.findLast(({ id }) => id !== prepared.cells[index]?.id)?.id;
      const before = prepared.cells.findIndex((cell) => cell.id === previous);
      const fits = (i: number) => cellLine(prepared.cells[i]?.source ?? "", error, record.countOf(i)) !== undefined;
      const here = fits(index);
      const earlier = before >= 0 && fits(before);
      const owner = earlier && !here ? before : index;
      return meet(owner, judgeUncaught(uncaught, factsOf(owner), here !== earlier || uncaught.shown));
    });

  try {
    for (const [index, cell] of prepared.cells.entries()) {
      if (cell.cell_type !== "code") continue;
      if (failure !== undefined || isSkipped(cell)) {
        reports.push({ id: cell.id, status: failure === undefined ? "skipped" : "not-run", seconds: 0 });
        continue;
      }
      onProgress?.({ kind: "cell-started", file, done: reports.length, cells: codeCells });
      const began = performance.now();
      const timeout = timeoutOf(cell, options);
      const end = await record.runCell(index, cell, {
        timeout,
        signal: options.signal,
        stopOnError: !isAllowed(cell, options),
      });
      const seconds = (performance.now() - began) / 1000;
      const loss = lossOf(end, record.messagesOf(index), kernel.spec.burstLimit);
      if (loss !== undefined) warn(`${file}: cell ${numberOf(cell.id) ?? cell.id}: ${loss}`);
      const trouble = judgeCell(end, factsOf(index));
      if (trouble !== undefined) meet(index, trouble);
      const others = meetUncaught();
      const status: CellStatus =
        failure !== undefined ? "failed" : trouble !== undefined || others.length > 0 ? "raised" : "ok";
      reports.push({ id: cell.id, status, seconds });
      onProgress?.({ kind: "cell-ended", file, done: reports.length, cells: codeCells, seconds, status });
      options.onNotebook?.(record.notebook(timing));
    }
  } finally {
    await kernel.shutdown();
    record.close();
  }
  meetUncaught(); // such as came with the last cell's timers
  const refused = kernel.channels.refused();
  if (refused > 0) warn(`${file}: ${refused} messages were refused: they were not signed with the kernel's key`);
  return {
    notebook: record.notebook(timing),
    ...(failure === undefined ? {} : { failure }),
    warnings,
    cells: reports,
  };
}

/** What a cell's output may lack; undefined if it is known to be whole. */
function lossOf(end: CodeEnd, messages: number, burstLimit = Number.POSITIVE_INFINITY): string | undefined {
  if (end.kind !== "replied") return undefined;
  if (!end.complete)
    return `output incomplete: the kernel lost its message that the cell was done, ${messages} outputs arrived`;
  if (messages < burstLimit) return undefined;
  return `output may be incomplete: ${messages} outputs arrived, and this kernel loses those beyond some ${burstLimit} in one go; print fewer, longer texts`;
}

function timeoutOf(cell: CodeCell, options: RunOptions): number {
  return cell.metadata.timeout ?? options.timeout ?? 0;
}

function isAllowed(cell: CodeCell, options: RunOptions): boolean {
  return options.allowErrors === true || cell.metadata.tags?.includes("raises-exception") === true;
}

function isSkipped(cell: CodeCell): boolean {
  return cell.source.trim() === "" || cell.metadata.tags?.includes("skip-execution") === true;
}
