import { basename, extname, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type Provenance, provenances, readText, UsageError } from "../../core/index.js";
import type { Exhibit, Figure, TextMode } from "../../report/index.js";
import { drawFigure, type FigureEnding, figureEndings, figureFormat } from "../draw-figure.js";
import type { Session } from "../io.js";

interface FigureFlags extends Partial<Exhibit> {
  readonly output?: readonly string[];
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  readonly text?: TextMode;
  readonly theme?: boolean;
}

/** `isocompute figure`: a figure's JSON as a picture or a page. */
export function figureCommand({ io }: Session): Command {
  return new Command("figure")
    .description("draw a figure from its JSON: a file of the lab's, or any plotly figure { data, layout }")
    .argument("<figure>", "the .json file")
    .option(
      "-o, --output <file>",
      `a file to write, ending in ${figureEndings}; may be given several times (default: FIGURE.svg beside it)`,
      collect,
    )
    .option("--width <px>", "the width (default: the figure's, else 700)", number)
    .option("--height <px>", "the height (default: the figure's, else 450)", number)
    .option("--scale <n>", "PNG only: pixels per px (default: 2)", number)
    .addOption(
      new Option(
        "--text <mode>",
        "SVG only: letters as shapes, the same everywhere, or as text (default: outline)",
      ).choices(["outline", "keep"]),
    )
    .option("--theme", "give it the lab's look where it sets none")
    .option("--provenance <words>", `plotly figures: where the numbers come from, of ${provenances.join(", ")}`, words)
    .option("--source <text>", "plotly figures: where exactly, such as a table, or a run with its seed")
    .option("--caption <text>", "plotly figures: what is seen, in a sentence or two")
    .option("--id <name>", "plotly figures: a name in kebab-case (default: the file's)")
    .addHelpText("after", help)
    .action(async (file: string, flags: FigureFlags) => {
      const { openRenderer, writeIfChanged } = await import("../../report/index.js");
      const outputs = (flags.output ?? [withoutEnding(file, ".svg")]).map(
        (path) => [path, figureFormat(path, "figure --output")] as const,
      );
      const asked = (format: FigureEnding) => outputs.some(([, other]) => other === format);
      if (flags.scale !== undefined && !asked("png")) throw new UsageError("figure --scale requires a .png to write");
      if (flags.text !== undefined && !asked("svg")) throw new UsageError("figure --text requires an .svg to write");
      const figure = await readFigure(file, flags, io.cwd);
      const renderer = openRenderer();
      try {
        const contents: (readonly [string, string | Uint8Array])[] = [];
        for (const [path, format] of outputs) contents.push([path, await drawFigure(figure, format, flags, renderer)]);
        // Nothing is written unless everything could be drawn.
        for (const [path, content] of contents) {
          await writeIfChanged(resolve(io.cwd, path), content);
          io.stdout.write(`${path}\n`);
        }
      } finally {
        await renderer.close();
      }
    });
}

async function readFigure(file: string, flags: FigureFlags, cwd: string): Promise<Figure> {
  const { parseFigure, withTheme } = await import("../../report/index.js");
  const name = basename(withoutEnding(file, ""));
  const { id = name, caption, source, provenance, width, height } = flags;
  const stated = Object.entries({ caption, source, provenance }).filter(([, value]) => value !== undefined);
  const found = parseFigure(readText(resolve(cwd, file), file), file, { id, ...Object.fromEntries(stated) });
  for (const key of ["id", "caption", "source", "provenance"] as const)
    if (flags[key] !== undefined && String(flags[key]) !== String(found[key]))
      throw new UsageError(`figure --${key} is for figures that do not say it; ${file} says: ${found[key]}`);
  const size = Object.entries({ width, height }).filter(([, value]) => value !== undefined);
  const figure = { ...found, layout: { ...found.layout, ...Object.fromEntries(size) } };
  return flags.theme ? withTheme(figure) : figure;
}

function withoutEnding(path: string, replacement: string): string {
  return path.slice(0, path.length - extname(path).length) + replacement;
}

function collect(file: string, earlier: readonly string[] = []): string[] {
  return [...earlier, file];
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("A number is required.");
  return value;
}

function words(text: string): Provenance[] {
  return text.split(",").map((word) => {
    const found = provenances.find((known) => known === word.trim());
    if (found === undefined) throw new InvalidArgumentError(`It is one or more of ${provenances.join(", ")}.`);
    return found;
  });
}

const help = `
A plotly figure needs --provenance, --source and --caption: no picture leaves without saying where its numbers come from.
Nothing is fetched and no browser is needed. What could not be drawn truly is refused: WebGL, LaTeX, letters without a
glyph, attributes that plotly does not know. The same figure gives the same bytes.

Examples:
  isocompute figure figures/02-scaling-curves-textvqa-budget.json -o accuracy.pdf
  isocompute figure figures/02-scaling-curves-textvqa-budget.json -o wide.svg -o wide.png --width 1000 --scale 3
  isocompute figure plot.json -o plot.html --theme --provenance measured --source "run 12, seed 3" --caption "Loss by step."`;
