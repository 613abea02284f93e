import { InvalidArgumentError } from "commander";

/** Reads an option's number, or says what was required. */
export function numberOption(rule: { readonly least: number; readonly whole?: boolean }): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!(value >= rule.least) || !Number.isFinite(value) || (rule.whole && !Number.isSafeInteger(value)))
      throw new InvalidArgumentError(
        `${rule.whole ? "An integer" : "A number"} of at least ${rule.least} is required.`,
      );
    return value;
  };
}

/** An integer of at least one. */
export const countOption: (text: string) => number = numberOption({ least: 1, whole: true });

/** Ascending integers of at least one, separated by commas. */
export function countListOption(text: string): number[] {
  const values = text.split(",").map((part) => countOption(part));
  if (values.some((value, i) => i > 0 && value <= (values[i - 1] ?? 0)))
    throw new InvalidArgumentError("Integers in ascending order are required.");
  return values;
}
