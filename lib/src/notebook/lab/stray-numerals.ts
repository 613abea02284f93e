import { power } from "../../core/index.js";
import type { Claim } from "../../report/index.js";
import { type CheckRecord, labMime } from "../display/bundle.js";
import type { MimeBundle, Notebook, Output } from "../notebook.js";

/** A number in a notebook's prose that none of its cells shows. */
export interface StrayNumeral {
  /** Counted from one. */
  readonly cell: number;
  readonly numeral: string;
}

// A letter or a digit on either side makes it part of a name: 3B, T5, v2.1.
const NUMERAL =
  /(?<![\p{L}\p{N}_.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}_.,])\d+(?:\.\d+)?(?![\p{L}\p{N}_])/gu;
const SHOWN = /[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/**
 * The numbers in a notebook's answers that no cell shows: typed by hand, they would stay when the result changes. An answer is a
 * paragraph of a text cell that begins with `**Answer`. A number counts as shown if an output holds it, or one that rounds to it, as it
 * stands or in per cent. Numbers that are part of a name, such as 3B, are none.
 *
 * @param notebook executed
 * @example
 * const text = { cell_type: "markdown", id: "a", metadata: {}, source: "**Answer.** The 3B model needs 51 samples." };
 * strayNumerals({ cells: [text], metadata: {}, nbformat: 4, nbformat_minor: 5 }); // => [{ cell: 1, numeral: "51" }]
 */
export function strayNumerals(notebook: Notebook): readonly StrayNumeral[] {
  const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === "code" ? cell.outputs : []));
  const shown = outputs.flatMap((output) => [...textOf(output).matchAll(SHOWN)].map(([text]) => magnitudeOf(text)));
  return notebook.cells.flatMap((cell, i) => {
    if (cell.cell_type !== "markdown") return [];
    const answers = cell.source.split(/\n\s*\n/).filter((paragraph) => paragraph.trimStart().startsWith("**Answer"));
    const numerals = answers.flatMap((answer) => [...answer.matchAll(NUMERAL)].map(([text]) => text));
    return [...new Set(numerals)]
      .filter((numeral) => !shown.some((value) => rounds(value, numeral) || rounds(100 * value, numeral)))
      .map((numeral) => ({ cell: i + 1, numeral }));
  });
}

function rounds(value: number, numeral: string): boolean {
  const decimals = numeral.split(".")[1]?.length ?? 0;
  return Math.abs(value - magnitudeOf(numeral)) <= 0.5 * power(10, -decimals) * (1 + 1e-9);
}

function magnitudeOf(text: string): number {
  return Math.abs(Number(text.replaceAll(",", "").replace("−", "-")));
}

/** What an output shows in numbers. The words of a claim or a check are prose again, so of these only the values count. */
function textOf(output: Output): string {
  switch (output.output_type) {
    case "stream":
      return output.text;
    case "error":
      return "";
    case "display_data":
    case "execute_result":
      return bundleText(output.data);
  }
}

function bundleText(data: MimeBundle): string {
  const claim = data[labMime.claim] as Claim | undefined;
  if (claim !== undefined) return `${claim.published}\n${claim.ours}`;
  const check = data[labMime.check] as CheckRecord | undefined;
  if (check !== undefined) return JSON.stringify(check.values);
  // Of a figure only the caption: among its many points any number would be found.
  return ["text/plain", "text/markdown"].map((mime) => data[mime] ?? "").join("\n");
}
