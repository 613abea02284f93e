import type { Kernel } from "./kernel.js";
import type { CodeCell, ErrorOutput, Notebook, Output } from "./notebook.js";
import { addOutput, emptyBook, outputsOf } from "./outputs.js";
import { type CodeEnd, type CodeOptions, runCode } from "./run-code.js";
import { type PrintedError, readUncaught } from "./tslab-errors.js";
import type { Message } from "./wire.js";

/** An error that no cell caught, and that came with a cell the kernel calls well. */
export interface Uncaught {
  /** The cell it was printed in. */
  readonly index: number;
  readonly how: string;
  readonly error: PrintedError;
  /** Whether the notebook holds it as an error output already. */
  readonly shown: boolean;
}

/** What a run has put out so far. Output belongs to the cell that its message names, late output too. */
export interface RunRecord {
  runCell(index: number, cell: CodeCell, options: CodeOptions): Promise<CodeEnd>;
  /** Adds an output of our own making. */
  add(index: number, output: Output): void;
  /** The error messages of a cell so far. */
  errorsOf(index: number): readonly ErrorOutput[];
  /** The cell's number in the kernel's count. */
  countOf(index: number): number | null;
  /** How many output messages a cell sent. */
  messagesOf(index: number): number;
  /** What a cell wrote to stderr, one text per message. */
  stderrOf(index: number): readonly string[];
  /** The uncaught errors that came since the last call. */
  takeUncaught(): readonly Uncaught[];
  notebook(timing: boolean): Notebook;
  close(): void;
}

const droppedPause = 50; // ms between attempts of a cell that the kernel dropped after an error
const droppedAttempts = 100;

export function openRecord(kernel: Kernel, prepared: Notebook): RunRecord {
  let book = emptyBook(prepared.cells.length);
  const owners = new Map<string, number>();
  const stderr = new Map<number, string[]>();
  const counts = new Map<number, number>();
  const sent = new Map<number, number>();
  const times = new Map<number, { readonly from: Date; readonly to: Date }>();
  const ran = new Set<number>();
  const ended = new Set<number>();
  let uncaught: Uncaught[] = [];

  const receive = (message: Message) => {
    const index = owners.get(message.parent_header.msg_id ?? "");
    if (index === undefined) return;
    const { msg_type: type } = message.header;
    const { content } = message;
    const count = content["execution_count"];
    if (typeof count === "number") counts.set(index, count);
    const before = book;
    book = addOutput(book, index, { type, content });
    if (book !== before) sent.set(index, (sent.get(index) ?? 0) + 1);
    if (type === "stream" && content["name"] === "stderr") {
      const text = String(content["text"]);
      const texts = stderr.get(index) ?? [];
      texts.push(text);
      stderr.set(index, texts);
      const found = readUncaught(text);
      if (found !== undefined) uncaught.push({ index, how: found.how, error: found, shown: false });
    }
    if (type === "error" && ended.has(index)) {
      const error = printedFrom(outputsOf(book, index).at(-1) as ErrorOutput);
      uncaught.push({ index, how: "uncaught error", error, shown: true });
    }
  };
  const stopListening = kernel.channels.listen((message, channel) => {
    if (channel === "iopub") receive(message);
  });

  return {
    async runCell(index, cell, options) {
      ran.add(index);
      const from = new Date();
      let end: CodeEnd;
      for (let attempt = 0; ; attempt++) {
        end = await runCode(kernel, cell.source, options, (id) => owners.set(id, index));
        const dropped = end.kind === "replied" && end.status === "aborted";
        if (!dropped || attempt >= droppedAttempts || options.signal?.aborted) break;
        await new Promise((wake) => setTimeout(wake, droppedPause));
      }
      if (end.kind === "replied" && end.executionCount !== null) counts.set(index, end.executionCount);
      times.set(index, { from, to: new Date() });
      ended.add(index);
      return end;
    },
    add(index, output) {
      const { output_type: type, ...content } = output;
      book = addOutput(book, index, { type, content });
    },
    errorsOf: (index) => outputsOf(book, index).filter((output) => output.output_type === "error"),
    messagesOf: (index) => sent.get(index) ?? 0,
    countOf: (index) => counts.get(index) ?? null,
    stderrOf: (index) => stderr.get(index) ?? [],
    takeUncaught() {
      const taken = uncaught;
      uncaught = [];
      return taken;
    },
    notebook(timing) {
      const cells = prepared.cells.map((cell, index) => {
        if (cell.cell_type !== "code" || !ran.has(index)) return cell;
        const time = times.get(index);
        const execution =
          timing && time !== undefined
            ? {
                execution: {
                  "iopub.execute_input": time.from.toISOString(),
                  "shell.execute_reply": time.to.toISOString(),
                },
              }
            : {};
        return {
          ...cell,
          metadata: { ...cell.metadata, ...execution },
          execution_count: counts.get(index) ?? null,
          outputs: outputsOf(book, index),
        };
      });
      return { ...prepared, cells };
    },
    close: stopListening,
  };
}

/** A kernel's error message read as a printed error. */
export function printedFrom({ ename, evalue, traceback }: ErrorOutput): PrintedError {
  return { ename, evalue, text: traceback.join("\n") };
}
