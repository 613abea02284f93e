import { power } from "../../core/index.js";
import { cholesky, solveCholesky } from "../../numerics/index.js";
import type { Landscape, Plan } from "./landscape.js";
import { luckCovariance, luckShare, ownShare } from "./luck.js";
import type { Observation } from "./observation.js";
import { type Scales, usualScales } from "./scales.js";
import { type StagePrior, stagePriors } from "./stage-prior.js";

/** What is believed of the final score's log-odds at some plans. */
export interface PlanBelief {
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** Covariance of two of the plans, by their positions. */
  covariance(i: number, j: number): number;
}

/** The structured model after some observations. */
export interface Surrogate {
  readonly scales: Scales;
  /** log p(observations | scales). */
  readonly logEvidence: number;
  meanAt(plan: Plan): number;
  belief(plans: readonly Plan[]): PlanBelief;
  /** Variance of the noise of one more score like those measured, in squared log-odds. */
  readonly noise: number;
  /** Binomial variance of scores like those measured, likewise. */
  readonly binomial: number;
}

/** How far what is believed of a plan may be off. */
interface Spread {
  readonly sd: number;
  /** What each observation tells of the plan beyond those before it. */
  readonly told: Float64Array;
}

/** What is believed of the log-odds of a score whose stages add nothing. */
const base = { mean: 0.4, variance: 0.5 };
/** A unit that a stage contributes to the final score is this many of its own metric, were it passed on whole. */
const AMPLITUDE = 1.5;
/** How much of a stage's metric matters to the next stage, as a correlation. */
const RELEVANCE = 0.8;

/**
 * A Gaussian process on the log-odds of the final score,
 *
 *     g(x) = m + sum_s p_s h_s(x_s) + coupling: sum_{s<t} p_s p_t h_s(x_s) h_t(x_t) as a product kernel,
 *
 * with a prior of its own for the contribution h_s of each stage, of which p_s = passing^(stages after it) comes through. The metric of
 * an earlier stage is a view of the contributions up to it: amplified, for it has not been thinned out by the stages after, and not quite
 * to the point.
 *
 * Noise is correlated between scores that share samples (`luckCovariance`); how far trials do is one of the scales. Costs n³/3 for n observations; a plan costs n stages²
 * for its mean and n² more for its spread.
 */
export function fitSurrogate(
  landscape: Landscape,
  observations: readonly Observation[],
  scales: Scales = usualScales,
): Surrogate {
  const priors = stagePriors(landscape);
  const last = landscape.options.length - 1;
  const n = observations.length;
  const product = scales.coupling / (scales.level + scales.curve);
  const passed = landscape.options.map((_, s) => power(scales.passing, last - s));
  const amplitudes = landscape.options.map((_, s) => power(AMPLITUDE / scales.passing, last - s));

  /** Of the contributions of the stages up to `stage` to the final score. */
  const covarianceOf = (a: Plan, b: Plan, stage: number) => {
    let sum = 0;
    let pairs = 0;
    for (let s = 0; s <= stage; s++) {
      const h =
        (passed[s] as number) ** 2 * (priors[s] as StagePrior).covariance(scales, a[s] as number, b[s] as number);
      pairs += sum * h;
      sum += h;
    }
    return sum + product * pairs;
  };
  const priorMean = (plan: Plan, stage: number) => {
    let sum = 0;
    for (let s = 0; s <= stage; s++)
      sum += (passed[s] as number) * ((priors[s] as StagePrior).mean[plan[s] as number] as number);
    return base.mean + (amplitudes[stage] as number) * sum;
  };
  /** Between a score of `stage` at `a` and a score of `other` at `b`, without noise. */
  const covariance = (a: Plan, stage: number, b: Plan, other: number) => {
    const shared = covarianceOf(a, b, Math.min(stage, other));
    const amplified = (amplitudes[stage] as number) * (amplitudes[other] as number) * shared;
    return stage === other ? base.variance + amplified : RELEVANCE * amplified;
  };

  const matrix = new Float64Array(n * n);
  for (const [i, a] of observations.entries())
    for (let j = 0; j <= i; j++) {
      const b = observations[j] as Observation;
      let k = covariance(a.plan, a.stage, b.plan, b.stage);
      k += Math.sqrt(a.variance * b.variance) * luckCovariance(landscape, scales, a, b);
      matrix[i * n + j] = i === j ? k + ownShare * a.variance + JITTER : k;
    }
  const lower = cholesky(matrix, n);
  if (lower === undefined)
    throw new RangeError(`the planner's covariance of ${n} observations is not positive definite`);
  const residuals = Float64Array.from(observations, ({ plan, stage, logit }) => logit - priorMean(plan, stage));
  const weights = solveCholesky(lower, residuals);
  let logEvidence = -0.5 * n * Math.log(2 * Math.PI);
  for (let i = 0; i < n; i++)
    logEvidence -= 0.5 * (residuals[i] as number) * (weights[i] as number) + Math.log(lower[i * n + i] as number);

  const binomial = n === 0 ? UNSEEN : observations.reduce((sum, { variance }) => sum + variance, 0) / n;
  const mean = oncePerPlan((plan) => {
    const cross = Float64Array.from(observations, (o) => covariance(o.plan, o.stage, plan, last));
    let sum = priorMean(plan, last);
    for (let i = 0; i < n; i++) sum += (cross[i] as number) * (weights[i] as number);
    return { cross, mean: sum };
  });
  const spread = oncePerPlan((plan): Spread => {
    const { cross } = mean(plan);
    const told = new Float64Array(n);
    let variance = covariance(plan, last, plan, last);
    for (let i = 0; i < n; i++) {
      let sum = cross[i] as number;
      for (let j = 0; j < i; j++) sum -= (lower[i * n + j] as number) * (told[j] as number);
      const part = sum / (lower[i * n + i] as number);
      told[i] = part;
      variance -= part * part;
    }
    return { sd: Math.sqrt(Math.max(0, variance)), told };
  });

  return {
    scales,
    logEvidence,
    meanAt: (plan) => mean(plan).mean,
    noise: luckShare * binomial,
    binomial,
    belief(plans) {
      const spreads = plans.map(spread);
      return {
        mean: Float64Array.from(plans, (plan) => mean(plan).mean),
        sd: Float64Array.from(spreads, ({ sd }) => sd),
        covariance(i, j) {
          const [a, b] = [(spreads[i] as Spread).told, (spreads[j] as Spread).told];
          let sum = covariance(plans[i] as Plan, last, plans[j] as Plan, last);
          for (let k = 0; k < n; k++) sum -= (a[k] as number) * (b[k] as number);
          return sum;
        },
      };
    },
  };
}

/** Variance of log-odds from 50 questions of which four fifths are right: what to expect before any were seen. */
const UNSEEN = 0.125;
/** Keeps the factor finite where two observations say nearly the same. */
const JITTER = 1e-6;

/** What is asked of a plan twice is worked out once: the recommendation, the next pick and its rivals look over the same list. */
function oncePerPlan<T>(compute: (plan: Plan) => T): (plan: Plan) => T {
  const known = new WeakMap<Plan, T>();
  return (plan) => {
    const found = known.get(plan);
    if (found !== undefined) return found;
    const computed = compute(plan);
    known.set(plan, computed);
    return computed;
  };
}
