import { inspect } from "node:util";

export interface MimeBundle {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
}

/** The method by which a value says how it is shown; Deno's notebooks use the same. */
const display = Symbol.for("Jupyter.display");

/**
 * How a value is shown as a cell's result: by its own `Symbol.for("Jupyter.display")`, as a table if it is a data frame, else as text.
 * A display method that fails is said to have failed, beside the plain text.
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const plain = plainText(value);
  try {
    const own = await ownBundle(value);
    if (own) return { data: { "text/plain": plain, ...own }, metadata: {} };
    const html = frameAsHtml(value);
    if (html !== undefined)
      return { data: { "text/plain": frameAsText(value) ?? plain, "text/html": html }, metadata: {} };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { data: { "text/plain": `${plain}\n(its display failed: ${why})` }, metadata: {} };
  }
  return { data: { "text/plain": plain }, metadata: {} };
}

function plainText(value: unknown): string {
  try {
    return typeof value === "string" ? inspect(value, { maxStringLength: null }) : inspect(value);
  } catch (error) {
    return `(cannot be shown: ${error instanceof Error ? error.message : String(error)})`;
  }
}

async function ownBundle(value: unknown): Promise<Record<string, unknown> | undefined> {
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return undefined;
  const method: unknown = Reflect.get(value, display);
  if (typeof method !== "function") return undefined;
  const bundle: unknown = await method.call(value);
  if (typeof bundle !== "object" || bundle === null)
    throw new TypeError(`Jupyter.display requires an object from MIME types to data, got ${inspect(bundle)}`);
  return Object.fromEntries(
    Object.entries(bundle).map(([type, data]) => [
      type,
      data instanceof Uint8Array ? Buffer.from(data).toString("base64") : data,
    ]),
  );
}

/** What danfojs' DataFrame and Series have in common with nothing else. */
interface Frame {
  readonly columns: readonly unknown[];
  readonly index: readonly unknown[];
  readonly values: readonly unknown[];
}

const mostRows = 60; // as pandas shows them: beyond, the first and last five
const shownAtEachEnd = 5;

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null || !("$data" in value) || !("$columns" in value)) return false;
  const { columns, index, values } = value as unknown as Record<string, unknown>;
  return Array.isArray(columns) && Array.isArray(index) && Array.isArray(values);
}

function frameAsText(value: unknown): string | undefined {
  return isFrame(value) ? String(value) : undefined;
}

function frameAsHtml(value: unknown): string | undefined {
  if (!isFrame(value)) return undefined;
  const rows = value.values.map((row) => (Array.isArray(row) ? row : [row]));
  const shown =
    rows.length > mostRows
      ? [...rows.keys()].filter((i) => i < shownAtEachEnd || i >= rows.length - shownAtEachEnd)
      : [...rows.keys()];
  const body = shown.map((i, place) => {
    const gap =
      place > 0 && i !== (shown[place - 1] ?? 0) + 1
        ? `<tr><th>…</th>${value.columns.map(() => "<td>…</td>").join("")}</tr>\n`
        : "";
    return `${gap}<tr><th>${escapeHtml(value.index[i])}</th>${(rows[i] ?? []).map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  const head = `<tr><th></th>${value.columns.map((column) => `<th>${escapeHtml(column)}</th>`).join("")}</tr>`;
  return `<table>\n<thead>\n${head}\n</thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>\n<p>${rows.length} rows × ${value.columns.length} columns</p>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(value: unknown): string {
  return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
