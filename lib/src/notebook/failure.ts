/** Why a run ended before its last cell, or could not begin. */
export interface RunFailure {
  /**
   * `error`: a cell raised; `unhandled`: a rejection or exception that no cell caught; `timeout`; `kernel-died`;
   * `kernel-start`: it never answered; `interrupted`: by the caller's signal.
   */
  readonly kind: "error" | "unhandled" | "timeout" | "kernel-died" | "kernel-start" | "interrupted";
  /** The cell's number in the notebook that was given, from one over all cells; undefined before the first cell and for injected parameters. */
  readonly cell?: number;
  readonly cellId?: string;
  /** The line in the cell, from one. */
  readonly line?: number;
  /** The text of that line. */
  readonly source?: string;
  /** What happened: `TypeError: x is not a function`, `no reply within 30 s`. */
  readonly cause: string;
}

/**
 * A failure as people read it: file, cell, line, cause, and the line of source below.
 *
 * @example
 * describeFailure({ kind: "error", cell: 3, line: 2, source: "f();", cause: "Error: boom" }, "a.ipynb"); // => "a.ipynb: cell 3, line 2: Error: boom\n    2 | f();"
 */
export function describeFailure(failure: RunFailure, file: string): string {
  const { cell, cellId, line, source, cause } = failure;
  const where = cell !== undefined ? `cell ${cell}` : cellId !== undefined ? "injected parameters" : undefined;
  const place = [where, line === undefined ? undefined : `line ${line}`]
    .filter((part) => part !== undefined)
    .join(", ");
  const code = source === undefined ? "" : `\n    ${line ?? 1} | ${source.trimEnd()}`;
  return `${file}: ${place === "" ? "" : `${place}: `}${cause}${code}`;
}
