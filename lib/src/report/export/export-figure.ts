import { join } from "node:path";
import type { Figure } from "../figure.js";
import { openRenderer, type Renderer } from "../render/renderer.js";
import { figureJson } from "./figure-json.js";
import { type WrittenFile, writeIfChanged } from "./write-if-changed.js";

/** A kind of file that a figure can be written as. */
export type FigureFormat = "svg" | "png" | "pdf" | "json";

/** How figures are exported. */
export interface ExportFigureOptions {
  /** A renderer that is open already; without it one is opened and closed, which takes a second. */
  readonly renderer?: Renderer;
  /** @default ["svg", "png", "json"] */
  readonly formats?: readonly FigureFormat[];
}

/**
 * Writes a figure as `<id>.svg`, `<id>.png` (at twice its size) and `<id>.json`; the last holds the numbers drawn, what
 * the figure says about itself, and the sha256 of its data. Files appear whole; one that would not change is not touched.
 *
 * @returns the files, in the order of the formats
 * @throws RangeError if the figure cannot be drawn truly, before anything is written; system errors
 * @example
 * ```ts no-run
 * await exportFigure(figure, "figures");
 * ```
 */
export async function exportFigure(
  figure: Figure,
  folder: string,
  options: ExportFigureOptions = {},
): Promise<WrittenFile[]> {
  const { renderer = openRenderer(), formats = ["svg", "png", "json"] } = options;
  try {
    const contents: (readonly [string, string | Uint8Array])[] = [];
    // Its numbers alone would be written whether or not it can be drawn; a drawing is remembered, so nothing is drawn twice.
    await renderer.svg(figure);
    for (const format of formats) contents.push([`${figure.id}.${format}`, await draw(figure, renderer, format)]);
    const written: WrittenFile[] = [];
    for (const [name, content] of contents) written.push(await writeIfChanged(join(folder, name), content));
    return written;
  } finally {
    if (options.renderer === undefined) await renderer.close();
  }
}

function draw(figure: Figure, renderer: Renderer, format: FigureFormat): Promise<string | Uint8Array> | string {
  switch (format) {
    case "svg":
      return renderer.svg(figure);
    case "png":
      return renderer.png(figure);
    case "pdf":
      return renderer.pdf(figure);
    case "json":
      return figureJson(figure);
  }
}
