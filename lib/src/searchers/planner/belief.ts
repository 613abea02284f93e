import type { Candidate, Trial } from "../../trials/index.js";
import { bestMean } from "./choose.js";
import { distinctPlans, type Landscape, type Plan } from "./landscape.js";
import { type Observation, observationsOf } from "./observation.js";
import { type Scales, TUNED_FROM, tunedScales, usualScales } from "./scales.js";
import { fitSurrogate, type Surrogate } from "./surrogate.js";

/** What the planner believes after some trials. */
export interface Belief {
  readonly surrogate: Surrogate;
  readonly observations: readonly Observation[];
  /** Plans whose final score was measured, by a trial of their own or as a subsample of a longer one; each once. */
  readonly measured: readonly Plan[];
  /** How many plans had a trial of their own. */
  readonly evaluated: number;
}

/** The last belief about each landscape: a recommendation, advice and the next proposal come from the same trials. */
const latest = new WeakMap<Landscape, { readonly trials: readonly Trial[]; readonly belief: Belief }>();

/** Fits the model to the trials; from eight measured allocations on with scales tuned to them. */
export function believe(landscape: Landscape, trials: readonly Trial[]): Belief {
  const known = latest.get(landscape);
  if (known?.trials.length === trials.length && known.trials.every((trial, i) => trial === trials[i]))
    return known.belief;
  const belief = fitted(landscape, trials);
  latest.set(landscape, { trials: [...trials], belief });
  return belief;
}

function fitted(landscape: Landscape, trials: readonly Trial[]): Belief {
  const observations = observationsOf(landscape, trials);
  const last = landscape.options.length - 1;
  const final = observations.filter(({ stage }) => stage === last);
  const measured = distinctPlans(final.map(({ plan }) => plan));
  const evaluated = new Set(final.filter(({ subsampled }) => !subsampled).map(({ plan }) => plan.join())).size;
  const scales = evaluated >= TUNED_FROM ? tuned(landscape, observations) : usualScales;
  return { surrogate: fitSurrogate(landscape, observations, scales), observations, measured, evaluated };
}

/** The belief if the candidates scored what is believed of them: what the next one of a batch is chosen by. */
export function believing(landscape: Landscape, belief: Belief, candidates: readonly Candidate[]): Belief {
  if (candidates.length === 0) return belief;
  const { surrogate, observations, measured } = belief;
  const last = landscape.options.length - 1;
  const plans = candidates.map(({ allocation }) => landscape.planOf(allocation) as Plan);
  const pending = plans.map(
    (plan, i): Observation => ({
      plan,
      trial: -1 - i,
      stage: last,
      subsampled: false,
      logit: surrogate.meanAt(plan),
      variance: surrogate.binomial,
    }),
  );
  const all = [...observations, ...pending];
  return {
    surrogate: fitSurrogate(landscape, all, surrogate.scales),
    observations: all,
    measured: [...measured, ...plans],
    evaluated: belief.evaluated + plans.length,
  };
}

/** Whether a plan had a trial of its own: that its score is known from a subsample of a longer one is none. */
export function hadTrial({ observations }: Belief, plan: Plan): boolean {
  const key = plan.join();
  return observations.some(({ plan: other, subsampled }) => !subsampled && other.join() === key);
}

/** More than this many observations are too many to fit again and again. */
const TUNED_ON = 120;

/** Scores of subsamples are left out: they are near copies of each other, and would count as evidence many times over. */
function tuned(landscape: Landscape, observations: readonly Observation[]): Scales {
  const own = observations.filter(({ subsampled }) => !subsampled);
  const step = Math.ceil(own.length / TUNED_ON);
  const some = own.filter((_, i) => i % step === 0);
  return tunedScales((scales) => fitSurrogate(landscape, some, scales).logEvidence);
}

/** The plan with the best mean among what was measured: what a new trial has to beat; `null` before any. */
export function incumbentOf({ surrogate, measured }: Belief): Plan | null {
  let best: { plan: Plan; mean: number } | null = null;
  for (const plan of measured) {
    const mean = surrogate.meanAt(plan);
    if (best === null || mean > best.mean) best = { plan, mean };
  }
  return best?.plan ?? null;
}

const settled = new WeakMap<Belief, Plan>();

/** The plan to settle on: the best mean, measured or not. Found once for a belief. */
export function recommended(landscape: Landscape, belief: Belief): Plan {
  const plan = settled.get(belief) ?? bestMean(landscape, belief.surrogate, belief.measured);
  settled.set(belief, plan);
  return plan;
}
