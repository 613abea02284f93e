import { parseNotebook } from "isocompute/notebook";
import { describe, expect, it } from "vitest";
import { withBanner, withoutBanner } from "../../lib/src/notebook/banner.js";
import { injectParameters } from "../../lib/src/notebook/inject.js";
import { bookText } from "./books.js";

const book = parseNotebook(bookText(["1", { source: "const n = 3;", tags: ["parameters"] }, "n"]), "a.ipynb");

describe("withBanner(notebook, failure)", () => {
  const failed = withBanner(book, { kind: "error", cell: 3, cellId: "c3", cause: "Error: <b> & c\nmore" });

  it("links from the first cell to a mark before the failing one, and escapes what the error says", () => {
    expect(failed.cells.map((cell) => cell.id)).toEqual([
      "isocompute-run-failed",
      "c1",
      "c2",
      "isocompute-failed-cell",
      "c3",
    ]);
    expect(failed.cells[0]?.source).toContain(
      '<a href="#isocompute-failed-cell">cell 3</a>: Error: &lt;b&gt; &amp; c</span>',
    );
    expect(failed.cells[3]?.source).toContain('id="isocompute-failed-cell"');
  });

  it("is undone by withoutBanner", () => {
    expect(withoutBanner(failed)).toEqual(book);
    expect(withoutBanner(withBanner(book, { kind: "kernel-start", cause: "silent" }))).toEqual(book);
  });

  it("takes a free id where a cell has its own already", () => {
    const taken = {
      ...book,
      cells: book.cells.with(0, { ...book.cells[0], id: "isocompute-run-failed" } as (typeof book.cells)[0]),
    };
    const ids = withBanner(taken, { kind: "kernel-start", cause: "x" }).cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("injectParameters(notebook, given)", () => {
  const given = (n: number) => ({ values: { n }, texts: {} });

  it("puts the values behind the parameters cell, and replaces those of an earlier run", () => {
    const once = injectParameters(book, given(5), "a.ipynb");
    expect(once.cells.map((cell) => cell.source)).toEqual(["1", "const n = 3;", "// Parameters\nconst n = 5;", "n"]);
    expect(once.cells[2]?.metadata.tags).toEqual(["injected-parameters"]);
    expect(injectParameters(once, given(6), "a.ipynb").cells.map((cell) => cell.source)).toEqual([
      "1",
      "const n = 3;",
      "// Parameters\nconst n = 6;",
      "n",
    ]);
  });

  it("leaves a notebook alone for which nothing is given", () => {
    expect(injectParameters(book, { values: {}, texts: {} }, "a.ipynb")).toBe(book);
  });

  it("refuses parameters for a notebook that declares none, or in another language", () => {
    const plain = parseNotebook(bookText(["1"]), "a.ipynb");
    expect(() => injectParameters(plain, given(1), "a.ipynb")).toThrow(
      'a.ipynb: parameters n were given, but no code cell is tagged "parameters"',
    );
    const python = parseNotebook(bookText(["1"], { kernelspec: { name: "python3", language: "python" } }), "a.ipynb");
    expect(() => injectParameters(python, given(1), "a.ipynb")).toThrow(
      "require a notebook in TypeScript or JavaScript, found python",
    );
  });
});
