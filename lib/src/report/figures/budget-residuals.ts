import type { Data } from "plotly.js";
import type { Exhibit, Figure } from "../figure.js";
import { roundTicks } from "../theme/log-ticks.js";
import { withTheme } from "../theme/with-theme.js";

/** Budgets of one published table, beside what a formula gives. */
export interface BudgetCells {
  readonly name: string;
  readonly cells: readonly { readonly published: number; readonly ours: number }[];
}

/**
 * What a formula gives minus what tables print, against the printed budget on a logarithmic scale, with the band that
 * rounding alone explains.
 *
 * @param rounding half a unit of the last printed digit, in budget units
 * @example
 * budgetResiduals({ id: "a", caption: "c", provenance: ["published"], source: "s" }, [{ name: "t", cells: [{ published: 20, ours: 20.003 }] }], 0.005).data.length; // => 1
 */
export function budgetResiduals(exhibit: Exhibit, tables: readonly BudgetCells[], rounding: number): Figure {
  const data: Data[] = tables.map(({ name, cells }) => ({
    type: "scatter",
    mode: "markers",
    name,
    x: cells.map((cell) => cell.published),
    y: cells.map((cell) => cell.ours - cell.published),
    marker: { size: 7, opacity: 0.8 },
  }));
  return withTheme({
    ...exhibit,
    data,
    layout: {
      width: 760,
      height: 400,
      xaxis: {
        ...roundTicks(tables.flatMap((table) => table.cells.map((cell) => cell.published))),
        title: { text: "printed budget (units)" },
      },
      yaxis: {
        title: { text: "formula − print (units)" },
        range: [-1.6 * rounding, 1.6 * rounding],
        tickformat: ".3f",
      },
      legend: { title: { text: "table" } },
      shapes: [
        {
          type: "rect",
          xref: "paper",
          x0: 0,
          x1: 1,
          y0: -rounding,
          y1: rounding,
          fillcolor: "rgba(0, 0, 0, 0.06)",
          line: { width: 0 },
          layer: "below",
        },
      ],
      annotations: [
        {
          text: "what rounding explains",
          xref: "paper",
          x: 0.01,
          y: rounding,
          xanchor: "left",
          yanchor: "bottom",
          showarrow: false,
          font: { size: 11 },
        },
      ],
    },
  });
}
