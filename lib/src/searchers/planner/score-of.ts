import type { Plan } from "./landscape.js";
import { logistic } from "./rivals.js";
import type { Surrogate } from "./surrogate.js";

/** The believed score of a plan, as a rate, with its standard error. */
export function scoreOf(surrogate: Surrogate, plan: Plan): { score: number; standardError: number } {
  const { mean, sd } = surrogate.belief([plan]);
  const score = logistic(mean[0] as number);
  return { score, standardError: (sd[0] as number) * score * (1 - score) };
}
