import { normalQuantile } from "../stats/index.js";
import { checkGrid, type Grid } from "./grid.js";
import { cellVariances, type GridNoise } from "./interaction-test.js";

/** Whether two budgets replace or reinforce each other. */
export interface CrossDifference {
  /** Change of the gain per unit of downstream coordinate when the upstream coordinate grows by one unit. */
  readonly slope: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
  /** `substitutes` below zero, `complements` above, `undecided` where the interval holds zero. */
  readonly verdict: "substitutes" | "complements" | "undecided";
}

/**
 * Substitutes or complements: the bilinear slope of a grid over two budgets, with its interval.
 *
 * The slope is the least-squares coefficient of the product of the centred coordinates, after rows and columns: the average
 * cross difference, each rectangle weighted by its size. Below zero, more of one budget makes more of the other worth less.
 *
 * @param upstream, downstream coordinates of rows and columns (budgets, ln samples, …)
 * @throws RangeError as `interactionTest`, or if the coordinates do not fit the grid or are all equal
 * @see the AgentTTS review discussion, insight 3: a negative cross derivative makes the budgets substitutes
 * @example
 * crossDifference([[0.5, 0.6], [0.7, 0.75]], [0, 1], [0, 1], { sigma: 0.001 }).verdict; // => "substitutes"
 */
export function crossDifference(
  grid: Grid,
  upstream: ArrayLike<number>,
  downstream: ArrayLike<number>,
  noise: GridNoise & { readonly level?: number },
): CrossDifference {
  const { level = 0.95 } = noise;
  const { rows, columns } = checkGrid("crossDifference", grid);
  if (!(level > 0 && level < 1)) throw new RangeError(`crossDifference requires a level in (0, 1), got ${level}`);
  const u = centred("upstream", upstream, rows);
  const v = centred("downstream", downstream, columns);
  const variances = cellVariances("crossDifference", grid, noise);
  let [cross, spread, size] = [0, 0, 0];
  grid.forEach((row, i) => {
    row.forEach((value, j) => {
      const weight = (u[i] as number) * (v[j] as number);
      cross += weight * value;
      spread += weight * weight * (variances[i]?.[j] as number);
      size += weight * weight;
    });
  });
  const slope = cross / size;
  const standardError = Math.sqrt(spread) / size;
  const reach = normalQuantile((1 + level) / 2) * standardError;
  const interval = [slope - reach, slope + reach] as const;
  return {
    slope,
    standardError,
    interval,
    verdict: interval[1] < 0 ? "substitutes" : interval[0] > 0 ? "complements" : "undecided",
  };
}

function centred(name: string, values: ArrayLike<number>, length: number): Float64Array {
  if (values.length !== length)
    throw new RangeError(`crossDifference requires ${length} ${name} coordinates, got ${values.length}`);
  const own = Float64Array.from(values);
  const mean = own.reduce((s, v) => s + v, 0) / length;
  const out = own.map((v) => v - mean);
  if (!out.some((v) => v !== 0))
    throw new RangeError(`crossDifference requires different ${name} coordinates, got ${own[0]} alone`);
  return out;
}
