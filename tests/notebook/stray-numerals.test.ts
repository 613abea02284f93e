import { type Cell, type Notebook, type Output, strayNumerals } from "isocompute/notebook";
import { describe, expect, it } from "vitest";

const text = (source: string): Cell => ({ cell_type: "markdown", id: "t", metadata: {}, source });
const code = (...outputs: Output[]): Cell => ({
  cell_type: "code",
  id: "c",
  metadata: {},
  source: "run()",
  execution_count: 1,
  outputs,
});
const shown = (data: Record<string, unknown>): Output => ({ output_type: "display_data", data, metadata: {} });
const book = (...cells: Cell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const numerals = (...cells: Cell[]) => strayNumerals(book(...cells)).map((stray) => `${stray.cell}:${stray.numeral}`);

describe("strayNumerals(notebook)", () => {
  it("finds the numbers of an answer that no cell shows", () => {
    expect(numerals(text("**Answer.** It is 0.72, on 500 questions."), code())).toEqual(["1:0.72", "1:500"]);
  });

  it.each([
    ["as it stands", "0.72", "best 0.72 of all"],
    ["rounded", "0.72", "0.7184"],
    ["in per cent", "72", "0.7184"],
    ["with thousands apart", "28,498", "28498 allocations"],
    ["negative", "3", "a change of -3"],
  ])("lets a number pass that a cell shows %s", (_, said, printed) => {
    const stream: Output = { output_type: "stream", name: "stdout", text: printed };
    expect(numerals(text(`**Answer.** It is ${said}.`), code(stream))).toEqual([]);
  });

  it("does not let one pass that rounds to something else", () => {
    const stream: Output = { output_type: "stream", name: "stdout", text: "0.7251" };
    expect(numerals(text("**Answer.** It is 0.72."), code(stream))).toEqual(["1:0.72"]);
  });

  it("reads answers only, and no names", () => {
    expect(
      numerals(text("# 7 ways\n\n**Question.** Why 9?\n\n**Answer.** The 3B model, T5 and v2.1 of 2Wiki.")),
    ).toEqual([]);
  });

  it("counts the values of claims, checks and tables, not their words", () => {
    const answer = text("**Answer.** It is 41, 42, 43 and 44.");
    const claim = shown({
      "application/vnd.isocompute.claim+json": { claim: "there are 41", published: "42", ours: "43" },
      "text/plain": "claim: there are 41",
    });
    const check = shown({
      "application/vnd.isocompute.check+json": { claim: "44 is right", holds: true, values: {} },
      "text/plain": "✓ 44 is right",
    });
    expect(numerals(answer, code(claim, check))).toEqual(["1:41", "1:44"]);
  });

  it("does not look for them among the points of a figure", () => {
    const figure = shown({
      "application/vnd.plotly.v1+json": { data: [{ y: [41] }], layout: {} },
      "text/plain": "[figure a] b",
    });
    expect(numerals(text("**Answer.** It is 41."), code(figure))).toEqual(["1:41"]);
  });
});
