import { type CodeCell, collectRecords, type Notebook } from "isocompute/notebook";
import type { Claim, Figure, Table } from "isocompute/report";
import { describe, expect, it } from "vitest";
import {
  checkBundle,
  claimBundle,
  figureBundle,
  type MimeBundle,
  tableBundle,
} from "../../lib/src/notebook/display/bundle.js";

const about = { caption: "c", provenance: ["published"], source: "s" } as const;
const figure: Figure = {
  ...about,
  id: "01-a-curve",
  data: [{ type: "scatter", x: [1], y: [2] }],
  layout: { width: 640 },
};
const table: Table = { ...about, id: "01-a-rows", columns: [{ key: "a", title: "A" }], rows: [{ a: 1 }] };
const claim: Claim = {
  id: "x",
  claim: "c",
  place: "p",
  published: "1",
  ours: "1",
  provenance: ["published"],
  verdict: "holds",
  why: "equal",
};

function notebookOf(...bundles: MimeBundle[]): Notebook {
  const cells = bundles.map(
    (data, i): CodeCell => ({
      cell_type: "code",
      id: `c${i}`,
      metadata: {},
      source: "",
      execution_count: 1,
      outputs: [{ output_type: "display_data", data, metadata: {} }],
    }),
  );
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

describe("collectRecords(name, notebook)", () => {
  it("reads back what was displayed, and nothing of its own", () => {
    const checked = { claim: "it holds", holds: true, values: {} };
    const record = collectRecords(
      "01-a",
      notebookOf(
        figureBundle(figure, figure, Uint8Array.of(1)),
        tableBundle(table),
        claimBundle(claim),
        checkBundle(checked),
        {
          "text/plain": "hello",
          "application/vnd.plotly.v1+json": { data: [], layout: {} },
        },
      ),
    );
    const untold = { title: "01-a", question: null, answer: null };
    expect(record).toEqual({
      name: "01-a",
      ...untold,
      figures: [figure],
      tables: [table],
      claims: [claim],
      checks: [checked],
    });
  });

  it("reads title, question and answer from the prose", () => {
    const prose = "# Which model?\n\n**Question.** Which\nmodel?\n\n**Answer.** The *small* one.\n\nMore.";
    const { title, question, answer } = collectRecords("01-a", {
      cells: [{ cell_type: "markdown", id: "a", metadata: {}, source: prose }],
      metadata: {},
      nbformat: 4,
      nbformat_minor: 5,
    });
    expect([title, question, answer]).toEqual(["Which model?", "Which\nmodel?", "The *small* one."]);
  });

  it("refuses an exhibit under another notebook's name, and one told twice, with the cell", () => {
    expect(() => collectRecords("02-b", notebookOf({}, tableBundle(table)))).toThrow(
      "02-b.ipynb, cell 2: an exhibit's id requires the notebook's name in front, 02-b-…, found 01-a-rows",
    );
    expect(() => collectRecords("01-a", notebookOf(tableBundle(table), tableBundle(table)))).toThrow(
      "01-a.ipynb, cell 2: distinct exhibit ids are required, found 01-a-rows twice",
    );
  });
});
