import type { Cell, MimeBundle, Notebook, Output } from "./notebook.js";

/**
 * The text of an `.ipynb` file as Jupyter writes it: keys sorted, indent of one, texts as lists of lines, a newline at the end.
 * The same notebook gives the same bytes.
 *
 * @example
 * formatNotebook({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }); // => '{\n "cells": [],\n "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'
 */
export function formatNotebook(notebook: Notebook): string {
  const { cells, ...rest } = notebook;
  return `${JSON.stringify(sorted({ ...rest, cells: cells.map(splitCell) }), null, 1)}\n`;
}

/** A text as the file keeps it: one string per line, each with its line break. */
export function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function splitCell(cell: Cell): object {
  const source = lines(cell.source);
  return cell.cell_type === "code" ? { ...cell, source, outputs: cell.outputs.map(splitOutput) } : { ...cell, source };
}

function splitOutput(output: Output): object {
  switch (output.output_type) {
    case "stream":
      return { ...output, text: lines(output.text) };
    case "display_data":
    case "execute_result":
      return { ...output, data: splitBundle(output.data) };
    case "error":
      return output;
  }
}

/** Text types are split, as nbformat does; base64 and JSON stay as they are. */
function splitBundle(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([mime, content]) => [
      mime,
      typeof content === "string" && isTextMime(mime) ? lines(content) : content,
    ]),
  );
}

function isTextMime(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
}
