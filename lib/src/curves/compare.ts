import { families as known } from "./families/index.js";
import type { CurveFamily } from "./family.js";
import { type Fit, type FitOptions, fit } from "./fit.js";
import { predict } from "./predict.js";

/** One family among those compared. */
export interface Rival {
  readonly name: string;
  readonly fit: Fit;
  /** AICc above the best family's; Infinity where there are too few points for AICc. */
  readonly delta: number;
  /** Akaike weight: the share of evidence among the families compared; NaN where there are several and none has an AICc. */
  readonly weight: number;
}

/** Families fitted to the same points, best first. */
export interface Comparison {
  readonly rivals: readonly Rival[];
  /** The first of `rivals`. Where its delta is Infinity nothing could be ranked: it is only the first that was given. */
  readonly best: Rival;
  /** Families that could not be fitted to these points, and why. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/** Options of `compare`: those of `fit` that make sense for every family, and which families. */
export interface CompareOptions extends Pick<FitOptions, "weights" | "sigma" | "trials" | "loss" | "lossScale"> {
  /** @default every family of `families` */
  readonly families?: readonly CurveFamily[];
}

/**
 * Fits several families to the same points and ranks them by AICc, with Akaike weights. Ties keep the order given.
 *
 * AICc needs two points more than parameters, noise counted where it is estimated. Where no family has that many, nothing is
 * ranked: every delta is Infinity, and weights are NaN unless there is one family alone.
 *
 * A family with more parameters than points is left out and listed in `left`; a fit that stalled is ranked, and says so.
 *
 * @throws RangeError as `fit`, where no family could be fitted
 * @see Burnham and Anderson 2002, Model Selection and Multimodel Inference, chapter 2
 * @example
 * const k = [1, 2, 3, 5, 8, 13, 21, 34];
 * compare(k, k.map((x, i) => 0.8 - 0.3 * x ** -0.7 + (i % 2 ? 1e-4 : -1e-4)), { families: [families.const, families.power] }).best.name; // => "power"
 */
export function compare(x: ArrayLike<number>, y: ArrayLike<number>, options: CompareOptions = {}): Comparison {
  const { families = Object.values(known), ...fitOptions } = options;
  if (families.length === 0) throw new RangeError("compare requires at least one family, got none");
  const fits: Fit[] = [];
  const left: { name: string; why: string }[] = [];
  let failure: unknown;
  for (const family of families) {
    if (family.parameters.length > x.length) {
      left.push({ name: family.name, why: `${family.parameters.length} parameters, ${x.length} points` });
      continue;
    }
    try {
      fits.push(fit(family, x, y, fitOptions));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      failure ??= error;
      left.push({ name: family.name, why: error.message });
    }
  }
  if (fits.length === 0)
    throw failure ?? new RangeError(`compare requires more points than ${x.length} for these families`);
  const lowest = Math.min(...fits.map((f) => f.aicc));
  const unranked = lowest === Number.POSITIVE_INFINITY;
  const deltas = fits.map((f) => (unranked ? lowest : f.aicc === lowest ? 0 : f.aicc - lowest));
  const evidence = fits.length === 1 ? [1] : deltas.map((delta) => Math.exp(-delta / 2));
  const total = evidence.reduce((sum, e) => sum + e, 0);
  const rivals = fits
    .map((f, i) => ({
      name: f.family.name,
      fit: f,
      delta: deltas[i] as number,
      weight: (evidence[i] as number) / total,
    }))
    .sort((a, b) => (a.delta === b.delta ? 0 : a.delta - b.delta));
  return { rivals, best: rivals[0] as Rival, left };
}

/**
 * The curve averaged over families by Akaike weight, with a standard error that includes the families' disagreement; NaN where
 * the families have no weights.
 *
 * @see Burnham and Anderson 2002, equation 4.9
 * @example
 * const k = [1, 2, 4, 8, 16];
 * const both = compare(k, [0.5, 0.61, 0.7, 0.79, 0.9], { families: [families.loglin, families.const] });
 * averaged(both, [32]).y[0] > 0.9; // => true
 */
export function averaged(
  comparison: Comparison,
  x: ArrayLike<number>,
): { readonly y: Float64Array; readonly standardError: Float64Array | null } {
  const parts = comparison.rivals
    .filter((rival) => rival.weight !== 0)
    .map((rival) => ({ weight: rival.weight, prediction: predict(rival.fit, x) }));
  const y = new Float64Array(x.length);
  for (const { weight, prediction } of parts)
    prediction.y.forEach((value, i) => {
      y[i] = (y[i] as number) + weight * value;
    });
  const known = parts.every(({ weight, prediction }) => prediction.standardError !== null || weight < 1e-3);
  if (!known) return { y, standardError: null };
  const standardError = new Float64Array(x.length);
  for (const { weight, prediction } of parts)
    prediction.y.forEach((value, i) => {
      const own = prediction.standardError?.[i] ?? 0;
      standardError[i] = (standardError[i] as number) + weight * Math.hypot(own, value - (y[i] as number));
    });
  return { y, standardError };
}
