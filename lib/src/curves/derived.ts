import { brentMinimum, brentRoot } from "../numerics/index.js";
import type { CurveFamily } from "./family.js";
import type { Fit } from "./fit.js";
import { residualModel } from "./objective.js";
import { likelihoodThreshold, profile, profileInterval, type Target, type TargetInterval } from "./profile.js";

/** A derived quantity with its interval, or why this curve has none. */
export type Derived = ({ readonly kind: "found" } & TargetInterval) | { readonly kind: "none"; readonly why: string };

/** Level of the interval. No k and no end of an interval is below one sample. */
export interface DerivedOptions {
  /** @default 0.95 */
  readonly level?: number;
}

/** The x where an interval in ln x is looked for; a factor of e^40 either way is beyond any sample count. */
const FAR = 40;

/**
 * The k where the fitted curve is highest, for families that rise and fall, with a profile interval in ln k.
 *
 * The upper end is open where curves without a fall fit as well. There is `none` where the curve falls from one sample on.
 *
 * @throws RangeError as `profileInterval`
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * bestK(fit(families.logquad, k, [0.5, 0.6, 0.66, 0.69, 0.67, 0.6])).kind; // => "found"
 */
export function bestK(fit: Fit, options: DerivedOptions = {}): Derived {
  const { family } = fit;
  if (family.peak === undefined) return none(`${family.name} never falls after a rise`);
  if ((family.peak(fit.theta) ?? Number.NaN) < 1)
    return none(`the fitted ${family.name} curve falls already from k = 1 on`);
  const target: Target = (theta) => Math.log(family.peak?.(theta) ?? Number.NaN);
  return inLogs(fit, target, `the fitted ${family.name} curve does not rise and then fall`, options);
}

/**
 * The first k whose fitted value is within `epsilon` of the best this curve reaches: its asymptote, or its peak.
 * There is `none` where one sample is within it already.
 *
 * @param options.epsilon in units of y
 * @throws RangeError as `profileInterval`, or if epsilon is not positive
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * const f = fit(families.satexp, k, k.map((x, i) => 0.8 - 0.3 * Math.exp(-0.2 * x) + (i % 2 ? 1e-4 : -1e-4)));
 * const onset = plateauOnset(f, { epsilon: 0.01 });
 * onset.kind === "found" && Math.round(onset.estimate); // => 17
 */
export function plateauOnset(fit: Fit, options: DerivedOptions & { readonly epsilon?: number } = {}): Derived {
  const { epsilon = 0.01 } = options;
  if (!(epsilon > 0)) throw new RangeError(`plateauOnset requires a positive epsilon, got ${epsilon}`);
  const { family } = fit;
  const topOf = (theta: Float64Array) => {
    const peak = family.peak?.(theta);
    return peak === undefined ? family.asymptote?.(theta) : family.evaluate(theta, Math.max(1, peak));
  };
  const best = topOf(fit.theta);
  if (best !== undefined && family.evaluate(fit.theta, 1) >= best - epsilon)
    return none(`the fitted ${family.name} curve is within ${epsilon} of its best already at k = 1`);
  const target: Target = (theta) => {
    const top = topOf(theta);
    if (top === undefined) return Number.NaN;
    return firstReach((x) => family.evaluate(theta, x), top - epsilon, family.peak?.(theta));
  };
  return inLogs(fit, target, `the fitted ${family.name} curve has no plateau above its start`, options);
}

/**
 * The smallest k at which the fitted curve reaches a score from below.
 *
 * @param score in units of y
 * @returns `none` where the fitted curve never gets there, or is there already at one sample
 * @throws RangeError as `profileInterval`, or if the score is not finite
 * @example
 * const k = [1, 2, 4, 8];
 * const reach = kToReach(fit(families.loglin, k, [0.5, 0.601, 0.699, 0.8]), 0.9);
 * reach.kind === "found" && Math.round(reach.estimate); // => 16
 */
export function kToReach(fit: Fit, score: number, options: DerivedOptions = {}): Derived {
  if (!Number.isFinite(score)) throw new RangeError(`kToReach requires a finite score, got ${score}`);
  const { family } = fit;
  if (family.evaluate(fit.theta, 1) >= score)
    return none(`the fitted ${family.name} curve is at ${score} or above already at k = 1`);
  const target: Target = (theta) => firstReach((x) => family.evaluate(theta, x), score, family.peak?.(theta));
  const found = inLogs(fit, target, `the fitted ${family.name} curve never reaches ${score} from below`, options);
  if (found.kind === "none" || found.highOpen) return found;
  // Where curves that never get there fit as well, so do curves that take any number of samples; the profile stalls on the way to them.
  const { level = 0.95 } = options;
  const height: Target = (theta) => highest(family, theta);
  return profileInterval(fit, height, { level }).low < score
    ? { ...found, high: Number.POSITIVE_INFINITY, highOpen: true }
    : found;
}

