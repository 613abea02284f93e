import type { Annotations, Layout } from "plotly.js";
import { provenanceLine } from "../exhibit.js";
import type { Figure } from "../figure.js";
import { escapeText } from "./svg-format.js";

/** The name of the annotation that carries the line; a figure that has one already is left as it is. */
const LINE_NAME = "provenance";

/** Where in a layout's annotations the line stands; -1 without one. */
export function lineIndex({ annotations = [] }: Partial<Layout>): number {
  return annotations.findIndex((annotation: NamedAnnotation) => annotation.name === LINE_NAME);
}

/** The type package forgets that annotations have names. */
type NamedAnnotation = Partial<Annotations> & { readonly name?: string };

const FONT_SIZE = 10;
const LINE_HEIGHT = 13;
const EDGE = 8;
// Open Sans at 10 px draws English at 5.2 px a letter; a little more keeps an unusual line inside the page.
const LETTER_WIDTH = 5.5;

/** The space a figure needs beside its plot area for its own axes and legends, in px. */
export interface Room {
  readonly left: number;
  readonly bottom: number;
}

/**
 * The figure with a small line along its lower edge that says where its numbers come from, so that a picture seen alone
 * still tells. The page keeps its size: the bottom margin grows by the line, and the plot area gives way.
 *
 * @param room what axes and legends need where that is more than the margins say; the renderer measures it
 * @example
 * const figure = { id: "a-b", caption: "c", provenance: ["published"], source: "table 2", data: [], layout: { margin: { b: 60 } } };
 * withProvenance(figure).layout.margin.b; // => 85
 * withProvenance(withProvenance(figure)).layout.annotations.length; // => 1
 */
export function withProvenance(figure: Figure, room: Room = declaredRoom(figure.layout)): Figure {
  const annotations = figure.layout.annotations ?? [];
  if (lineIndex(figure.layout) >= 0) return figure;
  const { left, bottom } = room;
  const lines = wrap(provenanceLine(figure), (figure.layout.width ?? 700) - 2 * EDGE);
  const strip = lines.length * LINE_HEIGHT + EDGE + 4;
  const line: NamedAnnotation = {
    name: LINE_NAME,
    text: lines.map(escapeText).join("<br>"),
    xref: "paper",
    yref: "paper",
    x: 0,
    y: 0,
    xanchor: "left",
    yanchor: "bottom",
    xshift: EDGE - left,
    yshift: EDGE / 2 - (bottom + strip),
    align: "left",
    showarrow: false,
    borderpad: 0,
    opacity: 0.65,
    font: { size: FONT_SIZE },
  };
  return {
    ...figure,
    layout: {
      ...figure.layout,
      margin: { ...figure.layout.margin, b: bottom + strip },
      annotations: [...annotations, line],
    },
  };
}

/** The room that a layout, its template or plotly's defaults leave beside the plot area. */
export function declaredRoom(layout: Partial<Layout>): Room {
  return { left: margin(layout, "l"), bottom: margin(layout, "b") };
}

const plotlyMargins = { l: 80, b: 80 };

function margin(layout: Partial<Layout>, side: "l" | "b"): number {
  return layout.margin?.[side] ?? layout.template?.layout?.margin?.[side] ?? plotlyMargins[side];
}

function wrap(text: string, width: number): string[] {
  const letters = Math.max(20, Math.floor(width / LETTER_WIDTH));
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
