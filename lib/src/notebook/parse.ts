import { createHash } from "node:crypto";
import { DataError, type Place, parseJson } from "../core/index.js";
import type { Cell, CellMetadata, Notebook, Output } from "./notebook.js";

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the text of an `.ipynb` file of nbformat 4. Cells without an id (before 4.5) get one made of their place and source, so that the same file gives the same ids.
 *
 * @param file the name that errors carry
 * @throws DataError if the text is not JSON, not nbformat 4, or a cell is not what the format says: with file, line or cell, required and found
 * @example
 * parseNotebook('{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[]}', "empty.ipynb").cells; // => []
 */
export function parseNotebook(text: string, file: string): Notebook {
  if (text.trim() === "") throw new DataError({ file }, "a notebook is required, found an empty file");
  return checkNotebook(parseJson(text, file), file);
}

/** A fresh notebook from any object that has the shape of one: texts joined, ids added, the rest kept. */
export function checkNotebook(value: unknown, file: string): Notebook {
  const book = fields(value, { file }, "a notebook");
  const found = book["nbformat"];
  if (found !== 4) {
    const hint = found === 2 || found === 3 ? "; open and save it in Jupyter, or convert it with nbconvert, first" : "";
    throw new DataError(
      { file, path: "nbformat" },
      `a notebook of nbformat 4 is required, found ${show(found)}${hint}`,
    );
  }
  const minor = book["nbformat_minor"];
  if (typeof minor !== "number" || !Number.isInteger(minor) || minor < 0)
    throw new DataError({ file, path: "nbformat_minor" }, `a whole number is required, found ${show(minor)}`);
  const metadata = fields(book["metadata"] ?? {}, { file, path: "metadata" }, "metadata");
  checkKernelspec(metadata["kernelspec"], file);
  const list = book["cells"];
  if (!Array.isArray(list))
    throw new DataError({ file, path: "cells" }, `a list of cells is required, found ${show(list)}`);
  const cells = list.map((cell: unknown, index) => checkCell(cell, { file, cell: index + 1 }));
  return { ...book, metadata, nbformat: 4, nbformat_minor: Math.max(5, minor), cells: withIds(cells, file) };
}

function checkKernelspec(spec: unknown, file: string): void {
  if (spec === undefined) return;
  const { name } = fields(spec, { file, path: "metadata.kernelspec" }, "a kernelspec");
  if (typeof name !== "string" || name === "")
    throw new DataError({ file, path: "metadata.kernelspec.name" }, `a kernel's name is required, found ${show(name)}`);
}

function checkCell(value: unknown, place: Place): Fields {
  const cell = fields(value, place, "a cell");
  const type = cell["cell_type"];
  if (type !== "code" && type !== "markdown" && type !== "raw")
    throw new DataError({ ...place, path: "cell_type" }, `code, markdown or raw is required, found ${show(type)}`);
  const id = cell["id"];
  if (id !== undefined && !(typeof id === "string" && /^[a-zA-Z0-9_-]{1,64}$/.test(id)))
    throw new DataError({ ...place, path: "id" }, `1 to 64 letters, digits, - or _ are required, found ${show(id)}`);
  const metadata = checkCellMetadata(cell["metadata"], place);
  const source = joined(cell["source"], { ...place, path: "source" });
  if (type !== "code") return { ...cell, metadata, source };
  const outputs = cell["outputs"] ?? [];
  if (!Array.isArray(outputs))
    throw new DataError({ ...place, path: "outputs" }, `a list of outputs is required, found ${show(outputs)}`);
  return {
    ...cell,
    metadata,
    source,
    execution_count: cell["execution_count"] ?? null,
    outputs: outputs.map((output: unknown, i) => checkOutput(output, { ...place, path: `outputs[${i}]` })),
  };
}

function checkCellMetadata(value: unknown, place: Place): CellMetadata {
  const metadata = fields(value ?? {}, { ...place, path: "metadata" }, "metadata");
  const { tags, timeout } = metadata;
  if (tags !== undefined && !(Array.isArray(tags) && tags.every((tag) => typeof tag === "string")))
    throw new DataError({ ...place, path: "metadata.tags" }, `a list of texts is required, found ${show(tags)}`);
  if (timeout !== undefined && !(typeof timeout === "number" && timeout >= 0))
    throw new DataError({ ...place, path: "metadata.timeout" }, `seconds are required, found ${show(timeout)}`);
  return metadata as CellMetadata;
}

function checkOutput(value: unknown, place: Place): Output {
  const output = fields(value, place, "an output");
  switch (output["output_type"]) {
    case "stream":
      return { ...output, text: joined(output["text"], { ...place, path: `${place.path}.text` }) } as unknown as Output;
    case "display_data":
    case "execute_result": {
      const data = fields(output["data"], { ...place, path: `${place.path}.data` }, "a mime bundle");
      const whole = Object.entries(data).map(([mime, content]) => [
        mime,
        isLines(content) && !isJsonMime(mime) ? content.join("") : content,
      ]);
      return { metadata: {}, ...output, data: Object.fromEntries(whole) } as unknown as Output;
    }
    case "error":
      return output as unknown as Output;
    default:
      throw new DataError(
        { ...place, path: `${place.path}.output_type` },
        `stream, display_data, execute_result or error is required, found ${show(output["output_type"])}`,
      );
  }
}

function withIds(cells: readonly Fields[], file: string): Cell[] {
  const seen = new Map<unknown, number>();
  cells.forEach((cell, index) => {
    const id = cell["id"];
    if (id === undefined) return;
    const first = seen.get(id);
    if (first !== undefined)
      throw new DataError(
        { file, cell: index + 1, path: "id" },
        `an id of its own is required, found ${show(id)}, the id of cell ${first}`,
      );
    seen.set(id, index + 1);
  });
  return cells.map((cell, index) => {
    if (cell["id"] !== undefined) return cell as unknown as Cell;
    let id = "";
    for (let round = 0; id === "" || seen.has(id); round++)
      id = createHash("sha256").update(`${index}/${round}\n${cell["source"]}`).digest("hex").slice(0, 8);
    seen.set(id, index + 1);
    return { ...cell, id } as unknown as Cell;
  });
}

/** Mime types whose content is JSON itself, not text. */
export function isJsonMime(mime: string): boolean {
  return /^application\/(.+\+)?json$/.test(mime);
}

function isLines(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((line) => typeof line === "string");
}

function joined(value: unknown, place: Place): string {
  if (typeof value === "string") return value;
  if (isLines(value)) return value.join("");
  throw new DataError(place, `a text or a list of lines is required, found ${show(value)}`);
}

function fields(value: unknown, place: Place, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DataError(place, `${what} must be an object, found ${show(value)}`);
  return value as Fields;
}

function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
