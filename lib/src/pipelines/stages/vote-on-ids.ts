/**
 * One selection out of many: the most frequent number of items chosen, and that many of the most frequent items. Of equals the one
 * seen first wins. An item counts once per selection.
 *
 * @param selections each a list of ids; the empty ones count for the number of items too
 * @returns ids in increasing order
 * @throws RangeError without a selection
 * @example
 * voteOnIds([[3, 7], [7, 9], [3, 7, 9]]); // => [3, 7]
 */
export function voteOnIds(selections: readonly (readonly number[])[]): number[] {
  if (selections.length === 0) throw new RangeError("voteOnIds requires at least one selection, got none");
  const sets = selections.map((ids) => [...new Set(ids)]);
  const size = ranked(sets.map((ids) => ids.length))[0] ?? 0;
  return ranked(sets.flat())
    .slice(0, size)
    .sort((a, b) => a - b);
}

/** Distinct values by falling count, the first seen first among equals. */
function ranked(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value); // Map keeps the order of first sight; sort is stable
}
