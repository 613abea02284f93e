import type { Exhibit, Figure, Table } from "../figure.js";
import type { Renderer } from "../render/renderer.js";
import { specificationJson } from "../render/specification-json.js";
import { escapeHtml, tableHtml } from "../table/formats.js";
import { captionHtml, scalable } from "./html-fragment.js";

/** What a page needs of a renderer. */
export type FigureSource = Pick<Renderer, "svg" | "complete">;

/** Refuses two exhibits of one id: a link could lead to one of them only. */
export function requireDistinct(exhibits: readonly Exhibit[], what: string): void {
  const ids = exhibits.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw new RangeError(`${what} requires distinct ids, got ${twice} twice`);
}

/** A figure as a drawing, with what a script needs to make a plot of it. */
export async function figureHtml(figure: Figure, source: FigureSource): Promise<string> {
  const svg = await source.svg(figure);
  const complete = await source.complete(figure);
  const spec = specificationJson(complete);
  return `<figure id="${figure.id}">
<div class="plot" style="width:${complete.layout.width}px">${scalable(svg)}</div>
<figcaption>${captionHtml(figure)}</figcaption>
<script type="application/json">${inertJson(spec)}</script>
</figure>`;
}

/** A wide table scrolls in its own place, by keys too. */
export function tableSection(table: Table): string {
  return `<div class="table" role="group" tabindex="0" aria-label="${escapeHtml(table.caption)}">${tableHtml(table)}</div>`;
}

/** JSON in a script element must not open a tag or close the element. */
function inertJson(json: string): string {
  return json.replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
