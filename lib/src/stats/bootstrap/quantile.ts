import { normalQuantile } from "../distributions/normal.js";

/**
 * How a quantile falls between two replicates: `type7` interpolates linearly (numpy, scipy; Hyndman and Fan's type 7);
 * `normal` interpolates on the scale of normal quantiles at rank (B + 1) p (R's boot).
 */
export type QuantileRule = "type7" | "normal";

/**
 * A quantile of sorted numbers.
 *
 * @param sorted ascending, at least one number
 * @param p chance in [0, 1]
 * @throws RangeError if there are no numbers or p is outside [0, 1]
 * @see Hyndman and Fan 1996; Davison and Hinkley 1997, eq. 5.8
 * @example
 * quantileSorted([1, 2, 4], 0.75); // => 3
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number, rule: QuantileRule = "type7"): number {
  const count = sorted.length;
  if (count === 0) throw new RangeError("quantileSorted requires at least one number, got none");
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantileSorted requires a chance in [0, 1], got ${p}`);
  const value = (i: number) => sorted[i] as number;
  if (rule === "type7") {
    const place = (count - 1) * p;
    const below = Math.floor(place);
    const low = value(below);
    // numpy's order of operations; above the last place there is nothing to interpolate.
    return below + 1 < count ? low + (place - below) * (value(below + 1) - low) : low;
  }
  const rank = (count + 1) * p;
  const k = Math.floor(rank + 1e-9 * rank);
  if (k < 1) return value(0);
  if (k >= count) return value(count - 1);
  if (Math.abs(rank - k) < 1e-9 * rank) return value(k - 1);
  const at = normalQuantile(k / (count + 1));
  const share = (normalQuantile(p) - at) / (normalQuantile((k + 1) / (count + 1)) - at);
  return value(k - 1) + share * (value(k) - value(k - 1));
}
