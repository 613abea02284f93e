/** Refuses a word that a function does not know: from untyped code it would fall through to some other case. */
export function requireOneOf(caller: string, what: string, value: string, known: readonly string[]): void {
  if (!known.includes(value))
    throw new RangeError(`${caller} requires ${what} to be one of ${known.join(", ")}, got ${value}`);
}
