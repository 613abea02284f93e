import type { Data, Layout } from "plotly.js";
import type { Provenance } from "../core/index.js";

/** What every figure and table says about itself. */
export interface Exhibit {
  /** Unique in the lab and stable, in kebab-case: `<notebook>-<slug>`. It names the files and seeds the drawing. */
  readonly id: string;
  /** One or two sentences that can stand alone under the exhibit. */
  readonly caption: string;
  /** Every kind of number shown, each once. */
  readonly provenance: readonly Provenance[];
  /** Where the numbers were found or how they were made, such as a table of the paper or a simulator with its seed. */
  readonly source: string;
}

/** A drawing as plain data: a plotly specification and what must be said about it. */
export interface Figure extends Exhibit {
  readonly data: readonly Data[];
  readonly layout: Partial<Layout>;
}

/** One column of a table. */
export interface TableColumn {
  readonly key: string;
  readonly title: string;
  /** Decimals for numbers; without it a number is written as it is. @default undefined */
  readonly digits?: number;
}

/** A value a cell can hold; `null` is shown as an empty cell. */
export type Cell = string | number | boolean | null;

/** Columns and rows alone; rows are records under the columns' keys. */
export interface TableBody {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A table as plain data, with what must be said about it. */
export interface Table extends Exhibit, TableBody {}
