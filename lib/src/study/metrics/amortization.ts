/** An allocation as it will be used: what it costs and how often it is right, per question. */
export interface Running {
  readonly units: number;
  readonly score: number;
}

/**
 * After how many questions a search has paid for itself. A right answer is worth what it costs with the allocation that would have been
 * used without a search, unless said otherwise; the search pays back the cost it saves and the right answers it adds.
 *
 * @param searchUnits what the search spent, over all its trials and questions
 * @param before what would be used without it
 * @param after what it recommends; the true or test score, not the flattering one it was chosen by
 * @param worth of a right answer, in units @default before.units / before.score
 * @returns a number of questions; `null` if it never pays
 * @throws RangeError if a cost is not positive, or a score is outside [0, 1]; if the first score is 0 and no worth is given
 * @example
 * amortization(100_000, { units: 900, score: 0.7 }, { units: 400, score: 0.7 }); // => 200
 * amortization(100_000, { units: 400, score: 0.7 }, { units: 900, score: 0.7 }); // => null
 */
export function amortization(
  searchUnits: number,
  before: Running,
  after: Running,
  worth: number = before.units / before.score,
): number | null {
  for (const { units, score } of [before, after])
    if (!(units > 0 && score >= 0 && score <= 1))
      throw new RangeError(`amortization requires a positive cost and a score in [0, 1], got ${units} and ${score}`);
  if (!(searchUnits >= 0 && Number.isFinite(worth) && worth >= 0))
    throw new RangeError(
      `amortization requires costs of at least zero, got ${searchUnits} and ${worth} a right answer`,
    );
  const gain = worth * (after.score - before.score) - (after.units - before.units);
  return gain > 0 ? searchUnits / gain : null;
}
