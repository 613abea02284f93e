import { createHash } from "node:crypto";
import { create } from "fontkit";
import type { Figure } from "../figure.js";
import { assertDrawable, assertValid } from "./checks.js";
import { type FontBook, openFontBook } from "./font-book.js";
import { drawnMargins, lineProblem, moveLine } from "./line-fit.js";
import { openPlotlyPage, type PlotlyPage } from "./plotly-page.js";
import { declaredRoom, type Room, withProvenance } from "./provenance-line.js";
import { seededRandom } from "./seeded-random.js";
import { define } from "./shims.js";
import { specificationJson } from "./specification-json.js";
import { type TextMode, writeSvg } from "./svg-writer.js";
import type { XmlElement } from "./xml.js";

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly text: TextMode;
}

export interface Drawn {
  readonly svg: string;
  /** The figure with its size and its line of provenance, as it was drawn. */
  readonly complete: Figure;
}

/** A page with plotly and the fonts: draws one figure at a time, which its caller must see to. */
export interface Engine {
  readonly fonts: FontBook;
  draw(figure: Figure, drawing: Drawing): Promise<Drawn>;
  close(): void;
}

/** Opens the page and the fonts: about a second. */
export function openEngine(): Engine {
  // fontkit gives a collection for .ttc files only; the bundled ones are single fonts.
  const fonts = openFontBook((file) => create(file) as ReturnType<Parameters<typeof openFontBook>[0]>);
  const page = openPlotlyPage(fonts);
  return {
    fonts,
    draw: (figure, drawing) => draw(page, fonts, figure, drawing),
    close: () => page.close(),
  };
}

// A margin that grew once may have to grow again, since the labels of a smaller plot area may turn.
const ATTEMPTS = 3;

async function draw(page: PlotlyPage, fonts: FontBook, figure: Figure, drawing: Drawing): Promise<Drawn> {
  const { width, height, text } = drawing;
  assertDrawable(figure);
  const sized: Figure = { ...figure, layout: { ...figure.layout, width, height } };
  assertValid(page, sized);
  let room = declaredRoom(figure.layout);
  for (let attempt = 1; ; attempt++) {
    const full = withProvenance(sized, room);
    const own = full === sized ? null : room;
    const { svg, margins, outgrown, problem } = await plot(page, fonts, full, own, text);
    if (!outgrown || attempt === ATTEMPTS) {
      if (problem !== null) throw new RangeError(`figure ${figure.id}: ${problem}`);
      return { svg, complete: own === null ? full : withProvenance(sized, { ...room, left: margins.left }) };
    }
    room = margins;
  }
}

interface Plot {
  readonly svg: string;
  /** The margins that plotly settled on. */
  readonly margins: Room;
  /** Whether what stands below the plot area took the room that was left for the line of provenance. */
  readonly outgrown: boolean;
  readonly problem: string | null;
}

/** @param room what the line of provenance was placed by; `null` where the figure came with its own line */
async function plot(
  { window, plotly }: PlotlyPage,
  fonts: FontBook,
  figure: Figure,
  room: Room | null,
  text: TextMode,
): Promise<Plot> {
  const uid = createHash("sha256").update(figure.id).digest("hex").slice(0, 6);
  const spec: Spec = window.JSON.parse(specificationJson(figure));
  // Plotly would draw these by chance, and one more trace would rename all after it.
  spec.data.forEach((trace, i) => {
    trace.uid ??= `${uid}${i}`;
  });
  let result: Plot | undefined;
  window.Math.random = seededRandom(figure.id);
  define(window.XMLSerializer.prototype, "serializeToString", (root: XmlElement) => {
    const margins = drawnMargins(root);
    // Of the left margin nothing else hangs on the line, so that drawing anew would only move it.
    if (room !== null) moveLine(root, figure.layout, room.left - margins.left);
    const { svg, missing } = writeSvg(root, fonts, text, figure.caption);
    const problem = missing.length > 0 ? glyphProblem(missing) : lineProblem(root, figure.layout, fonts);
    const outgrown = room !== null && margins.bottom > (figure.layout.margin?.b ?? margins.bottom) + 0.5;
    result = { svg, margins, outgrown, problem };
    return "<svg/>";
  });
  const { width, height } = figure.layout;
  try {
    await plotly.toImage(spec, { format: "svg", imageDataOnly: true, width, height });
  } finally {
    window.document.body.replaceChildren(); // a drawing that failed half-way stays on the page
  }
  if (result === undefined) throw new Error(`figure ${figure.id}: plotly drew nothing`);
  return result;
}

function glyphProblem(missing: readonly string[]): string {
  const named = missing.map((c) => `“${c}” (U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")})`);
  return `the bundled fonts have no glyph for ${named.join(", ")}`;
}

interface Spec {
  readonly data: { uid?: string }[];
  readonly layout: object;
}
