import { type Provenance, provenances } from "../core/index.js";
import type { Exhibit, Table, TableBody } from "./figure.js";

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Refuses an exhibit that does not say what every exhibit must: an id, a caption, its provenance, its source.
 *
 * @throws RangeError naming the exhibit and what is missing
 * @example
 * checkExhibit({ id: "01-cells", caption: "All cells.", provenance: ["published"], source: "table 1" }); // => undefined
 */
export function checkExhibit(exhibit: Exhibit): void {
  const { id, caption, provenance, source } = exhibit;
  if (!KEBAB.test(id)) throw new RangeError(`an exhibit requires an id in kebab-case, got "${id}"`);
  const refuse = (what: string): never => {
    throw new RangeError(`exhibit ${id} requires ${what}`);
  };
  if (isBlank(caption)) refuse("a caption, got none");
  if (isBlank(source)) refuse("a source, got none");
  if (!isProvenances(provenance))
    refuse(`a list of at least one provenance out of ${provenances.join(", ")}, got ${JSON.stringify(provenance)}`);
  if (new Set(provenance).size < provenance.length) refuse(`each provenance once, got ${provenance.join(", ")}`);
}

// Cells of a notebook and files of figures come without the compiler's word for their types.
function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}

function isProvenances(value: unknown): value is readonly Provenance[] {
  const words: readonly unknown[] = provenances;
  return Array.isArray(value) && value.length > 0 && value.every((word) => words.includes(word));
}

/**
 * Refuses a table whose rows and columns do not fit together, or that holds a number nobody can read.
 *
 * @throws RangeError naming the table, the row (from one) and the column
 * @example
 * checkTable({ id: "t", caption: "c", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A" }], rows: [{ a: 1 }] }); // => undefined
 */
export function checkTable(table: Table): void {
  checkExhibit(table);
  checkBody(table, `table ${table.id}`);
}

/** The part of {@link checkTable} that needs no caption; `name` is how errors call the table. */
export function checkBody(body: TableBody, name: string): void {
  const keys = new Set(body.columns.map((column) => column.key));
  if (keys.size === 0) throw new RangeError(`${name} requires at least one column, got none`);
  if (keys.size < body.columns.length) throw new RangeError(`${name} requires distinct column keys`);
  body.rows.forEach((row, i) => {
    for (const key of keys)
      if (!(key in row)) throw new RangeError(`${name}, row ${i + 1} requires a value for "${key}", got none`);
    for (const [key, value] of Object.entries(row)) {
      if (!keys.has(key)) throw new RangeError(`${name}, row ${i + 1} has "${key}", which is no column`);
      if (typeof value === "number" && !Number.isFinite(value))
        throw new RangeError(`${name}, row ${i + 1}, column "${key}" requires a finite number, got ${value}`);
    }
  });
}

/**
 * The line under an exhibit that tells where its numbers come from.
 *
 * @example
 * provenanceLine({ id: "a", caption: "c", provenance: ["published", "simulated"], source: "Table 1; simulator, seed 3" }); // => "published and simulated · Table 1; simulator, seed 3"
 */
export function provenanceLine(exhibit: Exhibit): string {
  return `${exhibit.provenance.join(" and ")} · ${exhibit.source}`;
}
