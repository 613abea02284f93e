import type { Annotations, Data, Layout } from "plotly.js";
import { at } from "../../core/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { palette } from "../theme/palette.js";
import { withTheme } from "../theme/with-theme.js";
import { panelTitle } from "./scaling-curves.js";

/** Where a best response lies: the place of the best column of a row, with the places that may be the best. */
export interface ResponseMark {
  readonly column: number;
  /** @default the column: it is known */
  readonly low?: number;
  /** @default the column */
  readonly high?: number;
}

/** A grid of scores, rows upstream, columns downstream. */
export interface GridPanel {
  readonly title: string;
  readonly grid: readonly (readonly number[])[];
  /** The best column of each row, drawn as a path; none where it is left out. */
  readonly responses?: readonly ResponseMark[];
}

/** The axes, which all panels share. */
export interface GridMapsOptions {
  /** A label for every row, from the first upstream configuration on. */
  readonly upstream: readonly string[];
  /** A label for every column. */
  readonly downstream: readonly string[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** What a cell's colour stands for. @default "score" */
  readonly valueTitle?: string;
}

/**
 * Grids over two stages as heat maps on one colour scale, with the best downstream choice for every upstream one as a path.
 *
 * @throws RangeError if a grid has other rows or columns than the labels, or other rows than responses
 * @example
 * gridMaps({ id: "a", caption: "c", provenance: ["simulated"], source: "s" }, [{ title: "t", grid: [[1, 2], [3, 4]] }], { upstream: ["1", "2"], downstream: ["1", "2"], xTitle: "x", yTitle: "y" }).data.length; // => 1
 */
export function gridMaps(exhibit: Exhibit, panels: readonly GridPanel[], options: GridMapsOptions): Figure {
  const { upstream, downstream, xTitle, yTitle, valueTitle = "score" } = options;
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = {
    width: panels.length === 1 ? 640 : 130 + 340 * panels.length,
    height: 430,
    showlegend: false,
    margin: { t: 48, r: 24 },
    coloraxis: { colorscale: "Viridis", colorbar: { title: { text: valueTitle, side: "right" }, thickness: 14 } },
  };
  const gap = 0.05;
  const share = (1 - gap * (panels.length - 1)) / panels.length;
  panels.forEach(({ title, grid, responses }, p) => {
    checkSize(title, grid, responses, upstream.length, downstream.length);
    const suffix = p === 0 ? "" : String(p + 1);
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
    layout[`xaxis${suffix}`] = {
      title: { text: xTitle },
      tickvals: downstream.map((_, j) => j),
      ticktext: [...downstream],
      domain: [p * (share + gap), p * (share + gap) + share],
      anchor: `y${suffix}`,
      showgrid: false,
      range: [-0.5, downstream.length - 0.5],
    };
    layout[`yaxis${suffix}`] = {
      title: p === 0 ? { text: yTitle } : {},
      tickvals: upstream.map((_, i) => i),
      ticktext: p === 0 ? [...upstream] : upstream.map(() => ""),
      anchor: `x${suffix}`,
      showgrid: false,
      range: [-0.5, upstream.length - 0.5],
    };
    annotations.push(panelTitle(title, suffix));
    // Plotly knows coloraxis on heat maps; its type package does not.
    data.push({ type: "heatmap", z: grid.map((row) => [...row]), coloraxis: "coloraxis", ...axes } as unknown as Data);
    if (responses !== undefined) data.push(path(responses, axes));
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations } });
}

function checkSize(
  title: string,
  grid: GridPanel["grid"],
  responses: GridPanel["responses"],
  rows: number,
  columns: number,
): void {
  const widths = grid.map((row) => row.length);
  if (grid.length !== rows || widths.some((width) => width !== columns))
    throw new RangeError(
      `gridMaps requires ${rows} rows of ${columns} cells for "${title}", got ${grid.length} of ${[...new Set(widths)].join(", ")}`,
    );
  if (responses !== undefined && responses.length !== rows)
    throw new RangeError(`gridMaps requires a response for each of ${rows} rows, got ${responses.length}`);
}

function path(responses: readonly ResponseMark[], axes: { readonly xaxis: string; readonly yaxis: string }): Data {
  const colour = at(palette, 5);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: "best response",
    x: responses.map((response) => response.column),
    y: responses.map((_, i) => i),
    ...axes,
    line: { color: colour, width: 2 },
    marker: { color: "white", size: 7, line: { color: colour, width: 2 } },
    error_x: {
      type: "data",
      symmetric: false,
      array: responses.map(({ column, high = column }) => high - column),
      arrayminus: responses.map(({ column, low = column }) => column - low),
      color: colour,
      thickness: 1.2,
      width: 3,
    },
  };
}
