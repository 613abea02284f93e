import type { Figure, Table } from "../figure.js";
import { type FigureSource, figureHtml, requireDistinct, tableSection } from "./exhibit-html.js";
import { pageFrame } from "./page-frame.js";

export interface PageContent {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Shown after the figures. @default none */
  readonly tables?: readonly Table[];
}

/**
 * Figures and tables in one file that works offline: every figure first as a drawing, then, once scripts have run, as an interactive
 * plot of the same size, shrunk to the window where that is narrower. plotly.js and the fonts are inside, once; the page asks nobody for anything. About 5.5 MB.
 *
 * @throws RangeError if two exhibits share an id, or for a figure that could not be drawn truly
 * @example
 * ```ts no-run
 * await writeIfChanged("figures.html", await htmlPage({ title: "Figures", figures }, renderer));
 * ```
 */
export async function htmlPage({ title, figures, tables = [] }: PageContent, source: FigureSource): Promise<string> {
  requireDistinct([...figures, ...tables], "htmlPage");
  const parts: string[] = [];
  for (const figure of figures) parts.push(await figureHtml(figure, source));
  for (const table of tables) parts.push(tableSection(table));
  return pageFrame({ title, body: parts.join("\n") });
}
