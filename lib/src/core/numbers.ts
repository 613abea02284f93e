/**
 * The element at `index`, where its absence would be a programming error.
 *
 * @param index integer; negative counts from the end
 * @throws RangeError if there is no such element
 * @example
 * at([3, 1, 2], -1); // => 2
 */
export function at<T>(array: ArrayLike<T>, index: number): T {
  const i = index < 0 ? array.length + index : index;
  if (!Number.isInteger(i) || i < 0 || i >= array.length)
    throw new RangeError(`at requires an index inside an array of length ${array.length}, got ${index}`);
  return array[i] as T;
}

/**
 * `count` numbers from `from` to `to`, both included, evenly spaced; the last is exactly `to`.
 *
 * @throws RangeError if `count` is not an integer of at least two
 * @example
 * linspace(0, 1, 3); // => Float64Array.of(0, 0.5, 1)
 */
export function linspace(from: number, to: number, count: number): Float64Array {
  if (!Number.isInteger(count) || count < 2)
    throw new RangeError(`linspace requires a count of at least two, got ${count}`);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = from + ((to - from) * i) / (count - 1);
  out[count - 1] = to;
  return out;
}

/**
 * The index of the largest element; the first of several equal ones.
 *
 * @throws RangeError if `values` is empty or holds a NaN, for which no order exists
 * @example
 * argmax([1, 5, 5]); // => 1
 */
export function argmax(values: ArrayLike<number>): number {
  if (values.length === 0) throw new RangeError("argmax requires at least one value, got none");
  let best = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) throw new RangeError(`argmax requires comparable values, got NaN at index ${i}`);
    if (value > (values[best] as number)) best = i;
  }
  return best;
}
