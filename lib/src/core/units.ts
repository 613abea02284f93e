/** A number that carries its unit in its type; it is a plain number at run time. */
export type Unit<Name extends string> = number & { readonly __unit: Name };

/** Compute, in units of "decode 64 tokens on a 3B model" (see `allocation`). */
export type BudgetUnits = Unit<"BudgetUnits">;

/** How many samples a stage draws per question: an integer of at least one. */
export type Samples = Unit<"Samples">;

/** A share in [0, 1], such as an accuracy; never a percentage. */
export type Rate = Unit<"Rate">;

/**
 * Marks a number as budget units. Negative amounts are allowed: the official model gives them to very small calls.
 *
 * @throws RangeError if `value` is not finite
 * @example
 * budgetUnits(77.33); // => 77.33
 */
export function budgetUnits(value: number): BudgetUnits {
  if (!Number.isFinite(value)) throw new RangeError(`budgetUnits requires a finite number, got ${value}`);
  return value as BudgetUnits;
}

/**
 * Marks a number as a sample count.
 *
 * @throws RangeError if `value` is not an integer of at least one
 * @example
 * samples(50); // => 50
 */
export function samples(value: number): Samples {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`samples requires an integer of at least one, got ${value}`);
  return value as Samples;
}

/**
 * Marks a number as a rate.
 *
 * @throws RangeError if `value` is outside [0, 1]; a percentage is the usual cause, and the message says so
 * @example
 * rate(0.724); // => 0.724
 */
export function rate(value: number): Rate {
  if (!(value >= 0 && value <= 1)) {
    const hint = value > 1 && value <= 100 ? "; divide percentages by 100" : "";
    throw new RangeError(`rate requires a number in [0, 1], got ${value}${hint}`);
  }
  return value as Rate;
}
