/** Items under numbers from one, each on one line whatever it held. */
export function numberedList(items: readonly string[]): string {
  return items.map((item, i) => `[${i + 1}] ${item.replace(/\s+/g, " ").trim()}`).join("\n");
}
