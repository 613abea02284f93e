import { checkExhibit, type Figure, openRenderer, type Renderer, type Table } from "../../report/index.js";
import {
  type DataFrameLike,
  dataFrameBundle,
  figureBundle,
  figureText,
  isDataFrameLike,
  type MimeBundle,
  tableBundle,
} from "./bundle.js";
import { insideKernel, publish } from "./publish.js";
import { settle } from "./settle.js";

/** How a value is shown. */
export interface ShowOptions {
  /** Rows of a DataFrame; tables are always shown whole. @default 20 */
  readonly rows?: number;
  /** Pixels of a figure's image per px of its layout. @default 2 */
  readonly scale?: number;
}

// One page of plotly per kernel: it takes a second to build.
let renderer: Renderer | undefined;

/**
 * Shows a figure, a table or a danfojs DataFrame in one display with several representations: an image, plotly JSON, HTML that
 * needs neither scripts nor a network, and text. Outside a kernel the text is written to stdout and nothing is drawn.
 *
 * A figure takes about a tenth of a second, the first one a second more. Numbers of figures and tables are shown and kept at ten
 * significant digits, so that they are the same on every version of Node.
 *
 * @throws RangeError if the figure or table does not say what every exhibit must, or cannot be drawn truly
 * @throws TypeError if `value` is none of the three
 * @example
 * ```ts no-run
 * await show(scalingCurves(exhibit, panels));
 * ```
 */
export async function show(value: Figure | Table | DataFrameLike, options: ShowOptions = {}): Promise<void> {
  const { rows = 20, scale = 2 } = options;
  if (isFigure(value)) return showFigure(settle(value), scale);
  publish(bundleOf(value, rows));
}

function bundleOf(value: Table | DataFrameLike, rows: number): MimeBundle {
  if (isTable(value)) return tableBundle(settle(value));
  if (isDataFrameLike(value)) return dataFrameBundle(value, rows);
  throw new TypeError(`show requires a figure, a table or a DataFrame, got ${describe(value)}`);
}

async function showFigure(figure: Figure, scale: number): Promise<void> {
  checkExhibit(figure);
  if (!insideKernel()) return publish({ "text/plain": figureText(figure) });
  renderer ??= openRenderer();
  const png = await renderer.png(figure, { scale });
  const { width = 700, height = 450 } = figure.layout;
  publish(figureBundle(figure, await renderer.complete(figure), png), { metadata: { "image/png": { width, height } } });
}

function isFigure(value: Figure | Table | DataFrameLike): value is Figure {
  return typeof value === "object" && value !== null && "data" in value && "layout" in value;
}

function isTable(value: Table | DataFrameLike): value is Table {
  return typeof value === "object" && value !== null && "columns" in value && "rows" in value;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return `an object with ${Object.keys(value).join(", ") || "nothing in it"}`;
}
