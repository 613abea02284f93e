import type { Layout, Template } from "plotly.js";
import { palette } from "./palette.js";

const INK = "#2b2f36";
const FAINT = "#5b626d";
const LINE = "#9aa1ab";
const GRID = "#e9ebef";

const axis = {
  automargin: true,
  gridcolor: GRID,
  linecolor: LINE,
  showline: true,
  tickcolor: LINE,
  ticklen: 4,
  ticks: "outside",
  tickfont: { size: 12, color: FAINT },
  title: { font: { size: 13 }, standoff: 10 },
  zeroline: false,
} as const;

const colorbar = { outlinewidth: 0, thickness: 14, tickfont: { size: 11, color: FAINT } } as const;
const lines = {
  line: { width: 2 },
  marker: { size: 7 },
  error_x: { thickness: 1.2, width: 3 },
  error_y: { thickness: 1.2, width: 3 },
} as const;

const layout = {
  font: { family: "Open Sans, Arial, sans-serif", size: 13, color: INK },
  title: {
    font: { size: 16 },
    subtitle: { font: { size: 12, color: FAINT } },
    x: 0,
    xref: "paper",
    xanchor: "left",
    y: 1,
    yref: "container",
    yanchor: "top",
    pad: { t: 14 },
  },
  // The left one holds tick labels of five characters and a title: where it suffices, plotly need not lay out twice.
  margin: { l: 64, r: 24, t: 24, b: 48 },
  paper_bgcolor: "white",
  plot_bgcolor: "white",
  colorway: [...palette],
  xaxis: axis,
  yaxis: axis,
  ternary: { bgcolor: "white", aaxis: axis3(), baxis: axis3(), caxis: axis3() },
  legend: { font: { size: 12 }, bgcolor: "rgba(255,255,255,0.85)", borderwidth: 0 },
  annotationdefaults: { arrowcolor: FAINT, arrowhead: 0, arrowwidth: 1, font: { size: 12 } },
  shapedefaults: { line: { color: FAINT, width: 1 } },
  bargap: 0.25,
  bargroupgap: 0.08,
  boxgap: 0.4,
  hovermode: "closest",
  hoverlabel: { font: { size: 12 } },
  coloraxis: { colorbar },
} as const;

function axis3(): object {
  return { gridcolor: GRID, linecolor: LINE, ticks: "outside", ticklen: 4, tickfont: { size: 11, color: FAINT } };
}

/** The look of every figure, as a plotly template: plain data that may be copied and changed. */
export const theme: Template = {
  // The type package knows less of layouts and traces than plotly itself; the tests let plotly check this.
  layout: layout as unknown as Partial<Layout>,
  data: {
    scatter: [lines],
    bar: [{ marker: { line: { width: 0 } }, error_y: { thickness: 1.2, width: 3, color: FAINT } }],
    heatmap: [{ colorbar, colorscale: "Viridis", textfont: { size: 11 } }],
    contour: [{ colorbar, colorscale: "Viridis", line: { width: 0.8 } }],
    scatterternary: [{ marker: { size: 8 } }],
  } as unknown as NonNullable<Template["data"]>,
};
