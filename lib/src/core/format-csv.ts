/**
 * Lines of cells as CSV (RFC 4180), which `parseTable` of tables reads back: LF at the end of each line, quotes only where needed,
 * `null` as an empty cell, numbers in full.
 *
 * @example
 * formatCsv([["model", "em"], ["a,b", 0.7], [null, 1]]); // => 'model,em\n"a,b",0.7\n,1\n'
 */
export function formatCsv(lines: readonly (readonly (string | number | boolean | null)[])[]): string {
  return lines.map((cells) => `${cells.map(cell).join(",")}\n`).join("");
}

function cell(value: string | number | boolean | null): string {
  const text = value === null ? "" : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
