/** One column: its title and the text of each row. */
export type TextColumn = readonly [title: string, cells: readonly string[]];

/** Columns of texts, aligned; `null` stands for a column that is not shown. */
export async function textTable(columns: readonly (TextColumn | null)[]): Promise<string> {
  const { alignedText } = await import("../../report/index.js");
  const shown = columns.filter((column) => column !== null);
  const rows = (shown[0]?.[1] ?? []).map((_, i) =>
    Object.fromEntries(shown.map(([title, cells]) => [title, cells[i] ?? ""])),
  );
  return alignedText({ columns: shown.map(([title]) => ({ key: title, title })), rows });
}
