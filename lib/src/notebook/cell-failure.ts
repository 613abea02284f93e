import { cellLine } from "./cell-line.js";
import type { RunFailure } from "./failure.js";
import { describeExit } from "./kernel.js";
import type { CodeCell, ErrorOutput, Output } from "./notebook.js";
import { printedFrom, type Uncaught } from "./record.js";
import type { CodeEnd } from "./run-code.js";
import { errorOutput, type PrintedError, readPrintedError } from "./tslab-errors.js";

/** What went wrong in a cell. */
export interface CellTrouble {
  readonly failure: RunFailure;
  /** The error as an output, where the kernel sent none. */
  readonly output?: Output;
  /** Ends the run even where errors are allowed: the kernel is gone or the cell was stopped. */
  readonly fatal: boolean;
}

interface CellFacts {
  readonly cell: CodeCell;
  readonly number: number | undefined;
  readonly count: number | null;
  readonly timeout: number;
  readonly errors: readonly ErrorOutput[];
  readonly stderr: readonly string[];
}

/** Judges how a cell ended; undefined if all is well. */
export function judgeCell(end: CodeEnd, facts: CellFacts): CellTrouble | undefined {
  switch (end.kind) {
    case "died":
      return stopped(facts, "kernel-died", "KernelDied", `the kernel died (${describeExit(end.exit)})`);
    case "timeout": {
      const how = end.killed ? "; it did not heed the interrupt and was killed with its kernel" : "";
      return stopped(facts, "timeout", "CellTimeout", `no end within ${facts.timeout} s${how}`);
    }
    case "interrupted":
      return stopped(facts, "interrupted", "Interrupted", "interrupted");
    case "replied": {
      if (end.status === "aborted")
        return stopped(facts, "error", "Aborted", "the kernel refused to run the cell after an earlier error");
      const sent = facts.errors.at(-1);
      if (end.status === "ok" && sent === undefined) return undefined;
      const kind = end.status === "ok" ? "unhandled" : "error";
      const error = sent === undefined ? readPrintedError(facts.stderr) : printedFrom(sent);
      const shown = sent === undefined ? { output: errorOutput(error) } : {};
      return { failure: raised(kind, error, facts, ""), ...shown, fatal: false };
    }
  }
}

/**
 * The trouble of an error that no cell caught.
 *
 * @param sure whether it is known to come from this cell, and not from an earlier one
 */
export function judgeUncaught(uncaught: Uncaught, facts: CellFacts, sure: boolean): CellTrouble {
  const shown = uncaught.shown ? {} : { output: errorOutput(uncaught.error) };
  const prefix = sure ? `${uncaught.how}: ` : `${uncaught.how}, of this cell or an earlier one: `;
  const { line, source, ...rest } = raised("unhandled", uncaught.error, facts, prefix);
  const known = sure && line !== undefined && source !== undefined ? { line, source } : {};
  return { failure: { ...rest, ...known }, ...shown, fatal: false };
}

function raised(kind: "error" | "unhandled", error: PrintedError, facts: CellFacts, prefix: string): RunFailure {
  const line = cellLine(facts.cell.source, error, facts.count);
  const source = line === undefined ? undefined : facts.cell.source.split("\n")[line - 1];
  return {
    ...place(facts),
    kind,
    ...(line === undefined || source === undefined ? {} : { line, source }),
    cause: `${prefix}${error.ename}: ${error.evalue}`,
  };
}

function stopped(facts: CellFacts, kind: RunFailure["kind"], ename: string, cause: string): CellTrouble {
  const output: ErrorOutput = { output_type: "error", ename, evalue: cause, traceback: [`${ename}: ${cause}`] };
  const first = facts.cell.source.split("\n").findIndex((line) => line.trim() !== "");
  const source = facts.cell.source.split("\n")[first] ?? "";
  const shown = facts.errors.length > 0 ? {} : { output };
  return { failure: { ...place(facts), kind, line: first + 1, source, cause }, ...shown, fatal: true };
}

function place({ cell, number }: CellFacts): { cellId: string; cell?: number } {
  return { cellId: cell.id, ...(number === undefined ? {} : { cell: number }) };
}
