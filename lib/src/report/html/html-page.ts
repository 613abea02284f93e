import type { Figure, Table } from "../figure.js";
import type { Renderer } from "../render/renderer.js";
import { specificationJson } from "../render/specification-json.js";
import { escapeHtml, tableHtml } from "../table/formats.js";
import { fontFaceCss } from "./font-faces.js";
import { captionHtml, scalable } from "./html-fragment.js";
import { pageScript, pageStyle } from "./page-assets.js";

export interface PageContent {
  readonly title: string;
  readonly figures: readonly Figure[];
  /** Shown after the figures. @default none */
  readonly tables?: readonly Table[];
}

/**
 * A report in one file that works offline: every figure first as a drawing, then, once scripts have run, as an interactive
 * plot of the same size, shrunk to the window where that is narrower. plotly.js and the fonts are inside, once; the page asks nobody for anything. About 5.5 MB.
 *
 * @throws RangeError if two exhibits share an id, or for a figure that could not be drawn truly
 * @example
 * ```ts no-run
 * await writeIfChanged("figures/report.html", await htmlPage({ title: "Figures", figures }, renderer));
 * ```
 */
export async function htmlPage(
  { title, figures, tables = [] }: PageContent,
  renderer: Pick<Renderer, "svg" | "complete">,
): Promise<string> {
  const ids = [...figures, ...tables].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw new RangeError(`htmlPage requires distinct ids, got ${twice} twice`);
  const parts: string[] = [];
  for (const figure of figures) parts.push(await figureHtml(figure, renderer));
  for (const table of tables) parts.push(tableSection(table));
  const { plotlyBundle } = await import("../render/plotly-bundle.js");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${await fontFaceCss()}
${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${parts.join("\n")}
</main>
<script>${closedScript(plotlyBundle())}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

async function figureHtml(figure: Figure, renderer: Pick<Renderer, "svg" | "complete">): Promise<string> {
  const svg = await renderer.svg(figure);
  const complete = await renderer.complete(figure);
  const spec = specificationJson(complete);
  return `<figure id="${figure.id}">
<div class="plot" style="width:${complete.layout.width}px">${scalable(svg)}</div>
<figcaption>${captionHtml(figure)}</figcaption>
<script type="application/json">${inertJson(spec)}</script>
</figure>`;
}

/** A wide table scrolls in its own place, by keys too. */
function tableSection(table: Table): string {
  return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(table.caption)}">${tableHtml(table)}</div>`;
}

/** JSON in a script element must not open a tag or close the element. */
function inertJson(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function closedScript(code: string): string {
  if (/<\/script|<!--/i.test(code)) throw new Error("plotly's bundle holds text that would end its script element");
  return code;
}
