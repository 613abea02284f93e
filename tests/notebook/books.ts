/** A notebook as JSON text; cells are sources, or a source with tags. */
export function bookText(
  cells: readonly (
    | string
    | { readonly source: string; readonly tags?: readonly string[]; readonly timeout?: number }
  )[],
  metadata: object = { kernelspec: { name: "tslab", display_name: "TypeScript", language: "typescript" } },
): string {
  const list = cells.map((cell, index) => {
    const { source, ...rest } = typeof cell === "string" ? { source: cell } : cell;
    return { cell_type: "code", id: `c${index + 1}`, metadata: rest, source, execution_count: null, outputs: [] };
  });
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: list });
}
