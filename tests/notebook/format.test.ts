import fc from "fast-check";
import { formatNotebook, parseNotebook } from "isocompute/notebook";
import { describe, expect, it } from "vitest";
import { bookText } from "./books.js";

const parse = (value: unknown) => parseNotebook(typeof value === "string" ? value : JSON.stringify(value), "a.ipynb");
const withCells = (...cells: readonly object[]) => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const code = { cell_type: "code", id: "a", metadata: {}, source: "1", execution_count: null, outputs: [] };

describe("parseNotebook(text, file)", () => {
  it.each([
    ["an empty file", "", "a.ipynb: a notebook is required, found an empty file"],
    ["text that is no JSON", "# Notebook", "a.ipynb:1, column 1: requires valid JSON: expected a value"],
    ["a truncated file", bookText(["1", "2"]).slice(0, -40), "found the end of the text"],
    ["a list", "[]", "a.ipynb: a notebook must be an object, found []"],
    [
      "nbformat 3",
      { nbformat: 3, nbformat_minor: 0, worksheets: [] },
      "at nbformat: a notebook of nbformat 4 is required, found 3; open and save it in Jupyter",
    ],
    ["no nbformat", { cells: [] }, "at nbformat: a notebook of nbformat 4 is required, found nothing"],
    [
      "no cells",
      { nbformat: 4, nbformat_minor: 5, metadata: {} },
      "at cells: a list of cells is required, found nothing",
    ],
    [
      "a cell of another kind",
      withCells(code, { ...code, id: "b", cell_type: "chart" }),
      'a.ipynb, cell 2, at cell_type: code, markdown or raw is required, found "chart"',
    ],
    [
      "a source that is no text",
      withCells({ ...code, source: 3 }),
      "cell 1, at source: a text or a list of lines is required, found 3",
    ],
    ["an id twice", withCells(code, code), 'cell 2, at id: an id of its own is required, found "a", the id of cell 1'],
    [
      "an id with a space",
      withCells({ ...code, id: "a b" }),
      'cell 1, at id: 1 to 64 letters, digits, - or _ are required, found "a b"',
    ],
    [
      "an unknown output",
      withCells({ ...code, outputs: [{ output_type: "pyout" }] }),
      'at outputs[0].output_type: stream, display_data, execute_result or error is required, found "pyout"',
    ],
    [
      "tags that are no list",
      withCells({ ...code, metadata: { tags: "parameters" } }),
      'at metadata.tags: a list of texts is required, found "parameters"',
    ],
    [
      "a timeout that is no number",
      withCells({ ...code, metadata: { timeout: "3" } }),
      'at metadata.timeout: seconds are required, found "3"',
    ],
    [
      "a kernelspec without name",
      { ...withCells(), metadata: { kernelspec: {} } },
      "at metadata.kernelspec.name: a kernel's name is required, found nothing",
    ],
  ])("refuses %s and says where", (_, value, message) => {
    expect(() => parse(value)).toThrow(message);
  });

  it("names the line where JSON breaks", () => {
    const error = (() => {
      try {
        parse('{\n "nbformat": 4,\n "cells": [}\n');
      } catch (caught) {
        return caught;
      }
      return undefined;
    })();
    expect(error).toMatchObject({ name: "DataError", place: { file: "a.ipynb", line: 3 } });
  });

  it("gives cells without id one that depends on the file alone, and raises the minor version for it", () => {
    const { id: _, ...bare } = code;
    const old = { ...withCells(bare, bare), nbformat_minor: 2 };
    const [first, second] = parse(old).cells;
    expect(first?.id).toMatch(/^[0-9a-f]{8}$/);
    expect(first?.id).not.toBe(second?.id);
    expect(parse(old)).toEqual(parse(old));
    expect(parse(old).nbformat_minor).toBe(5);
  });

  it("keeps what it does not know", () => {
    const strange = {
      ...withCells({ ...code, metadata: { mine: [1] }, extra: true }),
      metadata: { deep: { a: null } },
    };
    expect(parse(strange)).toMatchObject({
      metadata: { deep: { a: null } },
      cells: [{ extra: true, metadata: { mine: [1] } }],
    });
  });
});

describe("formatNotebook(notebook)", () => {
  it("writes texts as lists of lines, JSON as objects and base64 as it is", () => {
    const data = {
      "text/html": "<b>\n</b>",
      "image/svg+xml": "<svg>\n</svg>",
      "image/png": "aGk\n=",
      "application/json": { a: "x\ny" },
    };
    const book = parse(
      withCells({ ...code, source: "a\nb", outputs: [{ output_type: "display_data", data, metadata: {} }] }),
    );
    const written = JSON.parse(formatNotebook(book));
    expect(written.cells[0].source).toEqual(["a\n", "b"]);
    expect(written.cells[0].outputs[0].data).toEqual({
      "text/html": ["<b>\n", "</b>"],
      "image/svg+xml": ["<svg>\n", "</svg>"],
      "image/png": "aGk\n=",
      "application/json": { a: "x\ny" },
    });
  });

  it("is undone by parseNotebook, and the second writing has the same bytes", () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom("a", "é", "\n", "\r", "\u2028", ""), { maxLength: 9 }).map((p) => p.join("")),
    );
    const output = fc.oneof(
      fc.record({ output_type: fc.constant("stream"), name: fc.constant("stdout"), text }),
      fc.record({
        output_type: fc.constant("display_data"),
        data: fc.record({ "text/plain": text, "application/x+json": fc.jsonValue() }),
        metadata: fc.constant({}),
      }),
      fc.record({ output_type: fc.constant("error"), ename: text, evalue: text, traceback: fc.array(text) }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.array(output, { maxLength: 3 })), { maxLength: 4 }), (cells) => {
        const book = parse(
          withCells(...cells.map(([source, outputs], i) => ({ ...code, id: `c${i}`, source, outputs }))),
        );
        const once = formatNotebook(book);
        const again = parseNotebook(once, "again");
        expect(JSON.stringify(again.cells.map((cell) => cell.source))).toBe(
          JSON.stringify(cells.map(([source]) => source)),
        );
        expect(formatNotebook(again)).toBe(once);
      }),
    );
  });
});
