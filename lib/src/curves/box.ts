import type { CurveFamily } from "./family.js";
import type { FitOptions } from "./fit.js";

/** The box a fit searches. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** The family's box with the bounds and held values that the options ask for. */
export function boxOf(family: CurveFamily, options: FitOptions): Box {
  const names = family.parameters.map((p) => p.name);
  for (const option of ["bounds", "fixed", "start"] as const) checkNames(family, option, options[option], names);
  const lower = new Float64Array(names.length);
  const upper = new Float64Array(names.length);
  family.parameters.forEach(({ name, lower: least, upper: most }, j) => {
    const given = options.bounds?.[name];
    const low = given === undefined ? least : given[0];
    const high = given === undefined ? most : given[1];
    if (!(low < high)) throw new RangeError(`fit requires bounds in rising order for ${name}, got [${low}, ${high}]`);
    const held = options.fixed?.[name];
    if (held !== undefined && !Number.isFinite(held))
      throw new RangeError(`fit requires a finite fixed ${name}, got ${held}`);
    lower[j] = held ?? low;
    upper[j] = held ?? high;
  });
  return { lower, upper };
}

function checkNames(family: CurveFamily, option: string, given: object | undefined, names: readonly string[]): void {
  if (given === undefined) return;
  for (const name of Object.keys(given))
    if (!names.includes(name))
      throw new RangeError(
        `fit requires ${option} to name parameters of ${family.name} (${names.join(", ")}), got ${name}`,
      );
}
