import { createDescent, type ResidualModel } from "../numerics/index.js";
import { normalQuantile, studentQuantile } from "../stats/index.js";
import type { Box } from "./box.js";
import type { Fit } from "./fit.js";
import { residualModel } from "./objective.js";
import { quadraticForm } from "./predict.js";

/** A number that follows from parameters; NaN where it does not exist. */
export type Target = (theta: Float64Array) => number;

/** An interval for a parameter or a derived quantity. */
export interface TargetInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** True where the data set no limit on that side inside the box: the number given is only how far was looked. */
  readonly lowOpen: boolean;
  readonly highOpen: boolean;
  readonly level: number;
}

/**
 * A profile-likelihood interval for a parameter or for any number that follows from the parameters: all its values that some
 * parameters inside the box reach without fitting significantly worse.
 *
 * Unlike estimate ± standard errors it follows the curvature of the problem, respects the box and may be one-sided. Each end
 * takes some ten descents.
 *
 * @param target a parameter's name, or a function of the parameters in the family's order
 * @throws RangeError if the fit stalled or used a robust loss, the name is unknown or held, the target has no value at the
 * estimate, or noise must be estimated without degrees of freedom
 * @see Venzon and Moolgavkar 1988, Appl. Stat. 37, 87; Bates and Watts 1988, chapter 6
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * const f = fit(families.loglin, k, [0.5, 0.58, 0.61, 0.7, 0.72, 0.81]);
 * Math.abs(profileInterval(f, "b").low - (f.parameters.b - 2.776445 * f.standardErrors.b)) < 1e-6; // => true
 */
export function profileInterval(
  fit: Fit,
  target: string | Target,
  options: { readonly level?: number } = {},
): TargetInterval {
  const { level = 0.95 } = options;
  if (!(level > 0 && level < 1)) throw new RangeError(`profileInterval requires a level in (0, 1), got ${level}`);
  const threshold = likelihoodThreshold(fit, level);
  const of = typeof target === "string" ? parameterTarget(fit, target) : target;
  const model = residualModel(fit.family, fit.data);
  const spread = fit.covariance === null ? 0 : deltaError(of, fit);
  return { ...profile(model, fit.theta, fit.box, of, fit.sse, threshold, spread), level };
}

/** The rise of the sum of squares that is just significant at a level. */
export function likelihoodThreshold(fit: Fit, level: number): number {
  if (fit.ending === "stalled")
    throw new RangeError("an interval requires a fit that reached an optimum, got one that stalled");
  if ((fit.options.loss ?? "linear") !== "linear")
    throw new RangeError(`an interval requires the linear loss, got ${fit.options.loss}`);
  if (fit.data.noise.kind !== "estimated") return normalQuantile((1 + level) / 2) ** 2;
  if (fit.degreesOfFreedom < 1)
    throw new RangeError("an interval requires more points than parameters to estimate noise, or sigma or trials");
  return (studentQuantile((1 + level) / 2, fit.degreesOfFreedom) ** 2 * fit.sse) / fit.degreesOfFreedom;
}

function parameterTarget(fit: Fit, name: string): Target {
  const j = fit.family.parameters.findIndex((p) => p.name === name);
  if (j < 0 || fit.fixed.includes(name))
    throw new RangeError(
      `profileInterval requires a free parameter of ${fit.family.name} (${fit.family.parameters.map((p) => p.name).join(", ")}), got ${name}`,
    );
  return (theta) => theta[j] as number;
}

/** Delta-method standard error of a target. */
export function deltaError(target: Target, fit: Fit): number {
  if (fit.covariance === null) return Number.NaN;
  return Math.sqrt(quadraticForm(fit.covariance, slopeOf(target, fit.theta, fit.box)));
}

/** The target's gradient by central differences, one-sided at the box. */
function slopeOf(target: Target, theta: Float64Array, box: Box): Float64Array {
  const at = Float64Array.from(theta);
  return theta.map((value, j) => {
    const h = 1e-6 * (Math.abs(value) || 1e-2);
    const [low, high] = [Math.max(box.lower[j] as number, value - h), Math.min(box.upper[j] as number, value + h)];
    if (!(high > low)) return 0;
    at[j] = high;
    const above = target(at);
    at[j] = low;
    const below = target(at);
    at[j] = value;
    return (above - below) / (high - low);
  });
}

/**
 * Follows the profile outwards on both sides. A penalty pulls the target towards a wish; whatever value the target takes at the
 * penalised optimum, that optimum is the best fit with this value, so the pair (value, sum of squares) lies on the profile.
 */
export function profile(
  model: ResidualModel,
  theta: Float64Array,
  box: Box,
  target: Target,
  least: number,
  threshold: number,
  spread: number,
): Omit<TargetInterval, "level"> {
  const estimate = target(theta);
  if (!Number.isFinite(estimate))
    throw new RangeError(`profileInterval requires a target with a value at the estimate, got ${estimate}`);
  if (!(threshold > 0)) return { estimate, low: estimate, high: estimate, lowOpen: false, highOpen: false };
  const step = spread > 0 && Number.isFinite(spread) ? spread : 0.05 * (Math.abs(estimate) || 0.1);
  const low = end(model, theta, box, target, least, threshold, step, -1);
  const high = end(model, theta, box, target, least, threshold, step, 1);
  return { estimate, low: low.value, high: high.value, lowOpen: low.open, highOpen: high.open };
}

