import type { ScoredTrial } from "./trial.js";

/** How far one allocation scored above another, on the questions that both met. */
export interface PairedDifference {
  readonly difference: number;
  readonly standardError: number;
  /** How many questions that is over. */
  readonly questions: number;
}

/**
 * By how much `a` scored above `b` on the questions that both met, with the error of that mean of differences: as if one question more
 * had been met on which they differ by one. Without it, two that never differed so far would count as known exactly.
 *
 * @returns `null` if either has no scores by question, or no question is shared
 * @example
 * const { budgetUnits } = await door("core");
 * const rest = { kind: "scored", standardError: null, evaluated: [], stages: [], cost: { units: budgetUnits(1) }, provenance: "measured" };
 * const trial = (perQuestion) => ({ index: 0, proposed: [], outcome: { ...rest, score: 0.5, questions: 2, perQuestion } });
 * pairedDifference(trial([1, 0]), trial([0, 0])).difference; // => 0.5
 */
export function pairedDifference(a: ScoredTrial, b: ScoredTrial): PairedDifference | null {
  const [first, second] = [scoresOf(a), scoresOf(b)];
  if (first === null || second === null) return null;
  const differences: number[] = [];
  for (const [question, score] of first) {
    const other = second.get(question);
    if (other !== undefined) differences.push(score - other);
  }
  const n = differences.length;
  if (n === 0) return null;
  const difference = differences.reduce((sum, d) => sum + d, 0) / n;
  const squares = differences.reduce((sum, d) => sum + (d - difference) ** 2, 1);
  return { difference, standardError: Math.sqrt(squares / n / n), questions: n };
}

/**
 * Standard error of a rate over n questions, with one success and one failure more than were seen, so that none and all have one; a mean
 * of scores in [0, 1] varies less.
 *
 * @param rate in [0, 1]
 * @param questions at least one
 * @example
 * errorOfRate(1, 1); // => Math.sqrt(2 / 9)
 */
export function errorOfRate(rate: number, questions: number): number {
  const p = (rate * questions + 1) / (questions + 2);
  return Math.sqrt((p * (1 - p)) / questions);
}

/** By question; `null` where the world does not tell them. */
function scoresOf({ questions, outcome: { perQuestion } }: ScoredTrial): ReadonlyMap<number, number> | null {
  if (perQuestion === undefined || (questions !== undefined && questions.length !== perQuestion.length)) return null;
  return new Map(perQuestion.map((score, i) => [questions?.[i] ?? i, score]));
}
