/** How two sets agree. */
export interface SetScores {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/**
 * Precision, recall and F1 of a set of things found against the right ones. Things that stand twice count once.
 *
 * @param found may be empty: then all three are 0
 * @param gold the right ones
 * @throws RangeError if there is no right one: recall has no meaning then, and an example without one is to be left out of the mean
 * @example
 * setScores([3, 7, 9], [3, 7]).f1; // => 0.8
 */
export function setScores<T extends string | number>(found: Iterable<T>, gold: Iterable<T>): SetScores {
  const right = new Set(gold);
  if (right.size === 0) throw new RangeError("setScores requires at least one right item, got none");
  const mine = new Set(found);
  let same = 0;
  for (const item of mine) if (right.has(item)) same += 1;
  if (same === 0) return { precision: 0, recall: 0, f1: 0 };
  const precision = same / mine.size;
  const recall = same / right.size;
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) };
}
