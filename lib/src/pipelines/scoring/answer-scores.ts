import { answerWords, normalizeAnswer } from "./normalize-answer.js";

/** How near an answer comes to the gold ones; each number is the best over the gold answer and its aliases. */
export interface AnswerScores {
  /** 1 if the normal forms are equal. */
  readonly exactMatch: number;
  /** 1 if the gold answer stands in the answer as whole words. */
  readonly coverMatch: number;
  readonly f1: number;
  /** Of the alias with the best F1. */
  readonly precision: number;
  readonly recall: number;
}

/**
 * Scores an answer against the gold answer and its aliases: exact match, cover match and word F1 on SQuAD's normal form.
 * An answer "yes" or "no" earns F1 for the same word alone, as HotpotQA scores it.
 *
 * @param answer the prediction
 * @param aliases gold answers, any of which is right; at least one
 * @throws RangeError if there is no gold answer
 * @see Rajpurkar et al. 2016, arXiv 1606.05250; Yang et al. 2018, arXiv 1809.09600
 * @example
 * scoreAnswer("It was Paris, France.", ["Paris"]); // => { exactMatch: 0, coverMatch: 1, f1: 0.4, precision: 0.25, recall: 1 }
 */
export function scoreAnswer(answer: string, aliases: readonly string[]): AnswerScores {
  if (aliases.length === 0) throw new RangeError("scoreAnswer requires at least one gold answer, got none");
  const words = answerWords(answer);
  const normal = words.join(" ");
  let best: AnswerScores = { exactMatch: 0, coverMatch: 0, f1: 0, precision: 0, recall: 0 };
  for (const alias of aliases) {
    const gold = normalizeAnswer(alias);
    const overlap = wordOverlap(words, gold === "" ? [] : gold.split(" "));
    best = {
      exactMatch: Math.max(best.exactMatch, normal === gold ? 1 : 0),
      coverMatch: Math.max(best.coverMatch, covers(normal, gold) ? 1 : 0),
      ...(overlap.f1 > best.f1 ? overlap : { f1: best.f1, precision: best.precision, recall: best.recall }),
    };
  }
  return best;
}

/** Whole words: "no" is not covered by "north". */
function covers(normal: string, gold: string): boolean {
  return gold === "" ? normal === "" : ` ${normal} `.includes(` ${gold} `);
}

const verdicts = ["yes", "no", "noanswer"];

function wordOverlap(
  words: readonly string[],
  gold: readonly string[],
): Pick<AnswerScores, "f1" | "precision" | "recall"> {
  const nothing = { f1: 0, precision: 0, recall: 0 };
  const [a, b] = [words.join(" "), gold.join(" ")];
  if (a !== b && (verdicts.includes(a) || verdicts.includes(b))) return nothing;
  if (words.length === 0 || gold.length === 0) return a === b ? { f1: 1, precision: 1, recall: 1 } : nothing;
  const left = new Map<string, number>();
  for (const word of gold) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of words) {
    const count = left.get(word) ?? 0;
    if (count > 0) same += 1;
    left.set(word, count - 1);
  }
  if (same === 0) return nothing;
  const precision = same / words.length;
  const recall = same / gold.length;
  return { f1: (2 * precision * recall) / (precision + recall), precision, recall };
}
