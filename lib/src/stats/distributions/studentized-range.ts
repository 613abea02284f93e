import { power } from "../../core/index.js";
import { normalCdf, normalDensity } from "./normal.js";

/**
 * Chance that the range of `k` independent standard normal numbers exceeds `q`: the studentized range with infinite degrees of freedom,
 * as the Nemenyi test needs it. Trapezoidal rule, which is exact to rounding on this smooth integrand.
 *
 * @param q at least zero
 * @param k numbers compared, an integer of at least two
 * @see Tukey 1949; Demšar 2006, "Statistical comparisons of classifiers over multiple data sets"
 * @example
 * Math.round(rangeUpper(2.343700586378409 * Math.SQRT2, 3) * 1e9) / 1e9; // => 0.05
 */
export function rangeUpper(q: number, k: number): number {
  if (!Number.isInteger(k) || k < 2) throw new RangeError(`rangeUpper requires an integer k of at least two, got ${k}`);
  if (!(q >= 0)) throw new RangeError(`rangeUpper requires q of at least zero, got ${q}`);
  // 1 = k ∫ φ(z) Φ(z)^(k-1): subtracting inside the integral keeps the small tail accurate.
  const step = 1 / 6;
  let sum = 0;
  for (let z = -9; z <= 9 + q; z += step) {
    const upto = normalCdf(z);
    const within = upto - normalCdf(z - q);
    sum += normalDensity(z) * (power(upto, k - 1) - power(within, k - 1));
  }
  return Math.min(1, k * sum * step);
}

/**
 * The `q` that the range of `k` standard normal numbers exceeds with chance `alpha`.
 *
 * @example
 * Math.round((rangeQuantile(0.05, 3) / Math.SQRT2) * 1e6) / 1e6; // => 2.343701
 */
export function rangeQuantile(alpha: number, k: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`rangeQuantile requires alpha in (0, 1), got ${alpha}`);
  // Illinois on the logarithm of the tail, which is near a parabola in q.
  let low = 0;
  let high = 60;
  let above = -Math.log(alpha);
  let below = Math.log(rangeUpper(high, k) + 1e-300) - Math.log(alpha);
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const cut = (low * below - high * above) / (below - above);
    const q = cut > low && cut < high && i % 3 < 2 ? cut : (low + high) / 2;
    const excess = Math.log(rangeUpper(q, k) + 1e-300) - Math.log(alpha);
    if (Math.abs(excess) < 1e-13) return q;
    if (excess > 0) {
      low = q;
      above = excess;
      below /= 2;
    } else {
      high = q;
      below = excess;
      above /= 2;
    }
  }
  return (low + high) / 2;
}
