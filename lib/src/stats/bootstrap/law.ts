import { type QuantileRule, quantileSorted } from "./quantile.js";

/** The distribution of a statistic under resampling: drawn, or known exactly. */
export interface Law {
  readonly mean: number;
  readonly standardDeviation: number;
  /** How many draws it rests on. */
  readonly size: number | "ideal";
  /** How far its probabilities may be off: rounding, or an estimate for a series; zero for a sample, which is what it is. */
  readonly error: number;
  quantile(p: number): number;
  /** The chances of a value below `t`, and of one that equals it within `tolerance`. */
  position(t: number, tolerance: number): { readonly less: number; readonly equal: number };
  /** The smallest and the largest value that can come. */
  readonly support: readonly [number, number];
}

/** The law of replicates that were drawn; all finite, at least one. */
export function lawOfReplicates(replicates: Float64Array, rule: QuantileRule): Law {
  const sorted = Float64Array.from(replicates).sort();
  const { mean, standardDeviation } = moments(replicates);
  const count = sorted.length;
  return {
    mean,
    standardDeviation,
    size: count,
    error: 0,
    support: [sorted[0] as number, sorted[count - 1] as number],
    quantile: (p) => quantileSorted(sorted, p, rule),
    position(t, tolerance) {
      let less = 0;
      let equal = 0;
      for (const value of sorted) {
        if (value < t - tolerance) less++;
        else if (value <= t + tolerance) equal++;
        else break;
      }
      return { less: less / count, equal: equal / count };
    },
  };
}

/** Mean and sample standard deviation (n - 1), in two passes, so that a large offset takes no digits. */
export function moments(values: ArrayLike<number>): { readonly mean: number; readonly standardDeviation: number } {
  const n = values.length;
  const first = values[0] as number;
  let shift = 0;
  for (let i = 0; i < n; i++) shift += (values[i] as number) - first;
  const mean = first + shift / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, standardDeviation: Math.sqrt(squares / (n - 1)) };
}

/** Values with their chances, ascending: a law on finitely many points. */
export function lawOfPoints(points: Float64Array, chances: Float64Array, error: number): Law {
  const count = points.length;
  const upTo = new Float64Array(count);
  let sum = 0;
  let mean = 0;
  for (let i = 0; i < count; i++) {
    sum += chances[i] as number;
    upTo[i] = sum;
    mean += (points[i] as number) * (chances[i] as number);
  }
  // Chances that lack a sliver of their sum would make the highest quantiles unreachable.
  mean /= sum;
  let variance = 0;
  for (let i = 0; i < count; i++) {
    upTo[i] = (upTo[i] as number) / sum;
    variance += ((points[i] as number) - mean) ** 2 * ((chances[i] as number) / sum);
  }
  const firstAtLeast = (holds: (i: number) => boolean) => {
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    mean,
    standardDeviation: Math.sqrt(variance),
    size: "ideal",
    error,
    support: [points[0] as number, points[count - 1] as number],
    // A chance reached in exact arithmetic must not be missed by the rounding of a sum.
    quantile: (p) => points[firstAtLeast((i) => (upTo[i] as number) >= p - 1e-13)] as number,
    position(t, tolerance) {
      let less = 0;
      let equal = 0;
      for (let i = 0; i < count; i++) {
        const point = points[i] as number;
        if (point < t - tolerance) less += chances[i] as number;
        else if (point <= t + tolerance) equal += chances[i] as number;
        else break;
      }
      return { less: less / sum, equal: equal / sum };
    },
  };
}
