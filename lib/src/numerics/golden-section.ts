/** What a search on integers found. */
export interface IntegerSearch {
  /** The maximiser of a unimodal function; of equal neighbours the one met first. */
  readonly at: number;
  readonly value: number;
  /** Distinct points evaluated. */
  readonly evaluations: number;
}

/**
 * The largest value of a unimodal function on the integers of [from, to], by golden section (Fibonacci) search.
 *
 * Needs at most ⌈log_φ(to − from + 1)⌉ + 2 evaluations; each point is evaluated once. On a function that is not unimodal,
 * or on a plateau away from its peak, it ends at a local maximum and cannot know.
 *
 * @param f rises, then falls; each half strictly, for the result to be certain
 * @throws RangeError if the ends are not integers or are in the wrong order, or a value is NaN
 * @see Kiefer 1953, Sequential minimax search for a maximum, Proc. AMS 4, 502
 * @example
 * goldenSection((k) => -((k - 37) ** 2), 1, 100).at; // => 37
 */
export function goldenSection(f: (k: number) => number, from: number, to: number): IntegerSearch {
  const steps = goldenSectionSteps(from, to);
  let next = steps.next();
  while (!next.done) next = steps.next(f(next.value));
  return next.value;
}

/**
 * The same search as a conversation: yields the integer to evaluate next and takes its value, so that the caller may measure
 * it anywhere, also asynchronously.
 *
 * @throws RangeError as `goldenSection`
 * @example
 * goldenSectionSteps(1, 4).next().value; // => 2
 */
export function* goldenSectionSteps(from: number, to: number): Generator<number, IntegerSearch, number> {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from > to)
    throw new RangeError(`goldenSection requires integers in rising order, got [${from}, ${to}]`);
  const seen = new Map<number, number>();
  function* value(k: number): Generator<number, number, number> {
    // Points beyond the interval pad it to a Fibonacci length; they lose every comparison.
    if (k > to) return Number.NEGATIVE_INFINITY;
    const known = seen.get(k);
    if (known !== undefined) return known;
    const measured = yield k;
    if (Number.isNaN(measured)) throw new RangeError(`goldenSection requires comparable values, got NaN at ${k}`);
    seen.set(k, measured);
    return measured;
  }
  let [small, large] = [1, 1];
  while (large < to - from + 2) [small, large] = [large, small + large];
  // Invariant: the peak lies strictly between low and low + large; low + small and low + large − small are the inner points.
  let low = from - 1;
  while (large > 2) {
    const [left, right] = [low + large - small, low + small];
    const atLeft = yield* value(left);
    const atRight = left === right ? atLeft : yield* value(right);
    if (atLeft < atRight) low = left;
    [small, large] = [large - small, small];
  }
  const last = low + 1;
  yield* value(last);
  let at = last;
  for (const [k, v] of seen) if (v > (seen.get(at) ?? Number.NEGATIVE_INFINITY)) at = k;
  return { at, value: seen.get(at) as number, evaluations: seen.size };
}
