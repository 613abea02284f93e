import type { MimeBundle, Output } from "./notebook.js";

/** What the reducer needs of a message. */
export interface OutputMessage {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** The outputs of every cell so far; a display that may be updated carries its id. */
export type OutputBook = readonly CellOutputs[];

export interface CellOutputs {
  readonly entries: readonly Entry[];
  /** `clear_output` with `wait`: clear when the next output comes. */
  readonly clearNext: boolean;
}

interface Entry {
  readonly output: Output;
  readonly displayId?: string;
}

const noOutputs: CellOutputs = { entries: [], clearNext: false };

/** A book for so many cells, all without outputs. */
export function emptyBook(cells: number): OutputBook {
  return Array.from({ length: cells }, () => noOutputs);
}

/** The outputs of one cell as the notebook keeps them. */
export function outputsOf(book: OutputBook, cell: number): readonly Output[] {
  return (book[cell] ?? noOutputs).entries.map((entry) => entry.output);
}

/**
 * The book after one message of the cell with this index: streams of one name are merged, displays with an id are updated wherever
 * they stand, clears are obeyed. Messages that are no output change nothing.
 */
export function addOutput(book: OutputBook, cell: number, message: OutputMessage): OutputBook {
  const { type, content } = message;
  switch (type) {
    case "clear_output":
      return change(book, cell, (outputs) => (content["wait"] === true ? { ...outputs, clearNext: true } : noOutputs));
    case "update_display_data":
      return updateDisplays(book, content);
    case "display_data":
    case "execute_result":
      return change(updateDisplays(book, content), cell, (outputs) => append(outputs, entryOf(type, content)));
    case "stream":
    case "error":
      return change(book, cell, (outputs) => append(outputs, entryOf(type, content)));
    default:
      return book;
  }
}

function change(book: OutputBook, cell: number, edit: (outputs: CellOutputs) => CellOutputs): OutputBook {
  return book.with(cell, edit(book[cell] ?? noOutputs));
}

function append(outputs: CellOutputs, entry: Entry): CellOutputs {
  const entries = outputs.clearNext ? [] : outputs.entries;
  const last = entries.at(-1)?.output;
  const { output } = entry;
  if (output.output_type === "stream" && last?.output_type === "stream" && last.name === output.name) {
    const merged = { output: { ...last, text: last.text + output.text } };
    return { entries: entries.with(-1, merged), clearNext: false };
  }
  return { entries: [...entries, entry], clearNext: false };
}

function updateDisplays(book: OutputBook, content: OutputMessage["content"]): OutputBook {
  const id = displayIdOf(content);
  if (id === undefined || !book.some((cell) => cell.entries.some((entry) => entry.displayId === id))) return book;
  const { data, metadata } = bundleOf(content);
  return book.map((cell) => ({
    ...cell,
    entries: cell.entries.map((entry) =>
      entry.displayId === id ? { ...entry, output: { ...entry.output, data, metadata } as Output } : entry,
    ),
  }));
}

function entryOf(
  type: "stream" | "error" | "display_data" | "execute_result",
  content: OutputMessage["content"],
): Entry {
  const id = displayIdOf(content);
  const display = id === undefined ? {} : { displayId: id };
  switch (type) {
    case "stream":
      return { output: { output_type: type, name: text(content["name"]), text: text(content["text"]) } };
    case "error": {
      const traceback = Array.isArray(content["traceback"]) ? content["traceback"].map(text) : [];
      return {
        output: { output_type: type, ename: text(content["ename"]), evalue: text(content["evalue"]), traceback },
      };
    }
    case "display_data":
      return { output: { output_type: type, ...bundleOf(content) }, ...display };
    case "execute_result": {
      const count = content["execution_count"];
      const execution_count = typeof count === "number" ? count : null;
      return { output: { output_type: type, execution_count, ...bundleOf(content) }, ...display };
    }
  }
}

function bundleOf(content: OutputMessage["content"]): {
  data: MimeBundle;
  metadata: Readonly<Record<string, unknown>>;
} {
  const { data, metadata } = content;
  return { data: (data ?? {}) as MimeBundle, metadata: (metadata ?? {}) as Readonly<Record<string, unknown>> };
}

function displayIdOf(content: OutputMessage["content"]): string | undefined {
  const transient = content["transient"] as { readonly display_id?: unknown } | undefined;
  return typeof transient?.display_id === "string" ? transient.display_id : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : value === undefined ? "" : String(value);
}
