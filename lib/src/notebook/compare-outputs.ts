import { isDeepStrictEqual } from "node:util";
import type { MimeBundle, Notebook, Output } from "./notebook.js";

/** One output, or one representation of it, that two executions of a notebook do not share; `null` where one of them has none. */
export interface OutputDifference {
  /** Counted from one. */
  readonly cell: number;
  /** "stream stdout", "error", or a MIME type. */
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * Where the outputs of two executions of the same notebook differ, in the order of cells. Texts are given as they are, JSON with an
 * indent, pictures by their size.
 *
 * @throws RangeError if the two do not have the same cells
 * @example
 * const cell = { cell_type: "code", id: "a", metadata: {}, source: "1", execution_count: 1, outputs: [] };
 * const book = { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
 * compareOutputs(book, book); // => []
 */
export function compareOutputs(before: Notebook, after: Notebook): readonly OutputDifference[] {
  const sources = (book: Notebook) => book.cells.map((cell) => [cell.cell_type, cell.source]);
  if (!isDeepStrictEqual(sources(before), sources(after)))
    throw new RangeError("compareOutputs requires two executions of the same cells, got different ones");
  return before.cells.flatMap((cell, i) => {
    const other = after.cells[i];
    if (cell.cell_type !== "code" || other?.cell_type !== "code") return [];
    const count = Math.max(cell.outputs.length, other.outputs.length);
    return Array.from({ length: count }, (_, j) =>
      differences(i + 1, partsOf(cell.outputs[j]), partsOf(other.outputs[j])),
    ).flat();
  });
}

function differences(cell: number, before: Parts, after: Parts): OutputDifference[] {
  const kinds = [...new Set([...before.keys(), ...after.keys()])];
  return kinds
    .filter((what) => before.get(what)?.content !== after.get(what)?.content)
    .map((what) => ({ cell, what, before: before.get(what)?.told ?? null, after: after.get(what)?.told ?? null }));
}

/** By kind: what is compared, and what a reader is told of it. */
type Parts = ReadonlyMap<string, { readonly content: string; readonly told: string }>;

function partsOf(output: Output | undefined): Parts {
  switch (output?.output_type) {
    case undefined:
      return new Map();
    case "stream":
      return new Map([[`stream ${output.name}`, { content: output.text, told: output.text }]]);
    case "error": {
      const told = `${output.ename}: ${output.evalue}`;
      return new Map([["error", { content: told, told }]]);
    }
    case "display_data":
    case "execute_result":
      return bundleParts(output.data);
  }
}

function bundleParts(data: MimeBundle): Parts {
  return new Map(
    Object.entries(data).map(([mime, value]) => {
      const content = typeof value === "string" ? value : JSON.stringify(value, null, 2);
      // HTML repeats a picture in base64, which nobody reads.
      const told = mime.startsWith("image/") && mime !== "image/svg+xml" ? picture(content) : withoutPictures(content);
      return [mime, { content, told }] as const;
    }),
  );
}

function picture(base64: string): string {
  return `a picture of ${Math.floor((base64.length * 3) / 4)} bytes\n`;
}

function withoutPictures(text: string): string {
  return text.replace(/base64,[A-Za-z0-9+/=]+/g, (found) => `base64,… (${found.length - 7} characters)`);
}
