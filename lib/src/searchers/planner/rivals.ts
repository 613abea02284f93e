import { createRng } from "../../core/index.js";
import { cholesky } from "../../numerics/index.js";
import { top } from "./acquisition.js";
import { distinctPlans, type Landscape, type Plan } from "./landscape.js";
import { shortlist } from "./shortlist.js";
import type { Surrogate } from "./surrogate.js";

/** Which plans could be the best, by joint draws from what is believed. */
export interface Rivals {
  readonly plans: readonly Plan[];
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** By plan: in which share of the draws it is the best of all. */
  readonly chanceBest: Float64Array;
  /** Share of the draws in which some plan's score is more than `within` above that of the first, the recommended one. */
  readonly chanceBetter: (within: number) => number;
}

/** Contenders by mean, by what is above their mean, and of each choice of models. */
const BY_MEAN = 80;
const BY_BOUND = 80;
const PER_MODELS = 2;
const DRAWS = 1000;

/**
 * Draws the scores of the contenders together, a thousand times from a fixed stream.
 *
 * @param recommended comes first among the plans
 * @param also plans that are contenders whatever is believed of them
 */
export function rivalsOf(
  landscape: Landscape,
  surrogate: Surrogate,
  recommended: Plan,
  also: readonly Plan[] = [],
): Rivals {
  const all = shortlist(landscape);
  const belief = surrogate.belief(all);
  const bound = belief.mean.map((mean, i) => mean + 2 * (belief.sd[i] as number));
  const chosen = new Set([
    ...top(belief.mean, BY_MEAN),
    ...top(bound, BY_BOUND),
    ...ofEachModels(landscape, all, belief.mean),
  ]);
  const contenders = [recommended, ...also, ...Array.from(chosen, (i) => all[i] as Plan)];
  const plans = distinctPlans(contenders);
  const { mean, sd, covariance } = surrogate.belief(plans);
  const m = plans.length;
  const joint = Float64Array.from({ length: m * m }, (_, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    return j > i ? 0 : covariance(i, j) + (i === j ? JITTER : 0);
  });
  const factor = cholesky(joint, m);
  if (factor === undefined) throw new RangeError(`the joint belief of ${m} plans is not positive definite`);
  const rng = createRng("planner/rivals");
  const wins = new Float64Array(m);
  const leads = new Float64Array(DRAWS);
  const z = new Float64Array(m);
  for (let d = 0; d < DRAWS; d++) {
    for (let i = 0; i < m; i++) z[i] = rng.normal();
    let best = 0;
    let highest = Number.NEGATIVE_INFINITY;
    let first = 0;
    for (let i = 0; i < m; i++) {
      let value = mean[i] as number;
      for (let j = 0; j <= i; j++) value += (factor[i * m + j] as number) * (z[j] as number);
      if (i === 0) first = value;
      if (value > highest) [best, highest] = [i, value];
    }
    wins[best] = (wins[best] as number) + 1 / DRAWS;
    leads[d] = logistic(highest) - logistic(first);
  }
  return {
    plans,
    mean,
    sd,
    chanceBest: wins,
    chanceBetter: (within) => leads.reduce((count, lead) => count + (lead > within ? 1 : 0), 0) / DRAWS,
  };
}

const JITTER = 1e-8;

/** The best two by mean of each choice of models: none is out before it was compared. */
function ofEachModels({ options }: Landscape, plans: readonly Plan[], mean: Float64Array): number[] {
  const groups = new Map<string, number[]>();
  for (const i of top(mean, mean.length)) {
    const key = (plans[i] as Plan).map((o, s) => options[s]?.[o]?.model).join();
    const group = groups.get(key) ?? [];
    if (group.length < PER_MODELS) groups.set(key, [...group, i]);
  }
  return [...groups.values()].slice(0, 200).flat();
}

/** A rate from log-odds. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
