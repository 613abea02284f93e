import type { Candidate } from "../../trials/index.js";
import type { Advice, Forecast } from "../agent-tts/advisor.js";
import type { SearchView } from "../searcher.js";
import type { Belief } from "./belief.js";
import { distinctPlans, landscapeOf, type Plan } from "./landscape.js";
import { scoreOf } from "./score-of.js";
import { plannerSummary } from "./summary.js";

/** The planner's picks and beliefs, for whoever may overrule it. */
export function adviceOf(view: SearchView, belief: Belief, picks: readonly Candidate[]): Advice {
  const landscape = landscapeOf(view.space);
  const forecast = (plan: Plan): Forecast => {
    const { score, standardError } = scoreOf(belief.surrogate, plan);
    return { allocation: landscape.allocationOf(plan), mean: score, standardDeviation: standardError };
  };
  const summary = plannerSummary(view);
  const contenders = [
    ...(summary.recommendation === null ? [] : [summary.recommendation.allocation]),
    ...summary.rivals.map(({ allocation }) => allocation),
  ].map((allocation) => landscape.planOf(allocation) as Plan);
  const leaders = distinctPlans(contenders).map(forecast);
  const ruledOut = summary.stages.flatMap(({ stage, models }) =>
    models
      .filter((model) => model.ruledOut)
      .map(
        ({ model, chanceBest }) =>
          `${stage}: ${model} is ruled out; it is part of the best allocation with a chance of ${chanceBest.toFixed(2)} only`,
      ),
  );
  const { open } = summary;
  return {
    picks: picks.map(({ allocation, reason }) => ({
      ...forecast(landscape.planOf(allocation) as Plan),
      ...(reason === undefined ? {} : { reason }),
    })),
    leaders: leaders.sort((a, b) => b.mean - a.mean),
    remarks: [
      ...ruledOut,
      ...(open === null
        ? []
        : [
            `with a chance of ${open.chance.toFixed(2)} some allocation scores more than ${open.within} above the one with the highest expected score`,
          ]),
    ],
  };
}