const DOUBLINGS = 24;
/** Ends are found to this share of the half-width. */
const ENOUGH = 1e-5;

function end(
  model: ResidualModel,
  theta: Float64Array,
  box: Box,
  target: Target,
  least: number,
  threshold: number,
  step: number,
  side: 1 | -1,
): { value: number; open: boolean } {
  const estimate = target(theta);
  let from = theta;
  const walk = (wish: number) => {
    const end = pulled(model, from, box, target, wish, Math.sqrt(threshold) / step);
    from = end.theta;
    return { value: target(end.theta), excess: end.sse - least - threshold };
  };
  let inner = { value: estimate, excess: -threshold };
  let outer: typeof inner | undefined;
  let reach = step;
  for (let i = 0; i < DOUBLINGS; i++) {
    const there = walk(estimate + side * reach);
    if (there.excess >= 0) {
      outer = there;
      break;
    }
    // Pulled far harder and yet hardly moved: the box, not the data, holds it.
    if (
      i > 3 &&
      Math.abs(there.value - inner.value) <= 1e-3 * Math.abs(inner.value - estimate) &&
      reach > 8 * Math.abs(there.value - estimate)
    )
      return { value: there.value, open: true };
    if (Math.abs(there.value - estimate) >= Math.abs(inner.value - estimate)) inner = there;
    reach *= 2;
  }
  if (outer === undefined) return { value: inner.value, open: true };
  // False position with halving (Illinois) on the excess, wishes taken between the values reached.
  let [a, b] = [inner, outer];
  let [fa, fb] = [signedRoot(a.excess + threshold, threshold), signedRoot(b.excess + threshold, threshold)];
  for (let i = 0; i < 40; i++) {
    if (Math.abs(b.value - a.value) <= 1e-7 * (Math.abs(b.value) + step)) break;
    const share = fa / (fa - fb);
    const wish = a.value + (b.value - a.value) * Math.min(0.95, Math.max(0.05, share));
    const there = walkExactly(model, a, b, from, box, target, wish, threshold, least, step);
    from = there.theta;
    const f = signedRoot(there.excess + threshold, threshold);
    if (Math.abs(f) < ENOUGH) return { value: there.value, open: false };
    if (f > 0) {
      [b, fb] = [there, f];
      fa /= 2;
    } else {
      [a, fa] = [there, f];
      fb /= 2;
    }
  }
  return { value: b.value, open: false };
}

/** √(rise / threshold) − 1: nearly linear in the target, zero at the end of the interval. */
function signedRoot(rise: number, threshold: number): number {
  return Math.sqrt(Math.max(0, rise) / threshold) - 1;
}

/** As `walk`, with a stiff spring, so that the wish is met. */
function walkExactly(
  model: ResidualModel,
  a: { readonly value: number },
  b: { readonly value: number },
  from: Float64Array,
  box: Box,
  target: Target,
  wish: number,
  threshold: number,
  least: number,
  step: number,
): { value: number; excess: number; theta: Float64Array } {
  const stiffness = (1e3 * Math.sqrt(threshold)) / Math.min(step, Math.abs(b.value - a.value));
  const { theta, sse } = pulled(model, from, box, target, wish, stiffness);
  return { value: target(theta), excess: sse - least - threshold, theta };
}

/** The best fit with one more residual, stiffness × (target − wish). */
function pulled(
  model: ResidualModel,
  start: Float64Array,
  box: Box,
  target: Target,
  wish: number,
  stiffness: number,
): { theta: Float64Array; sse: number } {
  const { points: n, parameters: p } = model;
  const own = new Float64Array(n);
  const ownJacobian = new Float64Array(n * p);
  const augmented: ResidualModel = {
    points: n + 1,
    parameters: p,
    evaluate(theta, residuals, jacobian) {
      model.evaluate(theta, own, ownJacobian);
      residuals.set(own);
      jacobian.set(ownJacobian);
      const value = target(theta);
      residuals[n] = Number.isFinite(value) ? stiffness * (value - wish) : Number.POSITIVE_INFINITY;
      const slope = Number.isFinite(value) ? slopeOf(target, theta, box) : new Float64Array(p);
      for (let j = 0; j < p; j++) {
        const s = stiffness * (slope[j] as number);
        jacobian[n * p + j] = Number.isFinite(s) ? s : 0;
      }
    },
  };
  const { theta } = createDescent(augmented, {
    lower: box.lower,
    upper: box.upper,
    maxIterations: 60,
    tolerance: 1e-9,
  })(start);
  model.evaluate(theta, own, ownJacobian);
  return { theta, sse: own.reduce((sum, r) => sum + r * r, 0) };
}