/** The highest that a curve gets from one sample on. */
function highest(family: CurveFamily, theta: Float64Array): number {
  const peak = family.peak?.(theta) ?? Number.NaN;
  const places = [1, Math.exp(FAR), ...(peak > 1 && peak < Math.exp(FAR) ? [peak] : [])];
  return Math.max(...places.map((x) => family.evaluate(theta, x)));
}

/**
 * The k that maximises score − price × k: what to buy when a sample costs `price` in units of the score.
 * There is `none` where no sample after the first is worth its price.
 *
 * @param price score given up per sample, positive
 * @throws RangeError as `profileInterval`, or if the price is not positive
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * const best = costOptimalK(fit(families.loglin, k, [0.5, 0.571, 0.639, 0.71, 0.779, 0.85]), 0.01);
 * best.kind === "found" && Math.round(best.estimate); // => 10
 */
export function costOptimalK(fit: Fit, price: number, options: DerivedOptions = {}): Derived {
  if (!(price > 0)) throw new RangeError(`costOptimalK requires a positive price, got ${price}`);
  const { family } = fit;
  const lowest = (loss: (logX: number) => number, from: number, steps: number): number => {
    const places = Array.from({ length: steps + 1 }, (_, i) => from + i * 0.2);
    let low = 0;
    places.forEach((place, i) => {
      if (loss(place) < loss(places[low] as number)) low = i;
    });
    if (low === 0) return Number.NEGATIVE_INFINITY;
    if (low === steps) return Number.POSITIVE_INFINITY;
    return brentMinimum(loss, places[low - 1] as number, places[low + 1] as number, { tolerance: 1e-10 }).x;
  };
  const target: Target = (theta) => {
    const loss = (logX: number) => price * Math.exp(logX) - family.evaluate(theta, Math.exp(logX));
    const above = lowest(loss, 0, 70);
    // Below one sample only so that an interval knows how far a curve is from a second sample's worth.
    return above === Number.NEGATIVE_INFINITY ? lowest(loss, -2, 11) : above;
  };
  const own = target(fit.theta);
  if (own <= 0) return none(`k = 1 is already the best: no further sample is worth ${price}`);
  return inLogs(fit, target, "the best k lies beyond 10^6", options);
}

/** What a sample of a model costs: budget = first + (k − 1) × each. */
export interface SampleCost {
  readonly first: number;
  readonly each: number;
}

/**
 * The budget at which two models' fitted curves meet: below it the first is better, above it the second, or the other way round.
 * The two sets of points are taken as independent; the interval profiles both likelihoods at once.
 *
 * @param cost how a budget turns into samples, for each of the two
 * @param options.between budgets among which the meeting is looked for; of several the first is given
 * @throws RangeError as `profileInterval`, or if the range is empty or a cost is not positive
 * @example
 * const k = [1, 2, 4, 8, 16, 32];
 * const small = fit(families.loglin, k, [0.5, 0.571, 0.639, 0.71, 0.779, 0.85]);
 * const large = fit(families.const, k, [0.7, 0.701, 0.699, 0.7, 0.702, 0.698]);
 * const meet = crossing(small, large, { first: 1, each: 1 }, { first: 1, each: 1 }, { between: [1, 40] });
 * meet.kind === "found" && Math.round(meet.estimate); // => 7
 */
export function crossing(
  a: Fit,
  b: Fit,
  costA: SampleCost,
  costB: SampleCost,
  options: DerivedOptions & { readonly between: readonly [number, number] },
): Derived {
  const { level = 0.95, between } = options;
  const [from, to] = between;
  for (const { first, each } of [costA, costB])
    if (!(first > 0 && each > 0))
      throw new RangeError(`crossing requires positive costs, got first ${first} and each ${each}`);
  if (!(from > 0 && from < to)) throw new RangeError(`crossing requires budgets in rising order, got [${from}, ${to}]`);
  const samples = ({ first, each }: SampleCost, budget: number) => 1 + (budget - first) / each;
  // A model that the budget cannot pay even once has no score.
  const floor = Math.max(from, costA.first, costB.first);
  if (!(floor < to)) return none(`no budget in [${from}, ${to}] pays for both models`);
  const pa = a.theta.length;
  const target: Target = (theta) => {
    const [ta, tb] = [theta.subarray(0, pa), theta.subarray(pa)];
    const lead = (logB: number) =>
      a.family.evaluate(ta, samples(costA, Math.exp(logB))) - b.family.evaluate(tb, samples(costB, Math.exp(logB)));
    return firstRoot(lead, Math.log(floor * (1 + 1e-12)), Math.log(to));
  };
  const joint = jointModel(a, b);
  if (!Number.isFinite(target(joint.theta)))
    return none(`the fitted curves do not meet between budgets ${floor} and ${to}`);
  const scale = (fit: Fit) => likelihoodThreshold(fit, level) / noiseScale(fit);
  const threshold = Math.max(scale(a), scale(b));
  const found = profile(joint.model, joint.theta, joint.box, target, joint.sse, threshold, 0.1);
  return exponentiated({ ...found, level });
}

