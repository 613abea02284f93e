import { createHash } from "node:crypto";
import { join } from "node:path";
import { checkExhibit } from "../exhibit.js";
import type { Figure } from "../figure.js";
import { openRenderer, type Renderer } from "../render/renderer.js";
import { type WrittenFile, writeIfChanged } from "./write-if-changed.js";

/** How figures are exported. */
export interface ExportFigureOptions {
  /** A renderer that is open already; without it one is opened and closed, which takes a second. */
  readonly renderer?: Renderer;
}

/**
 * Writes a figure as `<id>.svg`, `<id>.png` and `<id>.json`; the last holds the numbers drawn, what the figure says about
 * itself, and the sha256 of its data.
 *
 * @throws RangeError if the figure cannot be drawn truly; system errors
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
  checkExhibit(figure);
  const renderer = options.renderer ?? openRenderer();
  try {
    const { id, caption, provenance, source, data, layout } = figure;
    const sha256 = createHash("sha256").update(JSON.stringify(data)).digest("hex");
    const record = { id, caption, provenance, source, sha256, data, layout };
    const write = (ending: string, content: string | Uint8Array) =>
      writeIfChanged(join(folder, `${id}.${ending}`), content);
    return [
      await write("svg", await renderer.svg(figure)),
      await write("png", await renderer.png(figure)),
      await write("json", `${JSON.stringify(record, null, 1)}\n`),
    ];
  } finally {
    if (options.renderer === undefined) await renderer.close();
  }
}
