import type { Figure } from "../figure.js";
import { theme } from "./template.js";

/**
 * The figure in the lab's look: Open Sans, a palette for every kind of colour vision, a light grid, 700 by 450 px, and a
 * top margin that fits its title. (Plotly's own `title.automargin` draws bars and contours out of step with their axes.)
 * What the figure sets itself stays, a template of its own included.
 *
 * @example
 * const figure = { id: "a-b", caption: "c", provenance: ["published"], source: "table 2", data: [], layout: { height: 300 } };
 * [withTheme(figure).layout.width, withTheme(figure).layout.height]; // => [700, 300]
 */
export function withTheme(figure: Figure): Figure {
  const { layout } = figure;
  const margin = { t: topMargin(layout), ...layout.margin };
  return { ...figure, layout: { width: 700, height: 450, template: theme, ...layout, margin } };
}

function topMargin({ title }: Figure["layout"]): number {
  if (typeof title !== "object" || title.text === undefined || title.text === "") return 24;
  const subtitle: { text?: string } | string = title.subtitle ?? "";
  const below = typeof subtitle === "string" ? subtitle : (subtitle.text ?? "");
  return 50 + 21 * lineBreaks(title.text) + (below === "" ? 0 : 20 + 16 * lineBreaks(below));
}

function lineBreaks(text: string): number {
  return text.split(/<br\s*\/?>/).length - 1;
}
