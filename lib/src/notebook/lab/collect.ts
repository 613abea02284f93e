import { DataError } from "../../core/index.js";
import type { Claim, Exhibit, Figure, Table } from "../../report/index.js";
import { type CheckRecord, labMime } from "../display/bundle.js";
import type { Notebook } from "../notebook.js";

/** What an executed notebook says, read from its outputs, in their order. */
export interface NotebookRecord {
  /** The notebook's file name without its ending. */
  readonly name: string;
  /** The heading of its first text cell, or its name. */
  readonly title: string;
  /** What follows `**Question.**` and `**Answer.**` in its text cells, Markdown; `null` where there is none. */
  readonly question: string | null;
  readonly answer: string | null;
  readonly figures: readonly Figure[];
  readonly tables: readonly Table[];
  readonly claims: readonly Claim[];
  readonly checks: readonly CheckRecord[];
}

/**
 * Reads the exhibits, claims and checks out of an executed notebook: whatever it displayed with `show`, `recordClaim` and `check`.
 * Plotly figures that were displayed without saying what they are stay in the notebook alone.
 *
 * @param name the notebook's file name without its ending; every exhibit's id must begin with it
 * @throws DataError with the cell if an exhibit's id does not begin with the notebook's name, or stands there twice
 * @example
 * collectRecords("01-a", { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }).claims; // => []
 */
export function collectRecords(name: string, notebook: Notebook): NotebookRecord {
  const figures: Figure[] = [];
  const tables: Table[] = [];
  const claims: Claim[] = [];
  const checks: CheckRecord[] = [];
  const ids = new Set<string>();
  const admit = (exhibit: Exhibit, cell: number) => {
    const place = { file: `${name}.ipynb`, cell };
    if (!exhibit.id.startsWith(`${name}-`))
      throw new DataError(
        place,
        `an exhibit's id requires the notebook's name in front, ${name}-…, found ${exhibit.id}`,
      );
    if (ids.has(exhibit.id)) throw new DataError(place, `distinct exhibit ids are required, found ${exhibit.id} twice`);
    ids.add(exhibit.id);
  };
  notebook.cells.forEach((cell, index) => {
    if (cell.cell_type !== "code") return;
    for (const output of cell.outputs) {
      if (output.output_type !== "display_data" && output.output_type !== "execute_result") continue;
      const { data } = output;
      const figure = readFigure(data[labMime.figure]);
      if (figure !== undefined) {
        admit(figure, index + 1);
        figures.push(figure);
      }
      // These types are the lab's own, so whatever carries them was written by its displays.
      const table = data[labMime.table] as Table | undefined;
      if (table !== undefined) {
        admit(table, index + 1);
        tables.push(table);
      }
      if (data[labMime.claim] !== undefined) claims.push(data[labMime.claim] as Claim);
      if (data[labMime.check] !== undefined) checks.push(data[labMime.check] as CheckRecord);
    }
  });
  const prose = notebook.cells.filter((cell) => cell.cell_type === "markdown").map((cell) => cell.source);
  return {
    name,
    title: /^#\s+(.+)$/m.exec(prose.join("\n\n"))?.[1] ?? name,
    question: paragraph(prose, "Question"),
    answer: paragraph(prose, "Answer"),
    figures,
    tables,
    claims,
    checks,
  };
}

function paragraph(prose: readonly string[], word: string): string | null {
  const start = `**${word}.**`;
  const found = prose.flatMap((text) => text.split(/\n\s*\n/)).find((text) => text.startsWith(start));
  return found?.slice(start.length).trim() ?? null;
}

function readFigure(content: unknown): Figure | undefined {
  const spec = content as { data: Figure["data"]; layout: { meta?: { isocompute?: Exhibit } } } | undefined;
  const exhibit = spec?.layout.meta?.isocompute;
  if (spec === undefined || exhibit === undefined) return undefined;
  const { meta: _, ...layout } = spec.layout;
  return { ...exhibit, data: spec.data, layout };
}
