/**
 * Arguments that are counts, with what stands for those left out; anything else would measure nothing and print zeros. Only what is zero by
 * itself may be zero.
 */
export function counts<const T extends readonly number[]>(
  given: readonly string[],
  defaults: T,
): { readonly [K in keyof T]: number } {
  if (given.length > defaults.length)
    throw new RangeError(`at most ${defaults.length} numbers are required, got ${given.join(" ")}`);
  return defaults.map((usual, i) => {
    const text = given[i];
    if (text === undefined) return usual;
    const least = Math.min(usual, 1);
    const count = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isSafeInteger(count) || count < least)
      throw new RangeError(`number ${i + 1} requires an integer of at least ${least}, got ${JSON.stringify(text)}`);
    return count;
  }) as { readonly [K in keyof T]: number };
}
