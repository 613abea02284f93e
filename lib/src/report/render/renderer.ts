import type { Figure } from "../figure.js";
import type { Engine } from "./engine.js";
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
  /** Waits for what is under way, then frees the page. Afterwards nothing can be drawn. */
  close(): Promise<void>;
}

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
  let last: { readonly key: string; readonly svg: string } | undefined;

  // The page's chance and its writer belong to one figure at a time.
  const enqueue = <T>(task: () => Promise<T>): Promise<T> => {
    const run = queue.then(task);
    queue = run.catch(() => undefined);
    return run;
  };

  const draw = async (figure: Figure, size: PictureSize, text: TextMode): Promise<string> => {
    if (closed) throw new RangeError("the renderer is closed");
    const width = dimension("width", size.width ?? figure.layout.width ?? 700);
    const height = dimension("height", size.height ?? figure.layout.height ?? 450);
    // An exporter asks for SVG and PNG in turn: the second is drawn from the first.
    const key = JSON.stringify([figure, width, height, text]);
    if (last?.key === key) return last.svg;
    // Loaded on first use: jsdom and the fonts would slow every import of this room by a second.
    engine ??= import("./engine.js").then(({ openEngine }) => openEngine());
    const svg = await (await engine).draw(figure, { width, height, text });
    last = { key, svg };
    return svg;
  };

  return {
    svg: (figure, { text = "outline", ...size } = {}) => enqueue(() => draw(figure, size, text)),
    png: (figure, { scale = 2, ...size } = {}) =>
      enqueue(async () => {
        if (!(scale > 0 && scale <= 16)) throw new RangeError(`png requires a scale in (0, 16], got ${scale}`);
        const svg = await draw(figure, size, "outline");
        const { rasterize } = await import("./raster.js");
        return rasterize(svg, scale);
      }),
    close: () =>
      enqueue(async () => {
        closed = true;
        (await engine)?.close();
      }),
  };
}

function dimension(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 10 && value <= 10_000) return value;
  throw new RangeError(`a picture requires a ${name} in whole px from 10 to 10000, got ${value}`);
}
