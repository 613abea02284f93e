import { stageCurves } from "./stage-curve.js";

/**
 * The chance that a vote among k samples is right, for every k = 1..most, when a sample is right with chance `right`,
 * gives the strongest wrong answer (the rival) with chance `rival`, and otherwise something that nobody else says.
 *
 * With D the lead of the right answer over the rival, V(k) = P(D > 0) + (P(D = 0) - stray^k) / 2: a tie is settled by lot,
 * a vote of strays alone is lost. Exact, for the whole curve at once in O(most), without a table (see `stageCurves`).
 * V(1) = right; V tends to 1 where right > rival, and to 0 where it is below.
 *
 * @param right rate in [0, 1]
 * @param rival rate in [0, 1 - right]
 * @param most an integer of at least one
 * @returns `most` rates; element `k - 1` is V(k)
 * @throws RangeError outside these ranges
 * @see Chen et al. 2024, arXiv 2403.02419: a mixture of easy and hard questions makes the mean of such curves rise, then fall
 * @example
 * voteCurve(0.6, 0.4, 3)[2]; // => 0.648
 * voteCurve(0.5, 0.25, 1)[0]; // => 0.5
 */
export function voteCurve(right: number, rival: number, most: number): Float64Array {
  if (!(right >= 0 && right <= 1)) throw new RangeError(`voteCurve requires right in [0, 1], got ${right}`);
  if (!(rival >= 0 && rival <= 1 - right + 1e-12))
    throw new RangeError(`voteCurve requires rival in [0, 1 - right], got ${rival} with right = ${right}`);
  if (!Number.isSafeInteger(most) || most < 1)
    throw new RangeError(`voteCurve requires an integer of at least one, got ${most}`);
  const chances = { right: Float64Array.of(right), rival: Float64Array.of(rival) };
  return stageCurves(chances, { skill: 0, lost: new Float64Array(most), spoiling: 0, rivals: true }, most);
}
