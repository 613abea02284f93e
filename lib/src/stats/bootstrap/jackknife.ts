import { power } from "../../core/index.js";
import type { Design } from "./design.js";
import type { StatisticFunction } from "./statistic.js";

/** The statistic with each observation left out in turn: one array for each part of the design. Costs one evaluation per observation. */
export function leaveOneOut(design: Design, evaluate: StatisticFunction): readonly Float64Array[] {
  return design.parts.map((part) => {
    const out = new Float64Array(part.length);
    const touched = new Set(part.columns);
    const shorter = design.samples.map((values, s) => (touched.has(s) ? values.slice(1) : values));
    const first = part.start;
    // Start without the part's first row, then walk the gap upwards.
    for (const s of part.columns) {
      const values = design.samples[s] as Float64Array;
      const copy = shorter[s] as Float64Array;
      copy.set(values.subarray(0, first));
      copy.set(values.subarray(first + 1), first);
    }
    out[0] = evaluate(...shorter);
    for (let i = 1; i < part.length; i++) {
      for (const s of part.columns)
        (shorter[s] as Float64Array)[first + i - 1] = (design.samples[s] as Float64Array)[first + i - 1] as number;
      out[i] = evaluate(...shorter);
    }
    return out;
  });
}

/** The same for the sum over parts of the parts' means with weights (+1, -1 or shares): closed form, O(n). */
export function influenceOfMeans(values: Float64Array): Float64Array {
  let shift = 0;
  const first = values[0] as number;
  for (const value of values) shift += value - first;
  const mean = first + shift / values.length;
  return values.map((value) => value - mean);
}

/** U_ij = (n_j - 1)(mean of θ_(.j) - θ_(ij)), the jackknife's influence values of one part. */
export function influenceValues(leftOut: Float64Array): Float64Array {
  const n = leftOut.length;
  return influenceOfMeans(leftOut).map((deviation) => -(n - 1) * deviation);
}

/**
 * Acceleration of BCa from influence values, in the form for several samples; NaN when every influence is zero.
 *
 * @see Davison and Hinkley 1997, section 5.3.2; Efron 1987
 */
export function accelerationOf(influences: readonly Float64Array[]): number {
  let cubes = 0;
  let squares = 0;
  for (const values of influences) {
    const n = values.length;
    let c = 0;
    let s = 0;
    for (const u of values) {
      c += u * u * u;
      s += u * u;
    }
    cubes += c / power(n, 3);
    squares += s / n ** 2;
  }
  return cubes / (6 * power(squares, 1.5));
}
