/** Arguments that are counts, with what stands for those left out; anything else would measure nothing and print zeros. */
export function counts(given: readonly string[], defaults: readonly number[]): number[] {
  if (given.length > defaults.length)
    throw new RangeError(`at most ${defaults.length} numbers are required, got ${given.join(" ")}`);
  return defaults.map((usual, i) => {
    const text = given[i];
    const count = text === undefined ? usual : Number(text);
    if (!Number.isSafeInteger(count) || count < 0 || text?.trim() === "")
      throw new RangeError(`an integer of at least zero is required, got ${JSON.stringify(text)}`);
    return count;
  });
}
