import { createHash } from "node:crypto";
import { DataError, type Provenance, parseJson, provenances } from "../../core/index.js";
import { checkExhibit } from "../exhibit.js";
import type { Exhibit, Figure } from "../figure.js";
import { specificationJson } from "../render/specification-json.js";
import { unpackArrays } from "./packed-arrays.js";

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
  const fields: readonly (readonly [string, unknown])[] = [
    ["id", figure.id],
    ["caption", figure.caption],
    ["provenance", figure.provenance],
    ["source", figure.source],
    ["sha256", sha256Of(data)],
  ];
  const head = fields.map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`).join("");
  const traces = data.map((trace) => `    ${JSON.stringify(trace)}`).join(",\n");
  return `{\n${head}  "data": [\n${traces}\n  ],\n  "layout": ${JSON.stringify(layout)}\n}\n`;
}

/**
 * Reads the text of a figure's JSON file, or any plotly figure `{ data, layout }` if `missing` supplies what it lacks.
 * Numbers that plotly.py has packed become lists.
 *
 * @param file its name, for messages
 * @throws DataError if the text is no JSON, is no plotly figure, is animated, lacks what a figure must say, or its numbers
 * were changed after its fingerprint was taken
 * @example
 * parseFigure('{"data":[{"y":[1]}]}', "f.json", { id: "f", caption: "c", provenance: ["measured"], source: "a run" }).layout; // => ({})
 */
export function parseFigure(text: string, file: string, missing: Partial<Exhibit> = {}): Figure {
  const found = parseJson(text, file);
  const wrong = (path: string, message: string): never => {
    throw new DataError(path === "" ? { file } : { file, path }, message);
  };
  if (!isRecord(found)) return wrong("", "a figure requires an object with data and layout");
  const { data, layout = {}, frames = [], sha256 } = found;
  if (!Array.isArray(data) || !data.every(isRecord)) return wrong("data", "a figure requires a list of traces");
  if (!isRecord(layout)) return wrong("layout", "a figure requires an object");
  if (!Array.isArray(frames) || frames.length > 0) wrong("frames", "an animation cannot be drawn as one picture");
  if (sha256 !== undefined && sha256 !== sha256Of(data))
    wrong("sha256", `the data's is ${sha256Of(data)}; the numbers were changed by hand`);
  return {
    ...statements(found, missing, wrong),
    data: data.map((trace, i) => unpackArrays(trace, file, `data[${i}]`) as Figure["data"][number]),
    layout: unpackArrays(layout, file, "layout") as Figure["layout"],
  };
}

/** What a figure says about itself, first by its file. */
function statements(
  found: Readonly<Record<string, unknown>>,
  missing: Partial<Exhibit>,
  wrong: (path: string, message: string) => never,
): Exhibit {
  const { id, caption, source, provenance } = { ...missing, ...found } as Readonly<Record<string, unknown>>;
  const absent = Object.entries({ id, caption, source, provenance }).filter(([, value]) => value === undefined);
  if (absent.length > 0) wrong("", `a figure requires ${absent.map(([key]) => key).join(", ")}, found none`);
  if (typeof id !== "string") return wrong("id", "a figure requires a text");
  if (typeof caption !== "string") return wrong("caption", "a figure requires a text");
  if (typeof source !== "string") return wrong("source", "a figure requires a text");
  const isProvenance = (word: unknown): word is Provenance => provenances.some((known) => known === word);
  if (!Array.isArray(provenance) || !provenance.every(isProvenance))
    return wrong(
      "provenance",
      `a figure requires a list of ${provenances.join(", ")}; got ${JSON.stringify(provenance)}`,
    );
  return { id, caption, source, provenance };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sha256Of(data: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(data)).digest("hex");
}
