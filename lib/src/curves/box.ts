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
  for (const [option, given] of Object.entries({ bounds: options.bounds, fixed: options.fixed, start: options.start }))
    for (const name of Object.keys(given ?? {}))
      if (!names.includes(name))
        throw new RangeError(
          `fit requires ${option} to name parameters of ${family.name} (${names.join(", ")}), got ${name}`,
        );
  const lower = Float64Array.from(family.parameters, (p) => p.lower);
  const upper = Float64Array.from(family.parameters, (p) => p.upper);
  names.forEach((name, j) => {
    const [low, high] = options.bounds?.[name] ?? [lower[j] as number, upper[j] as number];
    if (!(low < high)) throw new RangeError(`fit requires bounds in rising order for ${name}, got [${low}, ${high}]`);
    const held = options.fixed?.[name];
    if (held !== undefined && !Number.isFinite(held))
      throw new RangeError(`fit requires a finite fixed ${name}, got ${held}`);
    lower[j] = held ?? low;
    upper[j] = held ?? high;
  });
  return { lower, upper };
}
