import type { Allocation } from "../../allocation/index.js";
import type { Recommendation, SearchView } from "../searcher.js";
import { top } from "./acquisition.js";
import { believe, hadTrial, recommended } from "./belief.js";
import { type Landscape, landscapeOf, type Plan } from "./landscape.js";
import { latinStart } from "./latin-start.js";
import { plannerRecommendation } from "./recommendation.js";
import { rivalsOf } from "./rivals.js";
import type { Scales } from "./scales.js";
import { type BelievedScore, believed } from "./score-of.js";
import type { Surrogate } from "./surrogate.js";

/** A model in a stage, the other stages as recommended. */
export interface ModelSummary {
  readonly model: string;
  /** The final score by the number of samples, at a geometric row of them. */
  readonly curve: readonly (BelievedScore & { readonly samples: number; readonly affordable: boolean })[];
  /** The chance that the best allocation of all uses this model here. */
  readonly chanceBest: number;
  /** Whether that chance is below one in twenty. */
  readonly ruledOut: boolean;
}

/** An allocation that may be the best. */
export interface RivalSummary extends BelievedScore {
  readonly allocation: Allocation;
  readonly units: number;
  /** Whether it had a trial of its own; a score at fewer samples of a longer trial is none. */
  readonly tried: boolean;
  /** The chance that it is the best of all that were compared. */
  readonly chanceBest: number;
}

/** What the planner believes, as plain data. */
export interface PlannerSummary {
  /** How many allocations had a trial with a score. */
  readonly evaluated: number;
  /** `null` before any trial has a score. */
  readonly recommendation: Recommendation | null;
  /** The chance that some allocation scores more than `within` above the recommended one; `null` before any trial has a score. */
  readonly open: { readonly within: number; readonly chance: number } | null;
  readonly stages: readonly { readonly stage: string; readonly models: readonly ModelSummary[] }[];
  /** The likeliest to be the best, the likeliest first. */
  readonly rivals: readonly RivalSummary[];
  /** The balanced pipelines it starts from. */
  readonly start: readonly Allocation[];
  readonly scales: Scales;
}

/** Options of `plannerSummary`. */
export interface SummaryOptions {
  /** A difference of scores that matters. @default 0.01 */
  readonly within?: number;
  /** How many rivals are listed. @default 8 */
  readonly rivals?: number;
}

/** A model with a smaller chance to be part of the best allocation is ruled out. */
const RULED_OUT = 0.05;

/**
 * What the planner believes after these trials, whoever proposed them: a curve for every stage and model, which models are ruled out
 * and at which chance, and what is still open. Chances are shares of a thousand joint draws from a fixed stream.
 *
 * Cut the trials short to see what it believed then, and so why it picked the next one.
 *
 * @throws RangeError if the space is empty
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const summary = plannerSummary({ space: createSpace(parseTask(exampleTask)), trials: [] });
 * summary.stages.map(({ models }) => models.some(({ ruledOut }) => ruledOut)); // => [false, false]
 */
export function plannerSummary(
  view: Pick<SearchView, "space" | "trials">,
  options: SummaryOptions = {},
): PlannerSummary {
  const { within = 0.01, rivals: listed = 8 } = options;
  const { space, trials } = view;
  if (space.size === 0) throw new RangeError("plannerSummary requires a space with an allocation, got an empty one");
  const landscape = landscapeOf(space);
  const belief = believe(landscape, trials);
  const { surrogate } = belief;
  const plan = recommended(landscape, belief);
  const rivals = rivalsOf(landscape, surrogate, plan, belief.measured);
  return {
    evaluated: belief.evaluated,
    recommendation: plannerRecommendation(view),
    open: belief.evaluated === 0 ? null : { within, chance: rivals.chanceBetter(within) },
    stages: space.task.stages.map(({ name, models }, s) => ({
      stage: name,
      models: models.flatMap((model, m): ModelSummary[] => {
        const curve = curveOf(landscape, surrogate, plan, s, m);
        if (curve.length === 0) return [];
        const chanceBest = rivals.plans.reduce(
          (sum, rival, i) =>
            sum + (landscape.options[s]?.[rival[s] as number]?.model === m ? (rivals.chanceBest[i] as number) : 0),
          0,
        );
        return [{ model: model.name, curve, chanceBest, ruledOut: chanceBest < RULED_OUT }];
      }),
    })),
    rivals: top(rivals.chanceBest, listed)
      .filter((i) => (rivals.chanceBest[i] as number) > 0)
      .map((i) => {
        const rival = rivals.plans[i] as Plan;
        const allocation = landscape.allocationOf(rival);
        return {
          allocation,
          units: space.costOf(allocation),
          tried: hadTrial(belief, rival),
          chanceBest: rivals.chanceBest[i] as number,
          ...believed(rivals.mean[i] as number, rivals.sd[i] as number),
        };
      }),
    start: latinStart(landscape).map((row) => landscape.allocationOf(row)),
    scales: surrogate.scales,
  };
}

function curveOf(landscape: Landscape, surrogate: Surrogate, plan: Plan, s: number, m: number) {
  const list = landscape.options[s] ?? [];
  const numbers = Array.from(list.keys()).filter((o) => list[o]?.model === m);
  let next = 0;
  const shown = numbers.filter((o, i) => {
    const samples = list[o]?.samples ?? 0;
    if (samples < next && i < numbers.length - 1) return false;
    next = samples * 1.5;
    return true;
  });
  const plans = shown.map((o) => plan.map((other, t) => (t === s ? o : other)));
  const { mean, sd } = surrogate.belief(plans);
  return plans.map((other, i) => ({
    samples: list[shown[i] as number]?.samples ?? 0,
    affordable: landscape.contains(other),
    ...believed(mean[i] as number, sd[i] as number),
  }));
}
