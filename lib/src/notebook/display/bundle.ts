import {
  alignedText,
  bodyHtml,
  type Claim,
  type Exhibit,
  escapeHtml,
  type Figure,
  provenanceLine,
  type Table,
  type TableColumn,
  tableHtml,
  tableMarkdown,
  tableText,
} from "../../report/index.js";

/** One thing to show, in several representations keyed by MIME type; a front end picks the richest it knows. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** MIME types of the lab's own records: whoever reads an executed notebook finds its exhibits, claims and checks under these. */
export const labMime = {
  figure: "application/vnd.plotly.v1+json",
  table: "application/vnd.isocompute.table+json",
  claim: "application/vnd.isocompute.claim+json",
  check: "application/vnd.isocompute.check+json",
} as const;

/** A check as it was displayed. */
export interface CheckRecord {
  readonly claim: string;
  readonly holds: boolean;
  readonly values: Readonly<Record<string, number | string>>;
}

/** A figure drawn twice, as PNG for pages without scripts and as a plotly object for those with them. */
export function figureBundle(figure: Figure, drawn: Figure, png: Uint8Array): MimeBundle {
  const base64 = Buffer.from(png).toString("base64");
  const { width = 700 } = drawn.layout;
  const about = aboutFigure(figure);
  return {
    "image/png": base64,
    // A data URI inside HTML needs neither scripts nor a network, and survives the sanitiser that executes on notebook hosts.
    "text/html":
      `<figure id="${figure.id}"><img src="data:image/png;base64,${base64}" width="${width}" alt="${escapeHtml(about)}">` +
      `<figcaption>${escapeHtml(figure.caption)} <em>${escapeHtml(provenanceLine(figure))}</em></figcaption></figure>`,
    // `layout` must be an object even when empty: JupyterLab's renderer reads its height.
    [labMime.figure]: {
      data: drawn.data,
      layout: { ...drawn.layout, meta: { isocompute: exhibitOf(figure) } },
      config: { displaylogo: false },
    },
    "text/plain": figureText(figure),
  };
}

/** A figure where nothing can be drawn: its name and what it says. */
export function figureText(figure: Figure): string {
  return `[figure ${figure.id}] ${aboutFigure(figure)}`;
}

const aboutFigure = (figure: Figure) => `${figure.caption} (${provenanceLine(figure)})`;

const exhibitOf = ({ id, caption, provenance, source }: Exhibit): Exhibit => ({ id, caption, provenance, source });

/** A table for pages, terminals and programs. */
export function tableBundle(table: Table): MimeBundle {
  return {
    "text/html": tableHtml(table),
    "text/markdown": tableMarkdown(table),
    "text/plain": tableText(table),
    [labMime.table]: table,
  };
}

/** The part of a danfojs DataFrame or Series that showing one needs. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly values: readonly unknown[];
  readonly shape: readonly number[];
}

/**
 * Tells a danfojs DataFrame or Series from other values by its shape, so that the library need not load danfojs.
 */
export function isDataFrameLike(value: unknown): value is DataFrameLike {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Partial<Record<keyof DataFrameLike, unknown>>;
  return [frame.columns, frame.index, frame.values, frame.shape].every(Array.isArray);
}

/** A DataFrame as HTML and text: at most `rows` rows, the count of the others said. */
export function dataFrameBundle(frame: DataFrameLike, rows: number): MimeBundle {
  const columns: TableColumn[] = [
    { key: "index", title: "" },
    ...frame.columns.map((title, j) => ({ key: `c${j}`, title })),
  ];
  const shown = frame.values.slice(0, rows).map((row, i) => {
    const cells = Array.isArray(row) ? row : [row];
    return Object.fromEntries([
      ["index", String(frame.index[i] ?? i)],
      ...cells.map((cell, j) => [`c${j}`, cellOf(cell)] as const),
    ]);
  });
  const total = frame.shape[0] ?? shown.length;
  const size = `${total} rows × ${frame.columns.length} columns${total > shown.length ? `, the first ${shown.length} shown` : ""}`;
  const body = { columns, rows: shown };
  return {
    "text/html": `<table>\n${bodyHtml(body)}</table>\n<p>${size}</p>\n`,
    "text/plain": `${alignedText(body)}\n${size}\n`,
  };
}

/** NaN and infinities are data here, so they are shown by name rather than refused. */
function cellOf(value: unknown): string | number | boolean | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string" || typeof value === "boolean") return value;
  return value === null || value === undefined ? null : String(value);
}

/** A check as one line: whether it holds, and the values it rests on. */
export function checkBundle(record: CheckRecord): MimeBundle {
  const values = Object.entries(record.values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
  const tail = values === "" ? "" : ` (${values})`;
  return {
    "text/markdown": `${record.holds ? "✓" : "**✗ does not hold:**"} ${record.claim}${tail}`,
    "text/plain": `${record.holds ? "✓" : "✗ does not hold:"} ${record.claim}${tail}`,
    [labMime.check]: record,
  };
}

/** A claim with its verdict, as a short list. */
export function claimBundle(claim: Claim): MimeBundle {
  const lines = [
    ["claim", `${claim.claim} (${claim.place})`],
    ["published", claim.published],
    ["ours", `${claim.ours} (${claim.provenance.join(", ")})`],
    ["verdict", `${claim.verdict}: ${claim.why}`],
  ] as const;
  return {
    "text/markdown": lines.map(([name, text]) => `- **${name}**: ${text}`).join("\n"),
    "text/plain": lines.map(([name, text]) => `${name}: ${text}`).join("\n"),
    [labMime.claim]: claim,
  };
}

/** A student's answer judged, as one line. */
export function exerciseBundle(question: string, judgement: "right" | "wrong" | "open", remark: string): MimeBundle {
  const sign = { right: "✓", wrong: "✗", open: "☐" }[judgement];
  return {
    "text/markdown": `${sign} ${question} **${remark}**`,
    "text/plain": `${sign} ${question} ${remark}`,
  };
}
