import type { Data } from "plotly.js";
import type { Exhibit, Figure } from "../figure.js";
import { withTheme } from "../theme/with-theme.js";

/** What something costs, part by part, in budget units. */
export interface CostParts {
  readonly label: string;
  readonly parts: Readonly<Record<string, number>>;
}

/**
 * Costs as stacked bars, one bar per row, one colour per part.
 *
 * @throws RangeError if a part is negative or not finite: a stack cannot show it
 * @example
 * costAnatomy({ id: "a", caption: "c", provenance: ["published"], source: "s" }, [{ label: "x", parts: { official: 866, fusion: 170 } }]).data.length; // => 2
 */
export function costAnatomy(exhibit: Exhibit, rows: readonly CostParts[]): Figure {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row.parts)))];
  for (const { label, parts } of rows)
    for (const [name, units] of Object.entries(parts))
      if (!Number.isFinite(units) || units < 0)
        throw new RangeError(`costAnatomy requires parts of at least zero, got ${units} for "${name}" of "${label}"`);
  const data: Data[] = names.map((name) => ({
    type: "bar",
    orientation: "h",
    name,
    y: rows.map((row) => row.label),
    x: rows.map((row) => row.parts[name] ?? 0),
    text: rows.map((row) => ((row.parts[name] ?? 0) > 0 ? (row.parts[name] ?? 0).toFixed(0) : "")),
    textposition: "auto",
  }));
  return withTheme({
    ...exhibit,
    data,
    layout: {
      width: 700,
      height: 150 + 52 * rows.length,
      margin: { t: 56 },
      barmode: "stack",
      xaxis: { title: { text: "budget units per question" } },
      yaxis: { automargin: true, autorange: "reversed" },
      legend: { orientation: "h", x: 0, y: 1.02, xanchor: "left", yanchor: "bottom", traceorder: "normal" },
    },
  });
}
