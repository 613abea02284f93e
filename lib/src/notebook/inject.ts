import { UsageError } from "../core/index.js";
import { freeId } from "./banner.js";
import type { CodeCell, Notebook } from "./notebook.js";
import { type ParameterValue, parameterSource } from "./parameters.js";

export interface GivenParameters {
  readonly values: Readonly<Record<string, ParameterValue>>;
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * The notebook with the parameters' values in a cell tagged `injected-parameters`, right behind the cell tagged `parameters`; a cell of
 * that tag from an earlier run is replaced, as papermill does.
 *
 * @throws UsageError if no cell declares parameters, or they do not fit its declarations
 */
export function injectParameters(notebook: Notebook, given: GivenParameters, file: string): Notebook {
  const names = [...Object.keys(given.values), ...Object.keys(given.texts)];
  if (names.length === 0) return notebook;
  const language = notebook.metadata.kernelspec?.language ?? "typescript";
  if (!/^(type|java)script$/i.test(language))
    throw new UsageError(`${file}: parameters require a notebook in TypeScript or JavaScript, found ${language}`);
  const at = notebook.cells.findIndex((cell) => hasTag(cell, "parameters"));
  const declaring = notebook.cells[at];
  if (declaring === undefined)
    throw new UsageError(`${file}: parameters ${names.join(", ")} were given, but no code cell is tagged "parameters"`);
  const source = parameterSource(declaring.source, given, `${file}, cell ${at + 1}`);
  const old = notebook.cells.findIndex((cell) => hasTag(cell, "injected-parameters"));
  const injected: CodeCell = {
    cell_type: "code",
    id: notebook.cells[old]?.id ?? freeId(notebook, "injected-parameters"),
    metadata: { tags: ["injected-parameters"] },
    source,
    execution_count: null,
    outputs: [],
  };
  const cells = old >= 0 ? notebook.cells.with(old, injected) : notebook.cells.toSpliced(at + 1, 0, injected);
  return { ...notebook, cells };
}

function hasTag(cell: Notebook["cells"][number], tag: string): boolean {
  return cell.cell_type === "code" && cell.metadata.tags?.includes(tag) === true;
}
