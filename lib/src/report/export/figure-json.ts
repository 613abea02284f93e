import { createHash } from "node:crypto";
import { DataError } from "../../core/index.js";
import { checkExhibit } from "../exhibit.js";
import type { Figure } from "../figure.js";
import { specificationJson } from "../render/specification-json.js";

/** A figure's file in JSON: what it says about itself, a fingerprint of its numbers, and all that is drawn. */
export interface FigureRecord extends Figure {
  /** Of the JSON of `data`, in hexadecimal: two figures with the same one show the same numbers. */
  readonly sha256: string;
}

/**
 * A figure as the text of its JSON file, one line per trace. Typed arrays are written as lists, NaN and infinities as null.
 *
 * @example
 * const figure = { id: "a-b", caption: "c", provenance: ["published"], source: "table 2", data: [{ y: [1, 2] }], layout: {} };
 * JSON.parse(figureJson(figure)).data[0].y[1]; // => 2
 */
export function figureJson(figure: Figure): string {
  checkExhibit(figure);
  const { data, layout }: Pick<Figure, "data" | "layout"> = JSON.parse(specificationJson(figure));
  const sha256 = createHash("sha256").update(JSON.stringify(data)).digest("hex");
  const fields: readonly (readonly [string, unknown])[] = [
    ["id", figure.id],
    ["caption", figure.caption],
    ["provenance", figure.provenance],
    ["source", figure.source],
    ["sha256", sha256],
  ];
  const head = fields.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`).join("");
  const traces = data.map((trace) => `    ${JSON.stringify(trace)}`).join(",\n");
  return `{\n${head}  "data": [\n${traces}\n  ],\n  "layout": ${JSON.stringify(layout)}\n}\n`;
}

/**
 * Reads the text of a figure's JSON file, or any plotly figure `{ data, layout }` if `missing` supplies what it lacks.
 *
 * @param file its name, for messages
 * @throws DataError if the text is no JSON, has no list `data`, lacks what a figure must say, or its numbers were changed
 * after its fingerprint was taken
 * @example
 * parseFigure('{"data":[{"y":[1]}]}', "f.json", { id: "f", caption: "c", provenance: ["measured"], source: "a run" }).layout; // => ({})
 */
export function parseFigure(text: string, file: string, missing: Partial<Figure> = {}): Figure {
  const found = parseObject(text, file);
  if (!Array.isArray(found.data)) throw new DataError({ file, path: "data" }, "a figure requires a list of traces");
  if (found.sha256 !== undefined) {
    const sha256 = createHash("sha256").update(JSON.stringify(found.data)).digest("hex");
    if (sha256 !== found.sha256)
      throw new DataError({ file, path: "sha256" }, `the data's is ${sha256}; the numbers were changed by hand`);
  }
  const { id = missing.id, caption = missing.caption, source = missing.source } = found;
  const provenance = found.provenance ?? missing.provenance;
  if (id === undefined || caption === undefined || source === undefined || provenance === undefined) {
    const absent = Object.entries({ id, caption, source, provenance }).filter(([, value]) => value === undefined);
    throw new DataError({ file }, `a figure requires ${absent.map(([key]) => key).join(", ")}, found none`);
  }
  return { id, caption, source, provenance, data: found.data, layout: found.layout ?? {} };
}

function parseObject(text: string, file: string): Partial<FigureRecord> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new DataError({ file }, `no JSON: ${(error as Error).message}`, { cause: error });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DataError({ file }, "a figure requires an object with data and layout");
  return value;
}
