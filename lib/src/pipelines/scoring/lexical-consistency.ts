/**
 * How far code speaks of what it is for: the cosine between the word counts of a description and of the code, its names split at
 * capitals and underscores ("HTTPServer" is two words). It needs no model, and it is not the cosine of embeddings that ChatDev reports:
 * the two are not comparable.
 *
 * @returns a rate; 0 if either has no words
 * @example
 * lexicalConsistency("snake game", "snake_game = Game(Snake)") > 0.99; // => true
 */
export function lexicalConsistency(description: string, code: string): number {
  const a = counts(description);
  const b = counts(code);
  let dot = 0;
  for (const [word, count] of a) dot += count * (b.get(word) ?? 0);
  return dot === 0 ? 0 : Math.min(1, dot / (norm(a) * norm(b))); // rounding alone can pass one
}

function counts(text: string): Map<string, number> {
  const words =
    text
      .replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, " ")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const out = new Map<string, number>();
  for (const word of words) out.set(word, (out.get(word) ?? 0) + 1);
  return out;
}

function norm(vector: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of vector.values()) sum += count * count;
  return Math.sqrt(sum);
}
