import { power } from "../../core/index.js";
import { roundingOf } from "./result.js";

/**
 * Ranks from one, ties sharing the mean of their places. Values within 1e-12 of each other (relative to the largest) tie: differences of decimals
 * that are equal on paper must not be ranked by their rounding.
 *
 * @throws RangeError if a value is NaN
 * @example
 * ranks([0.3, 0.1, 0.3]); // => Float64Array.of(2.5, 1, 2.5)
 */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, i) => i);
  const value = (i: number) => values[i] as number;
  for (const i of order)
    if (Number.isNaN(value(i))) throw new RangeError(`ranks requires comparable values, got NaN at index ${i}`);
  const rounding = roundingOf(values);
  order.sort((a, b) => value(a) - value(b));
  const out = new Float64Array(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && value(order[end] as number) - value(order[end - 1] as number) <= rounding) end++;
    for (let i = start; i < end; i++) out[order[i] as number] = (start + end + 1) / 2;
    start = end;
  }
  return out;
}

/** Σ (t³ - t) over groups of t tied ranks. */
export function tieTerm(ranked: ArrayLike<number>): number {
  const sizes = new Map<number, number>();
  for (let i = 0; i < ranked.length; i++) {
    const rank = ranked[i] as number;
    sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  }
  let sum = 0;
  for (const t of sizes.values()) sum += power(t, 3) - t;
  return sum;
}
