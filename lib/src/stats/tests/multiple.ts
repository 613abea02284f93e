import { requireOneOf } from "../require-one-of.js";

const methods = ["holm", "bonferroni", "hochberg", "benjaminiHochberg", "benjaminiYekutieli"] as const;

/** Corrections for asking several questions at once. */
export type Adjustment = (typeof methods)[number];

/**
 * Adjusted p values: reject those at most alpha. `holm`, `bonferroni` and `hochberg` bound the chance of any false rejection;
 * `benjaminiHochberg` and `benjaminiYekutieli` the expected share of false ones among the rejected.
 *
 * @param p one p value per question, in [0, 1]
 * @returns in the order given
 * @throws RangeError if a p value is outside [0, 1], or the method is not known
 * @see Holm 1979; Hochberg 1988; Benjamini and Hochberg 1995; Benjamini and Yekutieli 2001
 * @example
 * adjustPValues([0.01, 0.04], "holm"); // => Float64Array.of(0.02, 0.04)
 */
export function adjustPValues(p: ArrayLike<number>, method: Adjustment): Float64Array {
  requireOneOf("adjustPValues", "the method", method, methods);
  const m = p.length;
  const values = Float64Array.from(p, (value, i) => {
    if (!(value >= 0 && value <= 1))
      throw new RangeError(`adjustPValues requires p values in [0, 1], got ${value} at index ${i}`);
    return value;
  });
  const order = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  const harmonic = order.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  const factor = (rank: number): number => {
    switch (method) {
      case "bonferroni":
        return m;
      case "holm":
      case "hochberg":
        return m - rank;
      case "benjaminiHochberg":
        return m / (rank + 1);
      case "benjaminiYekutieli":
        return (m / (rank + 1)) * harmonic;
    }
  };
  const out = new Float64Array(m);
  // Step-down methods never fall along the order; step-up methods never rise against it.
  const stepDown = method === "holm" || method === "bonferroni";
  let bound = stepDown ? 0 : 1;
  for (let step = 0; step < m; step++) {
    const rank = stepDown ? step : m - 1 - step;
    const i = order[rank] as number;
    const scaled = Math.min(1, factor(rank) * (values[i] as number));
    bound = stepDown ? Math.max(bound, scaled) : Math.min(bound, scaled);
    out[i] = bound;
  }
  return out;
}
