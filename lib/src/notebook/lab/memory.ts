import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Figure, writeIfChanged } from "../../report/index.js";
import { parseNotebook } from "../parse.js";

/** Where a lab remembers its last run, and what its results hang on beside the notebooks themselves. */
export interface MemoryOptions {
  /** The file of the memory: of use on this machine only, never to be committed. */
  readonly file: string;
  /** Files and folders that notebooks read or run on: data, the library, the lockfile. A change to any of them forgets everything. */
  readonly inputs: readonly string[];
}

interface Remembered {
  readonly version: 1;
  /** Of the inputs, Node's version and the kernel. */
  readonly world: string;
  /** Of the text of a notebook's cells, and of the executed file that it became. */
  readonly notebooks: Readonly<Record<string, { readonly source: string; readonly file: string }>>;
  /** Of a figure's specification, and of its files. */
  readonly figures: Readonly<
    Record<string, { readonly figure: string; readonly files: Readonly<Record<string, string>> }>
  >;
}

/** What a run of the lab may take over from the run before, by fingerprints of everything it came from. */
export interface Memory {
  /** Whether the notebook's file is what a run made of these very cells. */
  knowsNotebook(file: string): Promise<boolean>;
  /** Whether all these files are what was drawn of this figure. */
  knowsFigure(figure: Figure, paths: readonly string[]): Promise<boolean>;
  keepNotebook(file: string): Promise<void>;
  keepFigure(figure: Figure, paths: readonly string[]): Promise<void>;
  /** Writes down what was kept; everything else is forgotten. */
  save(): Promise<void>;
}

/** A memory that knows nothing and keeps nothing. */
export const noMemory: Memory = {
  knowsNotebook: async () => false,
  knowsFigure: async () => false,
  keepNotebook: async () => {},
  keepFigure: async () => {},
  save: async () => {},
};

/**
 * Opens the memory of a lab.
 *
 * @param circumstances what else the results hang on, such as the kernel
 */
export async function openMemory({ file, inputs }: MemoryOptions, circumstances: string): Promise<Memory> {
  const parts = await Promise.all(inputs.map(fingerprintOf));
  const world = sha256(JSON.stringify([process.version, circumstances, parts]));
  const before = await read(file);
  const known = before?.world === world ? before : undefined;
  const notebooks: Record<string, { source: string; file: string }> = {};
  const figures: Record<string, { figure: string; files: Record<string, string> }> = {};
  return {
    async knowsNotebook(path) {
      const remembered = known?.notebooks[path];
      if (remembered === undefined) return false;
      const found = await notebookPrints(path);
      return found !== undefined && found.source === remembered.source && found.file === remembered.file;
    },
    async knowsFigure(figure, paths) {
      const remembered = known?.figures[figure.id];
      if (remembered === undefined || remembered.figure !== sha256(JSON.stringify(figure))) return false;
      const found = await Promise.all(paths.map(fingerprintOf));
      return paths.every((path, i) => found[i] !== null && remembered.files[path] === found[i]);
    },
    async keepNotebook(path) {
      const prints = await notebookPrints(path);
      if (prints !== undefined) notebooks[path] = prints;
    },
    async keepFigure(figure, paths) {
      const files: Record<string, string> = {};
      for (const path of paths) files[path] = (await fingerprintOf(path)) ?? "";
      figures[figure.id] = { figure: sha256(JSON.stringify(figure)), files };
    },
    async save() {
      const remembered: Remembered = { version: 1, world, notebooks, figures };
      await writeIfChanged(file, `${JSON.stringify(remembered, null, 1)}\n`);
    },
  };
}

/** A memory that cannot be read is as good as none: it only saves time. */
async function read(file: string): Promise<Remembered | undefined> {
  try {
    const found: Remembered = JSON.parse(await readFile(file, "utf8"));
    return found.version === 1 ? found : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined` if there is no notebook that can be read; the run will say what is wrong with it. */
async function notebookPrints(path: string): Promise<{ source: string; file: string } | undefined> {
  try {
    const text = await readFile(path, "utf8");
    const { cells, metadata } = parseNotebook(text, path);
    const source = cells.map((cell) => [cell.cell_type, cell.metadata, cell.source]);
    return { source: sha256(JSON.stringify([source, metadata.kernelspec])), file: sha256(text) };
  } catch {
    return undefined;
  }
}

/** Of a file's bytes, or of all files in a folder and their names; `null` where there is nothing. */
async function fingerprintOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return null;
  if (!found.isDirectory()) return sha256(await readFile(path));
  const names = (await readdir(path)).sort();
  const prints = await Promise.all(names.map((name) => fingerprintOf(join(path, name))));
  return sha256(JSON.stringify(names.map((name, i) => [name, prints[i]])));
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
