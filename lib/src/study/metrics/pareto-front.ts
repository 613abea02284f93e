/** Something with a price and a worth. */
export interface Priced {
  readonly units: number;
  readonly score: number;
}

/**
 * The Pareto front: what nothing else beats by scoring higher for no more, or as high for less. Of equals the first stays.
 *
 * @returns in rising order of cost, and so of score; empty for no points
 * @throws RangeError if a cost or a score is not a number
 * @example
 * paretoFront([{ units: 5, score: 0.7 }, { units: 3, score: 0.6 }, { units: 4, score: 0.5 }]).map((p) => p.units); // => [3, 5]
 */
export function paretoFront<T extends Priced>(points: readonly T[]): readonly T[] {
  for (const { units, score } of points)
    if (Number.isNaN(units) || Number.isNaN(score))
      throw new RangeError(`paretoFront requires costs and scores that are numbers, got ${units} and ${score}`);
  const front: T[] = [];
  for (const point of [...points].sort((a, b) => a.units - b.units || b.score - a.score))
    if (point.score > (front.at(-1)?.score ?? Number.NEGATIVE_INFINITY)) front.push(point);
  return front;
}
