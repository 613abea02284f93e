import { InvalidArgumentError } from "commander";

/** What an option's number must be. */
export interface NumberRule {
  readonly least?: number;
  readonly above?: number;
  readonly most?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

/** Reads an option's number, or says what was required. */
export function numberOption(rule: NumberRule): (text: string) => number {
  const { least, above, most, below, whole = false } = rule;
  const bounds = [
    ...(least === undefined ? [] : [`of at least ${least}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(most === undefined ? [] : [`${least === undefined ? "" : "and "}at most ${most}`]),
    ...(below === undefined ? [] : [`${above === undefined ? "" : "and "}below ${below}`]),
  ];
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    const within =
      value >= (least ?? Number.NEGATIVE_INFINITY) &&
      value > (above ?? Number.NEGATIVE_INFINITY) &&
      value <= (most ?? Number.POSITIVE_INFINITY) &&
      value < (below ?? Number.POSITIVE_INFINITY);
    if (!within || (whole && !Number.isSafeInteger(value)))
      throw new InvalidArgumentError(`${[whole ? "An integer" : "A number", ...bounds].join(" ")} is required.`);
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
