import type { Plan } from "./landscape.js";
import { logistic } from "./rivals.js";
import type { Surrogate } from "./surrogate.js";

/** What is believed of a score: the middle and 95 % of the belief. */
export interface BelievedScore {
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

/** A belief on the log-odds as one on the rate. */
export function believed(mean: number, sd: number): BelievedScore {
  return { score: logistic(mean), low: logistic(mean - 1.96 * sd), high: logistic(mean + 1.96 * sd) };
}

/** The believed score of a plan, as a rate, with its standard error. */
export function scoreOf(surrogate: Surrogate, plan: Plan): BelievedScore & { readonly standardError: number } {
  const { mean, sd } = surrogate.belief([plan]);
  const belief = believed(mean[0] as number, sd[0] as number);
  return { ...belief, standardError: (sd[0] as number) * belief.score * (1 - belief.score) };
}
