import { betaCdf } from "../../distributions/beta.js";
import { type Law, lawOfPoints } from "../law.js";

/** The exact law of the median of an odd sample: it is at most the k-th value when a Binomial(n, k/n) number reaches (n+1)/2. */
export function medianLaw(values: Float64Array): Law | undefined {
  const n = values.length;
  if (n % 2 === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
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
