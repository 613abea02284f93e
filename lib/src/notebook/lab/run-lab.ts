import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { readText } from "../../core/index.js";
import {
  exportFigure,
  exportTable,
  type Figure,
  type Ingredients,
  type LedgerRow,
  ledgerMarkdown,
  openRenderer,
  type Renderer,
  type ReportAbout,
  reportPage,
  type WrittenFile,
  writeIfChanged,
} from "../../report/index.js";
import { describeFailure } from "../failure.js";
import type { RunOptions } from "../options.js";
import { parseNotebook } from "../parse.js";
import { type PoolResult, runPool } from "../pool.js";
import { collectRecords, type NotebookRecord } from "./collect.js";
import { type Memory, type MemoryOptions, noMemory, openMemory } from "./memory.js";
import { strayNumerals } from "./stray-numerals.js";

/** What the lab runs, and where it puts what comes out. */
export interface LabOptions extends Pick<RunOptions, "timeout" | "signal" | "onProgress" | "kernel" | "env"> {
  /** Notebook files, in the order of the argument; each is replaced by its executed self once all its cells have run well. */
  readonly notebooks: readonly string[];
  /** The folder of figures, tables and the ledger. */
  readonly figures: string;
  /** Whether `notebooks` are all there are; only then are the ledger written and leftovers looked for. @default true */
  readonly whole?: boolean;
  /** Notebooks that run at the same time. @default 2 */
  readonly kernels?: number;
  /** Where the last run is remembered, so that what cannot have changed is not run again. @default everything is run */
  readonly memory?: MemoryOptions;
  /** What the report says it was made of. @default nothing */
  readonly ingredients?: Ingredients;
  /** What the report's first screen says. @default how the claims came out, and no more */
  readonly about?: ReportAbout;
}

/** How one notebook went. */
export type LabNotebook =
  | {
      readonly kind: "done";
      readonly name: string;
      /** `null` for one that was not run, since nothing that it hangs on has changed. */
      readonly seconds: number | null;
      readonly record: NotebookRecord;
    }
  /** `why` begins with the notebook's file name. */
  | { readonly kind: "failed"; readonly name: string; readonly why: string };

/** What a run of the lab gave. */
export interface LabResult {
  readonly notebooks: readonly LabNotebook[];
  /** Every claim, in the order of notebooks; empty unless the whole lab ran well. */
  readonly ledger: readonly LedgerRow[];
  /** Files that are new or have other bytes than before. */
  readonly changed: readonly string[];
  /** Files in the folder of figures that no notebook made: what a reader could take for a result. */
  readonly leftovers: readonly string[];
}

/**
 * Runs notebooks side by side and writes what they show: every figure as SVG, PNG and JSON, every table as Markdown, CSV and LaTeX,
 * and the ledger of claims. All of it is read from the executed notebooks, so that files and notebooks cannot differ.
 *
 * @returns how each notebook went; a failing notebook is a result, and the others' exhibits are written all the same
 * @throws system errors if a folder cannot be read or written
 * @example
 * ```ts no-run
 * const { notebooks } = await runLab({ notebooks: ["notebooks/01-budget-units.ipynb"], figures: "figures" });
 * ```
 */
