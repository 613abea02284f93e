import { expectedImprovement, knowledgeGradient } from "../../numerics/index.js";
import type { PlanBelief } from "./surrogate.js";

/**
 * What makes a trial worth making.
 *
 * - `expected-improvement`: how far it is expected to beat what now looks best; near neighbours of that, which would do as well or as
 *   badly, are worth little.
 * - `improvement-per-cost`: the same per root of its cost, so that cheap trials come first.
 * - `knowledge-gradient`: how much better the recommendation is expected to be after it, wherever that then lies.
 */
export type Acquisition = "expected-improvement" | "improvement-per-cost" | "knowledge-gradient";

/** What is known when trials are valued. */
export interface Valuation {
  readonly belief: PlanBelief;
  /** Position of the plan with the best mean among those that were measured; `null` if none was. */
  readonly incumbent: number | null;
  /** How many plans are valued: the first ones. */
  readonly open: number;
  /** Positions of the plans that may be recommended after the trial, where that is asked. */
  readonly finalists: readonly number[];
  readonly cost: (i: number) => number;
  /** Variance of the noise of one more score. */
  readonly noise: number;
}

/** What each open plan of a belief is worth trying, in log-odds; never negative. */
export function valuesOf(acquisition: Acquisition, valuation: Valuation): Float64Array {
  const { belief, incumbent, open, cost } = valuation;
  const all =
    incumbent === null
      ? expectedImprovement(belief, 0)
      : expectedImprovement({ mean: belief.mean, sd: spreadOver(belief, incumbent) }, belief.mean[incumbent] as number);
  const gains = all.subarray(0, open);
  switch (acquisition) {
    case "expected-improvement":
      return gains;
    case "improvement-per-cost":
      return gains.map((gain, i) => gain / Math.sqrt(Math.max(1, cost(i))));
    case "knowledge-gradient":
      return knowledgeGradients(valuation, gains);
  }
}

/** Standard deviation of the difference between each plan and the incumbent. */
function spreadOver({ sd, covariance }: PlanBelief, incumbent: number): Float64Array {
  const own = (sd[incumbent] as number) ** 2;
  return sd.map((spread, i) => Math.sqrt(Math.max(0, spread ** 2 + own - 2 * covariance(i, incumbent))));
}

/** Plans whose trial is valued: those of the largest expected improvement. */
const TRIALS = 60;
/** How many plans may be recommended after a trial: those of the highest means. */
export const FINALISTS = 60;

/**
 * The expected rise of the best posterior mean by one more trial, over the finalists.
 *
 * @see Frazier, Powell and Dayanik 2009, The knowledge-gradient policy for correlated normal beliefs
 */
function knowledgeGradients({ belief, finalists, noise }: Valuation, gains: Float64Array): Float64Array {
  const { mean, sd } = belief;
  const values = new Float64Array(gains.length);
  for (const trial of top(gains, TRIALS)) {
    const spread = Math.sqrt((sd[trial] as number) ** 2 + noise);
    if (spread === 0) continue;
    const contenders = [trial, ...finalists];
    values[trial] = knowledgeGradient(
      contenders.map((i) => mean[i] as number),
      contenders.map((i) => belief.covariance(i, trial) / spread),
    );
  }
  return values;
}

/** Positions of the largest numbers, the largest first; of equal ones the earlier. */
export function top(values: Float64Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count);
}
