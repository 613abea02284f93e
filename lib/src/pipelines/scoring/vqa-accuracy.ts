import { normalizeAnswer } from "./normalize-answer.js";

/**
 * VQA accuracy: an answer that at least three of the people asked gave is right, one that fewer gave is partly right. Averaged over
 * leaving out each person in turn, as the benchmark does; with a single reference it is exact match. Compared on SQuAD's normal form.
 *
 * @param answers what the people said, one each
 * @throws RangeError if nobody was asked
 * @see Antol et al. 2015, arXiv 1505.00468; Singh et al. 2019, arXiv 1904.08920 (TextVQA)
 * @example
 * vqaAccuracy("Stop", ["stop", "STOP", "a stop sign", "halt"]); // => 0.5
 */
export function vqaAccuracy(answer: string, answers: readonly string[]): number {
  if (answers.length === 0) throw new RangeError("vqaAccuracy requires at least one answer, got none");
  const mine = normalizeAnswer(answer);
  const same = answers.map((one) => normalizeAnswer(one) === mine);
  const matches = same.filter(Boolean).length;
  if (answers.length === 1) return matches;
  const others = same.map((one) => Math.min(1, (matches - (one ? 1 : 0)) / 3));
  return others.reduce((a, b) => a + b, 0) / answers.length;
}
