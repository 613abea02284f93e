import { InvalidArgumentError } from "commander";

/** A number of seconds as an option gives it: zero or more. */
export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) throw new InvalidArgumentError("Seconds are required, zero or more.");
  return value;
}

/** A count as an option gives it: an integer of at least one. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("An integer of at least one is required.");
  return value;
}
