import { expectedImprovement } from "../../numerics/index.js";
import { normalQuantile } from "../../stats/index.js";
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
  readonly cost: (i: number) => number;
  /** Variance of the noise of one more score. */
  readonly noise: number;
}

/** What each plan of a belief is worth trying, in log-odds; never negative. */
export function valuesOf(acquisition: Acquisition, valuation: Valuation): Float64Array {
  const { belief, incumbent, cost } = valuation;
  const gains =
    incumbent === null
      ? expectedImprovement(belief, 0)
      : expectedImprovement({ mean: belief.mean, sd: spreadOver(belief, incumbent) }, belief.mean[incumbent] as number);
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

/** Plans whose trial is valued, and plans that may be recommended after it: the best of all by gain and by mean. */
const TRIALS = 60;
const FINALISTS = 60;
/** Outcomes of a trial that the expectation is taken over: midpoints of equally likely slices. */
const OUTCOMES = Float64Array.from({ length: 25 }, (_, i) => normalQuantile((i + 0.5) / 25));

/**
 * The expected rise of the best posterior mean by one more trial, over the finalists.
 *
 * @see Frazier, Powell and Dayanik 2009, The knowledge-gradient policy for correlated normal beliefs
 */
function knowledgeGradients({ belief, noise }: Valuation, gains: Float64Array): Float64Array {
  const { mean, sd } = belief;
  const finalists = top(mean, FINALISTS);
  const best = mean[finalists[0] as number] as number;
  const values = new Float64Array(mean.length);
  for (const trial of top(gains, TRIALS)) {
    const spread = Math.sqrt((sd[trial] as number) ** 2 + noise);
    const moves = [...new Set([...finalists, trial])].map((i) => ({
      mean: mean[i] as number,
      slope: spread > 0 ? belief.covariance(i, trial) / spread : 0,
    }));
    let sum = 0;
    for (const z of OUTCOMES) sum += Math.max(...moves.map((move) => move.mean + move.slope * z)) - best;
    values[trial] = Math.max(0, sum / OUTCOMES.length);
  }
  return values;
}

/** Positions of the largest numbers, the largest first; of equal ones the earlier. */
export function top(values: Float64Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => (values[b] as number) - (values[a] as number) || a - b)
    .slice(0, count);
}
