import { at } from "../core/index.js";
import { solve } from "../numerics/index.js";
import type { Fit } from "./calibration.js";

/**
 * A draw from the posterior, taken as normal: value + factor * normals. With some parameters given, the draw is moved to them along
 * the regression of all parameters on the given ones, which turns a draw into one from the conditional law and keeps its luck.
 *
 * @see Matheron's rule; Hoffman and Ribak 1991, Astrophysical Journal 380, L5
 */
export function drawParameters(
  { parameters, factor }: Fit,
  normal: () => number,
  given: Readonly<Record<string, number>>,
): Float64Array {
  const z = Float64Array.from(parameters, normal);
  const drawn = Float64Array.from(parameters, ({ value }, i) =>
    at(factor, i).reduce((sum, f, j) => sum + f * (z[j] as number), value),
  );
  const held = Object.entries(given).map(([name, value]) => {
    const place = parameters.findIndex((parameter) => parameter.name === name);
    if (place === -1) throw new RangeError(`a given parameter requires a name of \`priorsOf\`, got "${name}"`);
    if (!Number.isFinite(value)) throw new RangeError(`given "${name}" requires a finite value, got ${value}`);
    return { place, value };
  });
  if (held.length === 0) return drawn;
  const covariance = (i: number, j: number) =>
    at(factor, Math.min(i, j)).reduce((sum, f, k) => sum + f * at(at(factor, Math.max(i, j)), k), 0);
  const among = held.flatMap(({ place: i }) => held.map(({ place: j }) => covariance(i, j)));
  const weights = solve(
    among,
    held.map(({ place, value }) => value - (drawn[place] as number)),
  );
  if (weights === undefined) throw new RangeError("given parameters require a fit that leaves each of them some room");
  const moved = drawn.map((theta, i) =>
    held.reduce((sum, { place }, h) => sum + covariance(i, place) * at(weights, h), theta),
  );
  // Exactly, whatever was rounded on the way.
  for (const { place, value } of held) moved[place] = value;
  return moved;
}
