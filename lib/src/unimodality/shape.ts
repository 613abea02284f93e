import type { Rng } from "../core/index.js";
import { measuredCurve } from "./measured-curve.js";
import { type PeakInterval, peakInterval } from "./peak-interval.js";
import { requireReach } from "./resamples.js";
import {
  fallTest,
  residualDegrees,
  residualVariance,
  riseTest,
  type ShapeTest,
  type ShapeTestOptions,
  trendTest,
} from "./shape-test.js";
import { bestSplit } from "./unimodal.js";

/**
 * What the evidence says about a fall after the peak. `supported`: curves that never fall are rejected. `contradicted`: a fall
 * as large as the margin is rejected. `undecided`: neither; the curve is too noisy or too short to tell. Where noise is estimated
 * from fewer than four degrees of freedom, the bound of the fall takes a guess for the noise, and nothing is contradicted by it.
 */
export type Verdict = "supported" | "contradicted" | "undecided";

/** Where a curve is as good as its best, as far as can be told. */
export interface Plateau {
  /** First and last x whose unimodal value is within the tolerance of the best. */
  readonly from: number;
  readonly to: number;
  /** Mean of the measured values there, weighted by precision. */
  readonly level: number;
  readonly standardError: number;
  /** The tolerance used: `epsilon`, or one standard error of the best value. */
  readonly tolerance: number;
}

/** The shape of one measured curve. */
export interface Shape {
  readonly points: number;
  readonly trend: ShapeTest;
  readonly rise: ShapeTest;
  readonly fall: ShapeTest;
  /** Drop of the closest unimodal curve from its top to its end, with a one-sided upper bound at 1 − alpha. */
  readonly drop: { readonly estimate: number; readonly upper: number };
  readonly verdict: Verdict;
  readonly peak: PeakInterval;
  readonly plateau: Plateau;
  /** Standard deviation of one value: known, or estimated from the unimodal residual (the mean over points). */
  readonly noise: number;
  readonly noiseKnown: boolean;
}

/** Options of `shape`. */
export interface ShapeOptions extends ShapeTestOptions {
  /** Simulated curves per test; the peak interval, which needs as many for every place, takes no more than 399. @default 999 */
  readonly resamples?: number;
  /** Level of the tests; the peak interval has level 1 − alpha. @default 0.05 */
  readonly alpha?: number;
  /** The smallest fall worth knowing, in units of y. @default 0.02 */
  readonly margin?: number;
  /** The plateau is what is within this of the best. @default one standard error of the best value */
  readonly epsilon?: number;
}

/**
 * Everything about the rise and fall of one measured curve: tests of trend, rise and fall, the verdict on the fall in both
 * directions, where the peak may lie, and the plateau.
 *
 * The upper bound of the drop comes from simulating the closest unimodal curve, whose drop overshoots the true one: it errs on
 * the safe side, so that `contradicted` is said too rarely rather than too often.
 *
 * @throws RangeError as `fallTest`, or if alpha is outside (0, 0.5), the margin is not positive, epsilon is negative, or `resamples`
 * is below 1 / alpha − 1, with which no test could reject
 * @example
 * shape([1, 2, 4, 8, 16, 32], [0.4, 0.6, 0.8, 0.7, 0.5, 0.3], createRng("shape"), { trials: 200 }).verdict; // => "supported"
 */
export function shape(x: ArrayLike<number>, y: ArrayLike<number>, rng: Rng, options: ShapeOptions = {}): Shape {
  const { alpha = 0.05, margin = 0.02, resamples = 999 } = options;
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`shape requires alpha in (0, 0.5), got ${alpha}`);
  if (!(margin > 0)) throw new RangeError(`shape requires a positive margin, got ${margin}`);
  requireReach("shape", resamples, alpha, 1);
  const { epsilon } = options;
  if (epsilon !== undefined && !(epsilon >= 0))
    throw new RangeError(`shape requires epsilon of at least zero, got ${epsilon}`);
  const curve = measuredCurve("shape", x, y, options);
  const best = bestSplit(curve.y, curve.weights);
  const residual = residualVariance(best);
  const variances = curve.variances(best.fitted, residual);
  const fall = fallTest(x, y, rng.fork("fall"), options);
  const simulate = curve.simulator(best.fitted, residual, rng.fork("drop"));
  const again = new Float64Array(curve.y.length);
  const drops = Float64Array.from({ length: resamples }, () => {
    simulate(again);
    return dropOf(bestSplit(again, curve.weights).fitted);
  }).sort();
  const upper = drops[Math.min(resamples - 1, Math.ceil((1 - alpha) * (resamples + 1)) - 1)] as number;
  const supported = fall.p <= alpha;
  const bounded = curve.known || residualDegrees(best.fitted) >= LEAST_DEGREES;
  return {
    points: curve.y.length,
    trend: trendTest(x, y, rng.fork("trend"), options),
    rise: riseTest(x, y, rng.fork("rise"), options),
    fall,
    drop: { estimate: dropOf(best.fitted), upper },
    verdict: supported ? "supported" : bounded && upper < margin ? "contradicted" : "undecided",
    peak: peakInterval(x, y, rng.fork("peak"), { ...options, level: 1 - alpha, resamples: Math.min(resamples, 399) }),
    plateau: plateauOf(curve.x, curve.y, best.fitted, variances, epsilon),
    noise: Math.sqrt(variances.reduce((sum, v) => sum + v, 0) / variances.length),
    noiseKnown: curve.known,
  };
}

/** With one to three degrees of freedom, falls as large as the margin were contradicted in up to half of the curves simulated. */
const LEAST_DEGREES = 4;

function dropOf(fitted: Float64Array): number {
  return fitted.reduce((a, b) => Math.max(a, b)) - (fitted.at(-1) as number);
}

function plateauOf(
  x: Float64Array,
  y: Float64Array,
  fitted: Float64Array,
  variances: Float64Array,
  epsilon?: number,
): Plateau {
  const top = fitted.reduce((a, b) => Math.max(a, b));
  const precisionOf = (inside: (i: number) => boolean) =>
    variances.reduce((sum, v, i) => (inside(i) ? sum + 1 / v : sum), 0);
  const tolerance = epsilon ?? 1 / Math.sqrt(precisionOf((i) => fitted[i] === top));
  const near = (i: number) => (fitted[i] as number) >= top - tolerance;
  const inside = Array.from(x.keys()).filter(near);
  const precision = precisionOf(near);
  const level = inside.reduce((sum, i) => sum + (y[i] as number) / (variances[i] as number), 0) / precision;
  return {
    from: x[inside[0] as number] as number,
    to: x[inside.at(-1) as number] as number,
    level,
    standardError: 1 / Math.sqrt(precision),
    tolerance,
  };
}
