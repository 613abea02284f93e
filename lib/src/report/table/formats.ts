import { formatCsv } from "../../core/index.js";
import { checkTable, provenanceLine } from "../exhibit.js";
import type { Table, TableBody } from "../figure.js";
import { gridOf } from "./grid.js";

const widthOf = (text: string) => [...text].length;

/**
 * A table for a terminal, columns aligned, with its caption and provenance.
 *
 * @example
 * tableText({ id: "t", caption: "Cost.", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A" }], rows: [{ a: 10 }] }); // => " A\n──\n10\n\nCost.\npublished · s\n"
 */
export function tableText(table: Table): string {
  checkTable(table);
  return `${alignedText(table)}\n${table.caption}\n${provenanceLine(table)}\n`;
}

/**
 * The rows of a table alone, columns aligned, for a caller who says the rest.
 *
 * @example
 * alignedText({ columns: [{ key: "a", title: "Model" }], rows: [{ a: "3B" }] }); // => "Model\n─────\n3B\n"
 */
export function alignedText(body: TableBody): string {
  const { titles, rows, numeric } = gridOf(body);
  const widths = titles.map((title, j) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[j] ?? ""))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, j) => {
        const pad = " ".repeat((widths[j] ?? 0) - widthOf(cell));
        return numeric[j] ? pad + cell : cell + pad;
      })
      .join("  ")
      .trimEnd();
  return `${[line(titles), widths.map((w) => "─".repeat(w)).join("──"), ...rows.map(line)].join("\n")}\n`;
}

/**
 * A table in Markdown, with its caption and provenance underneath.
 *
 * @example
 * tableMarkdown({ id: "t", caption: "Cost.", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A" }], rows: [{ a: "x|y" }] }); // => "| A |\n| :-- |\n| x\\|y |\n\nCost. *published · s*\n"
 */
export function tableMarkdown(table: Table): string {
  checkTable(table);
  const { titles, rows, numeric } = gridOf(table);
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  const rule = `| ${numeric.map((n) => (n ? "--:" : ":--")).join(" | ")} |`;
  return `${[line(titles), rule, ...rows.map(line)].join("\n")}\n\n${table.caption} *${provenanceLine(table)}*\n`;
}

const escapeMarkdown = (text: string) => text.replace(/[\\|*_`<>[\]]/g, "\\$&").replace(/\n/g, " ");

/**
 * A table in CSV (RFC 4180): keys as the header, numbers in full precision, an empty field for `null`.
 *
 * @example
 * tableCsv({ id: "t", caption: "c", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A", digits: 1 }], rows: [{ a: 0.25 }] }); // => "a\n0.25\n"
 */
export function tableCsv(table: Table): string {
  checkTable(table);
  const lines = table.rows.map((row) => table.columns.map(({ key }) => row[key] ?? null));
  return formatCsv([table.columns.map(({ key }) => key), ...lines]);
}

/**
 * A table in LaTeX, ruled by booktabs, with caption and label.
 *
 * @example
 * tableLatex({ id: "t", caption: "50 % more.", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A_1" }], rows: [{ a: 1 }] }).includes("A\\_1 \\\\"); // => true
 */
export function tableLatex(table: Table): string {
  checkTable(table);
  const { titles, rows, numeric } = gridOf(table);
  const line = (cells: readonly string[]) => `    ${cells.map(escapeLatex).join(" & ")} \\\\`;
  return [
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${escapeLatex(table.caption)} \\emph{${escapeLatex(provenanceLine(table))}}}`,
    `  \\label{tab:${table.id}}`,
    `  \\begin{tabular}{${numeric.map((n) => (n ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(titles),
    "    \\midrule",
    ...rows.map(line),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}

const latexNames: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "≤": "$\\le$",
  "≥": "$\\ge$",
  "±": "$\\pm$",
  "×": "$\\times$",
  "·": "$\\cdot$",
  "−": "$-$",
  "→": "$\\rightarrow$",
};

const escapeLatex = (text: string) =>
  text.replace(/[&%$#_{}]/g, "\\$&").replace(/\\(?![&%$#_{}])|[~^≤≥±×·−→]/g, (c) => latexNames[c] ?? c);

/**
 * A table in HTML that stands alone: no scripts, no styles from elsewhere.
 *
 * @example
 * tableHtml({ id: "t", caption: "c", provenance: ["published"], source: "s", columns: [{ key: "a", title: "A" }], rows: [{ a: "<b>" }] }).includes(">&lt;b&gt;</td>"); // => true
 */
export function tableHtml(table: Table): string {
  checkTable(table);
  return (
    `<table id="${table.id}">\n` +
    `<caption style="caption-side:bottom;text-align:left">${escapeHtml(table.caption)} <em>${escapeHtml(provenanceLine(table))}</em></caption>\n` +
    `${bodyHtml(table)}</table>\n`
  );
}

/**
 * The head and body of a table in HTML, for a caller who writes the `<table>` around them.
 *
 * @example
 * bodyHtml({ columns: [{ key: "a", title: "A" }], rows: [] }); // => '<thead><tr><th style="text-align:left">A</th></tr></thead>\n<tbody>\n</tbody>\n'
 */
export function bodyHtml(body: TableBody): string {
  const { titles, rows, numeric } = gridOf(body);
  // Jupyter's own style sheet would move text to the right as well.
  const cells = (tag: string, values: readonly string[]) =>
    values
      .map((v, j) => `<${tag} style="text-align:${numeric[j] ? "right" : "left"}">${escapeHtml(v)}</${tag}>`)
      .join("");
  const lines = rows.map((row) => `<tr>${cells("td", row)}</tr>\n`).join("");
  return `<thead><tr>${cells("th", titles)}</tr></thead>\n<tbody>\n${lines}</tbody>\n`;
}

/**
 * Text made safe between HTML tags and inside quoted attributes.
 *
 * @example
 * escapeHtml('a < "b" & c'); // => "a &lt; &quot;b&quot; &amp; c"
 */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&${{ "&": "amp", "<": "lt", ">": "gt", '"': "quot" }[c] ?? "#39"};`);
}
