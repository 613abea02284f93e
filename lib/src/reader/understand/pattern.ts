/** A text as the inside of a regular expression. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}

/** Any of these texts, the longer before the shorter that it begins with. */
export function anyOf(texts: readonly string[]): string {
  return [...texts]
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join("|");
}

/** Matches a name that stands by itself, and not as the end or the beginning of a longer one of `names`: not "Answer" in "Check Answer". */
export function nameAmong(name: string, names: readonly string[]): string {
  const longer = names.filter((other) => other !== name);
  const before = longer
    .filter((other) => other.endsWith(name))
    .map((other) => `(?<!${literal(other.slice(0, -name.length))})`);
  const after = longer
    .filter((other) => other.startsWith(name))
    .map((other) => `(?!${literal(other.slice(name.length))})`);
  return `(?<![\\w-])${before.join("")}${literal(name)}${after.join("")}(?![\\w-])`;
}
