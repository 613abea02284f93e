import type { Allocation, Space, StageChoice } from "../../allocation/index.js";

/** One choice that a stage can make within the budget. */
export interface StageOption {
  readonly choice: StageChoice;
  /** Position of the model among the stage's choices. */
  readonly model: number;
  readonly samples: number;
  /** What it costs beyond the cheapest choice, in budget units. */
  readonly cost: number;
}

/** An allocation as the number of an option for each stage. */
export type Plan = readonly number[];

/** What each stage can choose within a budget, as numbered options. */
export interface Landscape {
  readonly space: Space;
  /** By stage: models in the task's order, samples ascending. */
  readonly options: readonly (readonly StageOption[])[];
  /** The plan of an allocation; `null` where a stage's choice is none of its options. */
  planOf(allocation: Allocation): Plan | null;
  allocationOf(plan: Plan): Allocation;
  /** The option of a stage with this model and number of samples, or -1. */
  optionAt(stage: number, model: number, samples: number): number;
  contains(plan: Plan): boolean;
  /** To within rounding: good for comparing, not for deciding what the budget pays for. */
  costOf(plan: Plan): number;
}

const known = new WeakMap<Space, Landscape>();

/** The landscape of a space that is not empty; made once for each. */
export function landscapeOf(space: Space): Landscape {
  const found = known.get(space) ?? survey(space);
  known.set(space, found);
  return found;
}

function survey(space: Space): Landscape {
  const { cheapest, grid, task } = space;
  const base = space.costOf(cheapest);
  const options = task.stages.map((stage, s) =>
    stage.models.flatMap((model, m) =>
      grid.flatMap((samples): StageOption[] => {
        const choice = { stage: stage.name, model: model.name, samples: samples as StageChoice["samples"] };
        const allocation = cheapest.map((other, t) => (t === s ? choice : other));
        if (!space.contains(allocation)) return [];
        return [{ choice, model: m, samples, cost: space.costOf(allocation) - base }];
      }),
    ),
  );
  const numbers = options.map((list) => new Map(list.map(({ model, samples }, o) => [`${model}:${samples}`, o])));
  const optionAt = (s: number, model: number, samples: number) => numbers[s]?.get(`${model}:${samples}`) ?? -1;
  const allocationOf = (plan: Plan) => plan.map((o, s) => optionOf(options, s, o).choice);
  return {
    space,
    options,
    optionAt,
    allocationOf,
    planOf(allocation) {
      if (allocation.length !== options.length) return null;
      const plan = allocation.map(({ model, samples }, s) =>
        optionAt(s, task.stages[s]?.models.findIndex(({ name }) => name === model) ?? -1, samples),
      );
      return plan.includes(-1) ? null : plan;
    },
    contains: (plan) => space.contains(allocationOf(plan)),
    costOf: (plan) => plan.reduce((sum, o, s) => sum + optionOf(options, s, o).cost, base as number),
  };
}

/** Each plan once, in the order of the first. */
export function distinctPlans(plans: readonly Plan[]): Plan[] {
  return [...new Map(plans.map((plan) => [plan.join(), plan])).values()];
}

function optionOf(options: Landscape["options"], s: number, o: number): StageOption {
  return options[s]?.[o] as StageOption;
}
