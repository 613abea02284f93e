import { normalCdf, normalDensity } from "../stats/index.js";

/** What an acquisition function reads: the belief at each candidate, as `GaussianProcess.predict` gives it. */
export interface Belief {
  readonly mean: ArrayLike<number>;
  readonly sd: ArrayLike<number>;
}

/** What counts as an improvement. */
export interface ImprovementOptions {
  /** @default "maximise" */
  readonly direction?: "maximise" | "minimise";
  /** An improvement smaller than this does not count (ξ): above zero to explore more. @default 0 */
  readonly margin?: number;
}

/**
 * Expected improvement of each candidate over the best value so far: σ(zΦ(z) + φ(z)), z = (μ − best − ξ)/σ.
 *
 * Where the belief has no spread it is the improvement itself, or zero. Full relative accuracy in the far tail, where zΦ(z) + φ(z)
 * cancels: by the continued fraction of Mills' ratio.
 *
 * @param best the incumbent: under noise the best posterior mean, or the best observed value
 * @returns in units of the value, one number a candidate, never below zero
 * @throws RangeError if `best` or a belief is not a number, or a spread is negative
 * @see Jones, Schonlau and Welch 1998, Efficient global optimization, eq. 15
 * @example
 * expectedImprovement({ mean: [0.5, 1, 0.75], sd: [0, 0, 1] }, 0.75); // => Float64Array.of(0, 0.25, 0.3989422804014327)
 */
export function expectedImprovement(belief: Belief, best: number, options: ImprovementOptions = {}): Float64Array {
  return overCandidates("expectedImprovement", belief, best, options, (gain, sd) => {
    if (sd === 0) return Math.max(gain, 0);
    const z = gain / sd;
    if (z > TAIL) return gain * normalCdf(z) + sd * normalDensity(z);
    // 1 − x·Mills(x) with Mills = 1/(x + rest) is rest/(x + rest): nothing cancels.
    const x = -z;
    let rest = x;
    for (let i = Math.ceil(20 + 500 / (x * x)); i >= 2; i--) rest = x + i / rest;
    rest = 1 / rest;
    return sd * normalDensity(x) * (rest / (x + rest));
  });
}

const TAIL = -2.5;

/**
 * Chance that each candidate improves on the best value so far, Φ((μ − best − ξ)/σ).
 *
 * @returns rate, one a candidate; 0 or 1 where the belief has no spread
 * @throws RangeError if `best` or a belief is not a number, or a spread is negative
 * @see Kushner 1964, A new method of locating the maximum point of an arbitrary multipeak curve
 * @example
 * probabilityOfImprovement({ mean: [0.5, 0.9], sd: [0.1, 0] }, 0.5); // => Float64Array.of(0.5, 1)
 */
export function probabilityOfImprovement(belief: Belief, best: number, options: ImprovementOptions = {}): Float64Array {
  return overCandidates("probabilityOfImprovement", belief, best, options, (gain, sd) =>
    sd === 0 ? Number(gain > 0) : normalCdf(gain / sd),
  );
}

function overCandidates(
  name: string,
  { mean, sd }: Belief,
  best: number,
  { direction = "maximise", margin = 0 }: ImprovementOptions,
  value: (gain: number, sd: number) => number,
): Float64Array {
  if (mean.length !== sd.length)
    throw new RangeError(`${name} requires a spread for every mean, got ${mean.length} means and ${sd.length} spreads`);
  if (!Number.isFinite(best) || !Number.isFinite(margin))
    throw new RangeError(`${name} requires a finite best value and margin, got ${best} and ${margin}`);
  const sign = direction === "maximise" ? 1 : -1;
  const out = new Float64Array(mean.length);
  for (let i = 0; i < out.length; i++) {
    const spread = sd[i] as number;
    const gain = sign * ((mean[i] as number) - best) - margin;
    if (!Number.isFinite(gain) || !(spread >= 0 && spread < Number.POSITIVE_INFINITY))
      throw new RangeError(`${name} requires finite beliefs, got mean ${mean[i]} and spread ${spread} at index ${i}`);
    out[i] = value(gain, spread);
  }
  return out;
}
