import { parse } from "csv-parse/sync";
import fc from "fast-check";
import {
  alignedText,
  checkTable,
  type Table,
  tableCsv,
  tableHtml,
  tableLatex,
  tableMarkdown,
  tableText,
} from "isocompute/report";
import { describe, expect, it } from "vitest";

const table: Table = {
  id: "01-costs",
  caption: "Costs of one sample & more.",
  provenance: ["published", "simulated"],
  source: "review discussion, 100 % of Table_1",
  columns: [
    { key: "model", title: "Model" },
    { key: "cost", title: "Cost (units)", digits: 2 },
    { key: "fits", title: "Fits" },
  ],
  rows: [
    { model: "Llama-3.2-3B", cost: 3, fits: true },
    { model: 'odd "name", with | and <tag>', cost: -0.001, fits: false },
    { model: "none", cost: null, fits: null },
  ],
};

describe("tables", () => {
  it("align numbers to the right and words to the left in a terminal", () => {
    expect(tableText(table)).toMatchInlineSnapshot(`
      "Model                         Cost (units)  Fits
      ────────────────────────────────────────────────
      Llama-3.2-3B                          3.00  yes
      odd "name", with | and <tag>          0.00  no
      none

      Costs of one sample & more.
      published and simulated · review discussion, 100 % of Table_1
      "
    `);
    expect(tableText(table).startsWith(alignedText(table))).toBe(true);
  });
  it("escape what Markdown would read as its own", () => {
    expect(tableMarkdown(table)).toMatchInlineSnapshot(`
      "| Model | Cost (units) | Fits |
      | :-- | --: | :-- |
      | Llama-3.2-3B | 3.00 | yes |
      | odd "name", with \\| and \\<tag\\> | 0.00 | no |
      | none |  |  |

      Costs of one sample & more. *published and simulated · review discussion, 100 % of Table_1*
      "
    `);
  });
  it("escape what LaTeX would read as its own", () => {
    expect(tableLatex(table)).toMatchInlineSnapshot(`
      "\\begin{table}
        \\centering
        \\caption{Costs of one sample \\& more. \\emph{published and simulated $\\cdot$ review discussion, 100 \\% of Table\\_1}}
        \\label{tab:01-costs}
        \\begin{tabular}{lrl}
          \\toprule
          Model & Cost (units) & Fits \\\\
          \\midrule
          Llama-3.2-3B & 3.00 & yes \\\\
          odd "name", with | and <tag> & 0.00 & no \\\\
          none &  &  \\\\
          \\bottomrule
        \\end{tabular}
      \\end{table}
      "
    `);
  });
  it("escape what HTML would read as its own", () => {
    expect(tableHtml(table)).toContain('<td style="text-align:left">odd &quot;name&quot;, with | and &lt;tag&gt;</td>');
    expect(tableHtml(table)).toContain("<em>published and simulated · review discussion, 100 % of Table_1</em>");
  });

  it("come back from CSV as they went, in full precision", () => {
    const cell = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell }), { minLength: 1 }), (rows) => {
        const text = tableCsv({
          ...table,
          columns: [
            { key: "a", title: "A", digits: 1 },
            { key: "b", title: "B" },
          ],
          rows,
        });
        const back: Record<string, string>[] = parse(text, {
          columns: true,
          skip_empty_lines: false,
          record_delimiter: "\n",
        });
        expect(back).toEqual(rows.map(({ a, b }) => ({ a: String(a), b: String(b) })));
      }),
    );
  });

  it("refuse what no reader could judge", () => {
    expect(() => checkTable({ ...table, caption: " " })).toThrow("exhibit 01-costs requires a caption");
    expect(() => checkTable({ ...table, id: "Costs 1" })).toThrow(
      'an exhibit requires an id in kebab-case, got "Costs 1"',
    );
    expect(() => checkTable({ ...table, provenance: [] })).toThrow(
      "exhibit 01-costs requires a list of at least one provenance out of published, measured, simulated, got []",
    );
    const told = (provenance: unknown) => () => checkTable({ ...table, provenance } as typeof table);
    expect(told("simulated")).toThrow('got "simulated"');
    expect(told(["guessed"])).toThrow('got ["guessed"]');
    expect(told(undefined)).toThrow("got undefined");
    expect(() => checkTable({ ...table, provenance: ["published", "published"] })).toThrow("each provenance once");
    expect(() => checkTable({ ...table, rows: [{ model: "x", cost: Number.NaN, fits: null }] })).toThrow(
      'table 01-costs, row 1, column "cost" requires a finite number, got NaN',
    );
    expect(() => checkTable({ ...table, rows: [{ model: "x", cost: 1 }] })).toThrow(
      'row 1 requires a value for "fits"',
    );
    expect(() => checkTable({ ...table, rows: [{ model: "x", cost: 1, fits: true, extra: 1 }] })).toThrow(
      'row 1 has "extra", which is no column',
    );
  });
});
