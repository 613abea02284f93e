import type { Layout } from "plotly.js";

/** The layout of panels side by side, each with axes of its own and a name above. */
export function panelRow(panels: number): Partial<Layout> {
  return {
    width: panels === 1 ? 700 : 380 * panels,
    height: 420,
    showlegend: false,
    grid: { rows: 1, columns: panels, pattern: "independent", xgap: 0.14 },
    margin: { t: 48, r: 24 },
  };
}
