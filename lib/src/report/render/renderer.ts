import { createHash } from "node:crypto";
import type { Figure } from "../figure.js";
import type { Drawn, Engine } from "./engine.js";
import type { TextMode } from "./svg-writer.js";

/** The size of a picture in px. Without it the figure's layout decides, and without that 700 by 450. */
export interface PictureSize {
  readonly width?: number;
  readonly height?: number;
}

export interface SvgOptions extends PictureSize {
  /** `outline` draws letters as shapes and looks the same everywhere; `keep` leaves text, for editing and search. @default "outline" */
  readonly text?: TextMode;
}

export interface PngOptions extends PictureSize {
  /** Pixels of the file per px of the figure. @default 2 */
  readonly scale?: number;
}

/** Draws figures as files, one at a time in the order asked. The same figure gives the same bytes on every run. */
export interface Renderer {
  svg(figure: Figure, options?: SvgOptions): Promise<string>;
  png(figure: Figure, options?: PngOptions): Promise<Uint8Array>;
  /** One page with searchable text and embedded fonts, as papers want them. */
  pdf(figure: Figure, options?: PictureSize): Promise<Uint8Array>;
  /**
   * The figure as it is drawn: its size, and its line of provenance placed below all that plotly put there. What an
   * interactive view should be given.
   */
  complete(figure: Figure, options?: PictureSize): Promise<Figure>;
  /** Waits for what is under way, then frees the page. Afterwards nothing can be drawn. */
  close(): Promise<void>;
}

/** Drawings kept by an open renderer: some 50 kB each. */
const REMEMBERED = 100;

/**
 * Opens a renderer: plotly.js on a page without a browser, fonts included. The page is built with the first figure and
 * takes about a second and 150 MB; a further figure takes about a tenth of a second.
 *
 * Each picture says along its lower edge where its numbers come from (`withProvenance`).
 *
 * @returns a renderer whose methods reject with RangeError for a figure that could not be drawn truly: an id not in
 * kebab-case, unknown attributes or traces, WebGL, LaTeX, letters without a glyph, anything to be fetched
 * @example
 * ```ts no-run
 * const renderer = openRenderer();
 * await writeFile("accuracy.png", await renderer.png(figure));
 * await renderer.close();
 * ```
 */
export function openRenderer(): Renderer {
  let engine: Promise<Engine> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let closed = false;
  const drawings = new Map<string, Drawn>();

  // The page's chance and its writer belong to one figure at a time.
  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const run = queue.then(task);
    queue = run.catch(() => undefined);
    return run;
  };

  // Loaded on first use: jsdom and the fonts would slow every import of this room by a second.
  const load = (): Promise<Engine> => {
    if (closed) throw new RangeError("the renderer is closed");
    engine ??= import("./engine.js").then(({ openEngine }) => openEngine());
    return engine;
  };

  const draw = async (figure: Figure, size: PictureSize, text: TextMode): Promise<Drawn> => {
    const { width, height } = sizeOf(figure, size);
    const { draw: drawOn } = await load();
    // An exporter asks for SVG and PNG in turn, and a page with all figures for each SVG again.
    const key = createHash("sha256")
      .update(JSON.stringify([figure, width, height, text]))
      .digest("base64");
    const known = drawings.get(key);
    if (known !== undefined) return known;
    const drawn = await drawOn(figure, { width, height, text });
    if (drawings.size === REMEMBERED) drawings.clear();
    drawings.set(key, drawn);
    return drawn;
  };

  return {
    svg: (figure, { text = "outline", ...size } = {}) => enqueue(async () => (await draw(figure, size, text)).svg),
    png: (figure, { scale = 2, ...size } = {}) =>
      enqueue(async () => {
        if (!(scale > 0 && scale <= 16)) throw new RangeError(`png requires a scale in (0, 16], got ${scale}`);
        const { svg } = await draw(figure, size, "outline");
        const { rasterize } = await import("./raster.js");
        return rasterize(svg, scale);
      }),
    pdf: (figure, size = {}) =>
      enqueue(async () => {
        const { svg } = await draw(figure, size, "keep");
        const { writePdf } = await import("./pdf.js");
        return writePdf(svg, { ...sizeOf(figure, size), title: figure.caption }, (await load()).fonts);
      }),
    complete: (figure, size = {}) => enqueue(async () => (await draw(figure, size, "outline")).complete),
    close: () =>
      enqueue(async () => {
        closed = true;
        (await engine)?.close();
      }),
  };
}

function sizeOf({ layout }: Figure, size: PictureSize): Required<PictureSize> {
  return {
    width: dimension("width", size.width ?? layout.width ?? 700),
    height: dimension("height", size.height ?? layout.height ?? 450),
  };
}

function dimension(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 10 && value <= 10_000) return value;
  throw new RangeError(`a picture requires a ${name} in whole px from 10 to 10000, got ${value}`);
}
