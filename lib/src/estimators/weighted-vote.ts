export interface VoteOutcome {
  /** Sum of weights of each answer, in order of first appearance. */
  readonly totals: ReadonlyMap<string, number>;
  /** The answers with the largest total; several when they tie. */
  readonly winners: readonly string[];
}

/**
 * Adds the weights of equal answers and says who leads; without weights each answer has one vote.
 *
 * Totals are summed with compensation and those within 1e-12 of the largest (relative) count as tied: 0.1 + 0.2 ties with 0.3.
 *
 * @param answers one text per vote
 * @param weights one number per vote, such as a reward; at least zero
 * @throws RangeError if there is no vote, the lengths differ, or a weight is negative or not finite
 * @example
 * weightedVote(["a", "b", "a"], [0.1, 0.3, 0.2]).winners; // => ["a", "b"]
 */
export function weightedVote(answers: readonly string[], weights?: ArrayLike<number>): VoteOutcome {
  if (answers.length === 0) throw new RangeError("weightedVote requires at least one answer, got none");
  if (weights !== undefined && weights.length !== answers.length)
    throw new RangeError(
      `weightedVote requires one weight for each answer, got ${answers.length} answers and ${weights.length} weights`,
    );
  const totals = new Map<string, number>();
  const lost = new Map<string, number>();
  answers.forEach((answer, i) => {
    const weight = weights?.[i] ?? 1;
    if (!(weight >= 0) || weight === Number.POSITIVE_INFINITY)
      throw new RangeError(`weightedVote requires finite weights of at least zero, got ${weight} at index ${i}`);
    const before = totals.get(answer) ?? 0;
    const corrected = weight - (lost.get(answer) ?? 0);
    const after = before + corrected;
    totals.set(answer, after);
    lost.set(answer, after - before - corrected);
  });
  const most = Math.max(...totals.values());
  const winners = [...totals].filter(([, total]) => most - total <= 1e-12 * most).map(([answer]) => answer);
  return { totals, winners };
}
