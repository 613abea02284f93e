/**
 * ROUGE-L: the F-measure of the longest common subsequence of words, lower case, letters and digits alone, no stemming.
 * Costs O(n m) time and O(m) space for n and m words.
 *
 * @returns a rate; 0 if either text has no words
 * @see Lin 2004, "ROUGE: a package for automatic evaluation of summaries"
 * @example
 * rougeL("the cat sat", "the cat on the mat sat"); // => 2 / 3
 */
export function rougeL(text: string, reference: string): number {
  const a = words(text);
  const b = words(reference);
  const common = longestCommonSubsequence(a, b);
  return common === 0 ? 0 : (2 * common) / (a.length + b.length);
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  const row = new Uint32Array(b.length + 1);
  for (const word of a) {
    let diagonal = 0;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      row[j] = word === b[j - 1] ? diagonal + 1 : Math.max(above, row[j - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