/** Both fits as one problem, residuals in units of each one's noise. */
function jointModel(a: Fit, b: Fit) {
  const [ma, mb] = [residualModel(a.family, a.data), residualModel(b.family, b.data)];
  const [sa, sb] = [1 / Math.sqrt(noiseScale(a)), 1 / Math.sqrt(noiseScale(b))];
  const [na, nb, pa, pb] = [ma.points, mb.points, ma.parameters, mb.parameters];
  const join = (u: Float64Array, v: Float64Array) => Float64Array.from([...u, ...v]);
  const [ra, rb, ja, jb] = [na, nb, na * pa, nb * pb].map((n) => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const p = pa + pb;
  return {
    theta: join(a.theta, b.theta),
    box: { lower: join(a.box.lower, b.box.lower), upper: join(a.box.upper, b.box.upper) },
    sse: a.sse * sa * sa + b.sse * sb * sb,
    model: {
      points: na + nb,
      parameters: p,
      evaluate(theta: Float64Array, residuals: Float64Array, jacobian: Float64Array) {
        ma.evaluate(theta.subarray(0, pa), ra, ja);
        mb.evaluate(theta.subarray(pa), rb, jb);
        jacobian.fill(0);
        for (let i = 0; i < na; i++) {
          residuals[i] = sa * (ra[i] as number);
          for (let j = 0; j < pa; j++) jacobian[i * p + j] = sa * (ja[i * pa + j] as number);
        }
        for (let i = 0; i < nb; i++) {
          residuals[na + i] = sb * (rb[i] as number);
          for (let j = 0; j < pb; j++) jacobian[(na + i) * p + pa + j] = sb * (jb[i * pb + j] as number);
        }
      },
    },
  };
}

function noiseScale(fit: Fit): number {
  return fit.data.noise.kind === "estimated" ? fit.sse / Math.max(1, fit.degreesOfFreedom) : 1;
}

/** ln of the first x where a curve reaches a score from below, before `peak` where there is one; NaN where it never does. */
function firstReach(curve: (x: number) => number, score: number, peak: number | undefined): number {
  const gap = (logX: number) => curve(Math.exp(logX)) - score;
  const end = peak === undefined ? FAR : Math.log(peak);
  // Below one sample only where the curve is there already at one, so that an interval knows by how much.
  const root = firstRoot(gap, -FAR / 4, end, rises);
  return root < 0 && gap(0) < 0 ? firstRoot(gap, 0, end, rises) : root;
}

/** Does a step end a stretch below zero? A fall to zero from above does not. */
const rises = (before: number, after: number) => before < 0 && after >= 0;
const changes = (before: number, after: number) => before * after <= 0 && before !== after;

/** The first root of a function on an interval, found by stepping; NaN where no step passes zero in the way asked for. */
function firstRoot(f: (at: number) => number, from: number, to: number, passes = changes): number {
  if (!(from < to)) return Number.NaN;
  const steps = 24;
  let before = from;
  let valueBefore = f(before);
  for (let i = 1; i <= steps; i++) {
    const at = from + ((to - from) * i) / steps;
    const value = f(at);
    if (passes(valueBefore, value)) return brentRoot(f, before, at).x;
    before = at;
    valueBefore = value;
  }
  return Number.NaN;
}

function none(why: string): Derived {
  return { kind: "none", why };
}

function inLogs(fit: Fit, target: Target, why: string, { level = 0.95 }: DerivedOptions): Derived {
  if (!Number.isFinite(target(fit.theta))) return none(why);
  const found = exponentiated(profileInterval(fit, target, { level }));
  return { ...found, low: Math.max(1, found.low), high: Math.max(1, found.high) };
}

function exponentiated(interval: TargetInterval): Extract<Derived, { kind: "found" }> {
  const { estimate, low, high, lowOpen, highOpen, level } = interval;
  return {
    kind: "found",
    estimate: Math.exp(estimate),
    low: lowOpen ? 0 : Math.exp(low),
    high: highOpen ? Number.POSITIVE_INFINITY : Math.exp(high),
    lowOpen,
    highOpen,
    level,
  };
}
