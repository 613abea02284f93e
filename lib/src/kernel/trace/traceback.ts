import { inspect } from "node:util";
import type { Cell } from "../cell.js";
import type { CellSources } from "./cell-sources.js";
import { readable } from "./stack.js";

/** What Jupyter calls an error. */
export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const deepestCause = 8;

/** An error as its cell shows it: the lines around it, the stack, the causes. */
export function describeError(cell: Cell, sources: CellSources): ErrorContent {
  const content = cell.diagnostics.length > 0 ? typeError(cell) : thrownError(cell.thrown?.value, sources);
  // The classic interface paints an error red only if its text does.
  return { ...content, traceback: [...content.traceback.map(paintHead), ...cell.notes] };
}

function paintHead(text: string, index: number): string {
  return index === 0 ? red(text) : text;
}

function typeError(cell: Cell): ErrorContent {
  const traceback: string[] = [];
  const messages: string[] = [];
  for (const { fileName, start, messageText } of cell.diagnostics) {
    const line = start.line + 1;
    const column = start.character + 1;
    traceback.push(`${fileName ?? cell.label}:${line}:${column} - ${messageText}`);
    if (fileName === undefined) traceback.push(...codeFrame(cell.request.code, line, column));
    messages.push(`${fileName ? `${fileName}:` : ""}${line}:${column} ${messageText}`);
  }
  return { ename: "TypeScriptError", evalue: messages.join("; "), traceback };
}

function thrownError(value: unknown, sources: CellSources): ErrorContent {
  if (!isErrorLike(value)) {
    const text = inspect(value);
    return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
  }
  if (isInterrupt(value))
    return { ename: "KeyboardInterrupt", evalue: "interrupted", traceback: ["KeyboardInterrupt: interrupted"] };
  const stack = stackLines(value);
  const traceback = [stack[0] ?? String(value), ...frameOf(stack, sources), ...stack.slice(1)];
  const seen = new Set<unknown>([value]);
  let cause: unknown = value.cause;
  while (cause !== undefined && !seen.has(cause) && seen.size < deepestCause) {
    seen.add(cause);
    traceback.push(
      "",
      ...(isErrorLike(cause) ? stackLines(cause) : [inspect(cause)]).map((line, i) =>
        i ? line : `Caused by: ${line}`,
      ),
    );
    cause = isErrorLike(cause) ? cause.cause : undefined;
  }
  if (value instanceof AggregateError)
    for (const [i, inner] of value.errors.entries())
      traceback.push(
        "",
        ...(isErrorLike(inner) ? stackLines(inner) : [inspect(inner)]).map((line, k) => (k ? line : `[${i}] ${line}`)),
      );
  return { ename: String(value.name), evalue: readable(String(value.message)), traceback };
}

interface ErrorLike {
  readonly name: unknown;
  readonly message: unknown;
  readonly stack: unknown;
  readonly cause?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === "object" && value !== null && "stack" in value && "message" in value;
}

/** The two ways in which the engine says that the user stopped the cell. */
export function isInterrupt(value: unknown): boolean {
  if (!(value instanceof Error)) return false;
  return (
    ("code" in value && value.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") ||
    value.message === "Interrupted asynchronously"
  );
}

function stackLines(error: ErrorLike): string[] {
  const text = typeof error.stack === "string" ? error.stack : `${String(error.name)}: ${String(error.message)}`;
  return text.split("\n");
}

/** The source around the innermost frame that lies in a cell, whichever cell that is. */
function frameOf(stack: readonly string[], sources: CellSources): string[] {
  for (const text of stack) {
    const match = /(In\[\d+\]):(\d+):(\d+)/.exec(text);
    const source = match ? sources.source(match[1] ?? "") : undefined;
    if (match && source !== undefined) return [`${match[1]}`, ...codeFrame(source, Number(match[2]), Number(match[3]))];
  }
  return [];
}

export function codeFrame(source: string, line: number, column: number): string[] {
  const lines = source.split("\n");
  const out: string[] = [];
  for (let i = Math.max(1, line - 2); i <= Math.min(lines.length, line + 2); i++) {
    out.push(`${i === line ? "---->" : "     "} ${String(i).padStart(3)} | ${lines[i - 1]}`);
    if (i === line) out.push(`          | ${" ".repeat(Math.max(0, column - 1))}^`);
  }
  return out;
}
