import type { Rng } from "../core/index.js";
import { type MeasuredCurve, measuredCurve, type NoiseOptions } from "./measured-curve.js";
import { plausibleNull } from "./plausible-null.js";
import { createPooler, unpool } from "./pool.js";
import { bestSplit } from "./unimodal.js";

/** What a shape test found. */
export interface ShapeTest {
  /** How much better the wider shape fits, in units of the noise. */
  readonly statistic: number;
  /** Chance of as much under the narrower shape, by simulation: (1 + exceedances) / (1 + resamples). */
  readonly p: number;
  readonly resamples: number;
}

/** Options of the shape tests. */
export interface ShapeTestOptions extends NoiseOptions {
  /** Simulated curves. @default 999 */
  readonly resamples?: number;
}

/** A shape as a projection: the closest series of that shape and its error. */
type Projection = (y: Float64Array, weights: Float64Array) => { readonly fitted: Float64Array; readonly sse: number };

const monotone =
  (falling: boolean): Projection =>
  (y, weights) => {
    const n = y.length;
    const pooler = createPooler(n);
    pooler.run(y, weights, falling);
    const fitted = new Float64Array(n);
    unpool(pooler, n, fitted, falling);
    return { fitted, sse: pooler.errors[n] as number };
  };

const level: Projection = (y, weights) => {
  let [mass, sum] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    mass += weights[i] as number;
    sum += (weights[i] as number) * (y[i] as number);
  }
  const mean = sum / mass;
  let sse = 0;
  for (let i = 0; i < y.length; i++) sse += (weights[i] as number) * ((y[i] as number) - mean) ** 2;
  return { fitted: new Float64Array(y.length).fill(mean), sse };
};

const exact: Projection = (y) => ({ fitted: y, sse: 0 });

/**
 * Is there a real fall after the peak? The null hypothesis is any curve that never falls; the alternative, one that rises and
 * then falls.
 *
 * The statistic is the drop in squared error from the closest rising curve to the closest unimodal one. Its law is simulated at
 * the plausible curve nearest to the null's least favourable point (flat wherever noise allows). With unknown noise the drop is
 * measured against the unimodal residual. Rejects a true null at most as often as the level says, up to simulation error;
 * checked on saturating curves.
 *
 * @param x distinct, in any order
 * @param y one value each; rates with `trials`
 * @throws RangeError if there are fewer than three points, x repeats, numbers are not finite, `resamples` is no positive integer, or
 * noise must be estimated from points that lie exactly on a unimodal curve
 * @see Robertson, Wright and Dykstra 1988, Order Restricted Statistical Inference, chapter 2
 * @example
 * fallTest([1, 2, 4, 8, 16, 32], [0.4, 0.6, 0.8, 0.7, 0.5, 0.3], createRng("fall"), { trials: 200 }).p < 0.01; // => true
 */
export function fallTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rng: Rng,
  options: ShapeTestOptions = {},
): ShapeTest {
  return nestedTest(measuredCurve("fallTest", x, y, options), monotone(false), bestSplit, rng, options);
}

/**
 * Is there a real rise before the peak? As `fallTest`, against curves that never rise.
 *
 * @throws RangeError as `fallTest`
 * @example
 * riseTest([1, 2, 4, 8, 16, 32], [0.9, 0.8, 0.8, 0.7, 0.5, 0.3], createRng("rise"), { trials: 200 }).p > 0.1; // => true
 */
export function riseTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rng: Rng,
  options: ShapeTestOptions = {},
): ShapeTest {
  return nestedTest(measuredCurve("riseTest", x, y, options), monotone(true), bestSplit, rng, options);
}

/**
 * Unimodal against noise: could a flat curve have given this shape by chance?
 *
 * @throws RangeError as `fallTest`
 * @example
 * trendTest([1, 2, 4, 8], [0.5, 0.52, 0.49, 0.51], createRng("trend"), { trials: 50 }).p > 0.5; // => true
 */
export function trendTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rng: Rng,
  options: ShapeTestOptions = {},
): ShapeTest {
  return nestedTest(measuredCurve("trendTest", x, y, options), level, bestSplit, rng, options);
}

/**
 * Is one peak not enough? Against curves that rise and then fall; the alternative is any curve. Needs noise of known size,
 * since an arbitrary curve leaves no residual to estimate it from.
 *
 * @throws RangeError as `fallTest`, or if neither `trials` nor `sigma` is given
 * @example
 * secondPeakTest([1, 2, 3, 4, 5], [0.2, 0.8, 0.2, 0.8, 0.2], createRng("two"), { trials: 100 }).p < 0.01; // => true
 */
export function secondPeakTest(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  rng: Rng,
  options: ShapeTestOptions = {},
): ShapeTest {
  const curve = measuredCurve("secondPeakTest", x, y, options);
  if (!curve.known) throw new RangeError("secondPeakTest requires trials or sigma: it must know how large noise is");
  return nestedTest(curve, bestSplit, exact, rng, options);
}

function nestedTest(
  curve: MeasuredCurve,
  narrow: Projection,
  wide: Projection,
  rng: Rng,
  { resamples = 999 }: ShapeTestOptions,
): ShapeTest {
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new RangeError(`a shape test requires a positive number of resamples, got ${resamples}`);
  const { y, weights, known } = curve;
  const measure = (series: Float64Array): number => {
    const inner = wide(series, weights).sse;
    const drop = narrow(series, weights).sse - inner;
    // Rounding leaves crumbs where both shapes fit exactly.
    if (drop <= 1e-14 * (inner + drop)) return 0;
    return known ? drop : drop / inner;
  };
  const statistic = measure(y);
  const best = wide(y, weights);
  requireScatter(curve, best.sse);
  const residual = residualVariance(best);
  const fitted = narrow(y, weights).fitted;
  const truth = plausibleNull(fitted, curve.variances(fitted, residual));
  const simulate = curve.simulator(truth, residual, rng);
  const again = new Float64Array(y.length);
  let reached = 0;
  for (let r = 0; r < resamples; r++) {
    simulate(again);
    if (measure(again) >= statistic * (1 - 1e-12)) reached++;
  }
  return { statistic, p: (reached + 1) / (resamples + 1), resamples };
}

/** Noise is estimated from what a unimodal curve leaves; a curve that fits without rest would make any wiggle look certain. */
export function requireScatter({ y, weights, known }: MeasuredCurve, sse: number): void {
  if (known || sse > 1e-24 * y.reduce((sum, v, i) => sum + (weights[i] as number) * v * v, 0)) return;
  throw new RangeError(
    "a shape test requires trials or sigma for points that lie exactly on a unimodal curve: they leave no noise to estimate",
  );
}

/** Residual variance per unit weight; each level of the fit costs one degree of freedom, and at least one is left. */
export function residualVariance(fit: { readonly fitted: Float64Array; readonly sse: number }): number {
  return fit.sse / residualDegrees(fit.fitted);
}

/** Degrees of freedom that the levels of a fit leave, at least one. */
export function residualDegrees(fitted: Float64Array): number {
  let levels = 1;
  for (let i = 1; i < fitted.length; i++) if (fitted[i] !== fitted[i - 1]) levels++;
  return Math.max(1, fitted.length - levels);
}
