/**
 * The normal form in which SQuAD compares answers: lower case, no ASCII punctuation, no articles, single spaces.
 *
 * @see Rajpurkar et al. 2016, arXiv 1606.05250, and its evaluation script
 * @example
 * normalizeAnswer("The  Beatles' album, 'Help!'"); // => "beatles album help"
 */
export function normalizeAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(/[!-/:-@[-`{-~]/g, "")
    .replace(/(?<![\p{L}\p{N}])(?:a|an|the)(?![\p{L}\p{N}])/gu, " ")
    .split(/\s+/u)
    .filter((word) => word !== "")
    .join(" ");
}

/** The words of the normal form. */
export function answerWords(text: string): string[] {
  const normal = normalizeAnswer(text);
  return normal === "" ? [] : normal.split(" ");
}