export async function runLab(options: LabOptions): Promise<LabResult> {
  const {
    notebooks: files,
    figures,
    whole = true,
    kernels = 2,
    memory: memoryOptions,
    ingredients,
    about,
    ...runOptions
  } = options;
  await mkdir(figures, { recursive: true });
  const memory =
    memoryOptions === undefined ? noMemory : await openMemory(memoryOptions, JSON.stringify(runOptions.kernel ?? null));
  const known = await Promise.all(files.map((file) => memory.knowsNotebook(file)));
  const results = await runPool(
    files.filter((_, i) => !known[i]).map((file) => ({ input: file, output: file, options: { name: basename(file) } })),
    { ...runOptions, kernels },
  );
  const ran = results.values();
  const notebooks = await Promise.all(
    files.map((file, i) => (known[i] ? readRecord(file, null) : judge(ran.next().value as PoolResult))),
  );
  const records = notebooks.flatMap((notebook) => (notebook.kind === "done" ? [notebook.record] : []));
  for (const [i, file] of files.entries()) if (notebooks[i]?.kind === "done") await memory.keepNotebook(file);

  const complete = whole && records.length === files.length;
  const ledger = complete
    ? records.flatMap((record) => record.claims.map((claim) => ({ ...claim, notebook: record.name })))
    : [];
  const renderer = openRenderer();
  const written: WrittenFile[] = [];
  try {
    const drawn = await exportFigures(records, figures, memory, renderer, written);
    for (const table of records.flatMap((record) => record.tables))
      written.push(...(await exportTable(table, figures)));
    if (complete) {
      written.push(await writeIfChanged(join(figures, "ledger.md"), ledgerMarkdown(ledger)));
      written.push(await writeIfChanged(join(figures, "ledger.json"), `${JSON.stringify(ledger, null, 2)}\n`));
      const chapters = records.map(({ name, ...record }) => ({ ...record, notebook: name }));
      const content = {
        title: "What the lab found",
        chapters,
        ledger,
        ingredients: ingredients ?? { versions: {}, data: [] },
        ...(about === undefined ? {} : { about }),
      };
      written.push(await writeIfChanged(join(figures, "report.html"), await reportPage(content, drawn)));
      // A part of the lab would forget the rest.
      await memory.save();
    }
  } finally {
    await renderer.close();
  }
  const mine = new Set(written.map((file) => basename(file.path)));
  const leftovers = complete ? (await readdir(figures)).filter((name) => !mine.has(name)).sort() : [];
  return { notebooks, ledger, changed: written.filter((file) => file.changed).map((file) => file.path), leftovers };
}

async function judge(result: PoolResult): Promise<LabNotebook> {
  const name = basename(result.job.input, ".ipynb");
  const failed = (why: string): LabNotebook => ({ kind: "failed", name, why });
  if (result.kind === "refused") return failed(named(name, result.error));
  const { failure, warnings, output, seconds } = result.result;
  if (failure !== undefined) return failed(`${describeFailure(failure, `${name}.ipynb`)}\nas far as it ran: ${output}`);
  // Lost output may have been an exhibit.
  if (warnings.length > 0) return failed(warnings.map((warning) => named(name, warning)).join("\n"));
  return readRecord(output, seconds);
}

async function readRecord(file: string, seconds: number | null): Promise<LabNotebook> {
  const name = basename(file, ".ipynb");
  try {
    const notebook = parseNotebook(readText(file), file);
    const record = collectRecords(name, notebook);
    const strays = strayNumerals(notebook).map(({ cell, numeral }) => `${numeral} (cell ${cell})`);
    if (strays.length === 0) return { kind: "done", name, seconds, record };
    const why = `an answer's numbers are required to come from a cell's output, found none for ${strays.join(", ")}`;
    return { kind: "failed", name, why: named(name, why) };
  } catch (error) {
    return { kind: "failed", name, why: named(name, error) };
  }
}

function named(name: string, problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  return text.startsWith(`${name}.ipynb`) ? text : `${name}.ipynb: ${text}`;
}

/**
 * Writes every figure, but those whose files are as they would be drawn.
 *
 * @returns the drawings, for pages
 */
async function exportFigures(
  records: readonly NotebookRecord[],
  folder: string,
  memory: Memory,
  renderer: Renderer,
  written: WrittenFile[],
): Promise<Pick<Renderer, "svg" | "complete">> {
  const known = new Map<Figure, string>();
  for (const figure of records.flatMap((record) => record.figures)) {
    const paths = ["svg", "png", "json"].map((format) => join(folder, `${figure.id}.${format}`));
    if (await memory.knowsFigure(figure, paths)) {
      known.set(figure, await readFile(paths[0] as string, "utf8"));
      written.push(...paths.map((path) => ({ path, changed: false })));
    } else written.push(...(await exportFigure(figure, folder, { renderer })));
    await memory.keepFigure(figure, paths);
  }
  return {
    svg: async (figure) => known.get(figure) ?? renderer.svg(figure),
    // A notebook's figures are complete: `show` has drawn them.
    complete: async (figure) => (known.has(figure) ? figure : renderer.complete(figure)),
  };
}
