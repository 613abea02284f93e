import type { RunFailure } from "./failure.js";
import type { Cell, Notebook } from "./notebook.js";

const tag = "isocompute-run-failed";
const anchor = "isocompute-failed-cell";

/**
 * The notebook with a first cell that says the run failed and links to the failing cell, before which a mark is set, as papermill does.
 * Both are markdown cells with the tag `isocompute-run-failed`.
 */
export function withBanner(notebook: Notebook, failure: RunFailure): Notebook {
  const at = notebook.cells.findIndex((cell) => cell.id === failure.cellId);
  const failed = notebook.cells[at];
  const count = failed?.cell_type === "code" ? failed.execution_count : null;
  const name = count === null ? `cell ${failure.cell ?? "of the injected parameters"}` : `In [${count}]`;
  const where = failed === undefined ? "before the first cell" : `at <a href="#${anchor}">${name}</a>`;
  const banner = markdown(
    notebook,
    tag,
    `<span style="color:red; font-weight:bold">The run failed ${where}: ${html(failure.cause)}</span>`,
  );
  if (failed === undefined) return { ...notebook, cells: [banner, ...notebook.cells] };
  const mark = markdown(
    notebook,
    anchor,
    `<span id="${anchor}" style="color:red; font-weight:bold">The run failed here and stopped:</span>`,
  );
  return { ...notebook, cells: [banner, ...notebook.cells.slice(0, at), mark, ...notebook.cells.slice(at)] };
}

/** The notebook without the marks of an earlier failed run. */
export function withoutBanner(notebook: Notebook): Notebook {
  return { ...notebook, cells: notebook.cells.filter((cell) => !cell.metadata.tags?.includes(tag)) };
}

function markdown(notebook: Notebook, wantedId: string, source: string): Cell {
  return { cell_type: "markdown", id: freeId(notebook, wantedId), metadata: { tags: [tag] }, source };
}

/** The id itself, or with a number behind it if a cell has it already. */
export function freeId(notebook: Notebook, wanted: string): string {
  const taken = new Set(notebook.cells.map((cell) => cell.id));
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  return id;
}

function html(text: string): string {
  const firstLine = text.split("\n")[0] ?? "";
  return firstLine.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
