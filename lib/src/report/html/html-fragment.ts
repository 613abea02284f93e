import { provenanceLine } from "../exhibit.js";
import type { Exhibit, Figure } from "../figure.js";
import type { Renderer } from "../render/renderer.js";
import { escapeHtml } from "../table/formats.js";

/**
 * A figure as a piece of HTML for a notebook's output or any page: the drawing inline as SVG, its caption beneath.
 * No script, nothing fetched, about 40 kB.
 *
 * @throws RangeError for a figure that could not be drawn truly
 * @example
 * ```ts no-run
 * const html = await htmlFragment(figure, renderer);
 * ```
 */
export async function htmlFragment(figure: Figure, renderer: Renderer): Promise<string> {
  const svg = await renderer.svg(figure);
  const caption = `<figcaption style="max-width:70ch">${captionHtml(figure)}</figcaption>`;
  return `<figure id="${figure.id}" style="margin:0">\n${scalable(svg)}${caption}\n</figure>\n`;
}

/** Caption and provenance as text. */
export function captionHtml(figure: Exhibit): string {
  return `${escapeHtml(figure.caption)} <small>${escapeHtml(provenanceLine(figure))}</small>`;
}

/** The drawing shrinks with the page; its viewBox keeps the proportions. */
export function scalable(svg: string): string {
  return svg.replace("<svg ", '<svg style="max-width:100%;height:auto;background:white" ');
}
