import { extname, resolve } from "node:path";
import { UsageError } from "../core/index.js";
import type { Figure, Renderer, TextMode } from "../report/index.js";
import type { Io } from "./io.js";

const formats = ["svg", "png", "pdf", "html", "json"] as const;

/** A kind of file that the command line writes figures as. */
export type FigureEnding = (typeof formats)[number];

/** How a figure is drawn, where its file's kind leaves a choice. */
export interface DrawFlags {
  readonly scale?: number;
  readonly text?: TextMode;
}

/** The endings, for help texts. */
export const figureEndings = ".svg, .png, .pdf, .html or .json";

/** The kind of file that a path's ending names. */
export function figureFormat(path: string, option: string): FigureEnding {
  const format = formats.find((known) => `.${known}` === extname(path).toLowerCase());
  if (format === undefined) throw new UsageError(`${option} requires files ending in ${figureEndings}; got ${path}`);
  return format;
}

/** Writes a figure to a file of the kind that its ending names, and says so. */
export async function writeFigure(figure: Figure, path: string, option: string, io: Io): Promise<void> {
  const format = figureFormat(path, option);
  const { openRenderer, writeIfChanged } = await import("../report/index.js");
  const renderer = openRenderer();
  try {
    await writeIfChanged(resolve(io.cwd, path), await drawFigure(figure, format, {}, renderer));
    io.stderr.write(`${path}\n`);
  } finally {
    await renderer.close();
  }
}

/** The content of a figure's file. */
export async function drawFigure(
  figure: Figure,
  format: FigureEnding,
  flags: DrawFlags,
  renderer: Renderer,
): Promise<string | Uint8Array> {
  switch (format) {
    case "svg":
      return renderer.svg(figure, flags.text === undefined ? {} : { text: flags.text });
    case "png":
      return renderer.png(figure, flags.scale === undefined ? {} : { scale: flags.scale });
    case "pdf":
      return renderer.pdf(figure);
    case "html": {
      const { htmlPage } = await import("../report/index.js");
      return htmlPage({ title: titleOf(figure), figures: [figure] }, renderer);
    }
    case "json": {
      const { figureJson } = await import("../report/index.js");
      await renderer.svg(figure); // a file that nobody could draw is no figure
      return figureJson(figure);
    }
  }
}

/** The figure's own title as plain text, else its id. */
function titleOf({ id, layout }: Figure): string {
  const title = typeof layout.title === "string" ? layout.title : layout.title?.text;
  const text = (title ?? "")
    .replace(/<br\s*\/?>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|amp|#36);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&" })[name] ?? "$");
  return text.trim() === "" ? id : text;
}
