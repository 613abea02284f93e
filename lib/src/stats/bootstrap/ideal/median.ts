import { betaCdf } from "../../distributions/beta.js";
import { binomialLaw } from "../../distributions/binomial.js";
import { type Law, lawOfPoints } from "../law.js";

/** Pairs of middle values rarer than this are left out. */
const NEVER = 1e-18;

/** The exact law of the median: of the middle draw where their number is odd, of the mean of the middle two where it is even. */
export function medianLaw(values: Float64Array): Law {
  const sorted = Float64Array.from(values).sort();
  return sorted.length % 2 === 1 ? middleLaw(sorted) : middlePairLaw(sorted);
}

/** The middle draw is at most the k-th value when a Binomial(n, k/n) number reaches (n+1)/2. */
function middleLaw(sorted: Float64Array): Law {
  const n = sorted.length;
  const half = (n + 1) / 2;
  const points: number[] = [];
  const chances: number[] = [];
  let before = 0;
  for (let k = 1; k <= n; k++) {
    if (k < n && sorted[k] === sorted[k - 1]) continue;
    const upTo = k === n ? 1 : betaCdf(k / n, half, half);
    points.push(sorted[k - 1] as number);
    chances.push(upTo - before);
    before = upTo;
  }
  return lawOfPoints(Float64Array.from(points), Float64Array.from(chances), 1e-13);
}

/**
 * The middle two of n = 2m draws are the i-th and j-th value, i < j, when m draws reach up to the i-th and no further, and the other m down to the
 * j-th: C(n, m) [(i/n)^m − ((i−1)/n)^m] [((n−j+1)/n)^m − ((n−j)/n)^m]. Both are the i-th in the rest of the cases where the lower one is.
 * Few pairs near the middle have any chance: about n^½ values, some forty apart at most.
 */
function middlePairLaw(sorted: Float64Array): Law {
  const n = sorted.length;
  const m = n / 2;
  const ways = binomialLaw(n, 0.5)[m] as number;
  // (2i/n)^m in logarithms, and the share of it in which the i-th value is reached: apart they overflow, their products do not.
  const power = Float64Array.from({ length: n + 1 }, (_, i) => m * Math.log1p((2 * i - n) / n));
  const reached = Float64Array.from({ length: n + 1 }, (_, i) => (i === 0 ? 0 : -Math.expm1(m * Math.log1p(-1 / i))));
  /** The chance that m draws reach up to the i-th value and no further, and the others lie among the last k. */
  const apart = (i: number, k: number) =>
    ways * Math.exp((power[i] as number) + (power[k] as number)) * (reached[i] as number);
  const found: { point: number; chance: number }[] = [];
  let before = 0;
  for (let i = 1; i <= n; i++) {
    const lowerIsUpTo = i === n ? 1 : betaCdf(i / n, m, m + 1);
    const value = sorted[i - 1] as number;
    const both = lowerIsUpTo - before - apart(i, n - i);
    if (both > NEVER) found.push({ point: value, chance: both });
    before = lowerIsUpTo;
    for (let j = i + 1; j <= n; j++) {
      const beyond = apart(i, n - j + 1);
      if (beyond < NEVER) break;
      const chance = beyond * (reached[n - j + 1] as number);
      if (chance > NEVER) found.push({ point: (value + (sorted[j - 1] as number)) / 2, chance });
    }
  }
  found.sort((a, b) => a.point - b.point);
  return lawOfPoints(
    Float64Array.from(found, (f) => f.point),
    Float64Array.from(found, (f) => f.chance),
    1e-12,
  );
}
