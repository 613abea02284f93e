import { type Acquisition, FINALISTS, top, valuesOf } from "./acquisition.js";
import { distinctPlans, type Landscape, type Plan } from "./landscape.js";
import { around, shortlist } from "./shortlist.js";
import type { Surrogate } from "./surrogate.js";

/** A plan that is worth trying. */
export interface Choice {
  readonly plan: Plan;
  /** By the acquisition, in log-odds. */
  readonly value: number;
  readonly mean: number;
  readonly sd: number;
}

/** What a trial is to bring, and what is known. */
interface Aim {
  readonly acquisition: Acquisition;
  /** The best plan that was measured. */
  readonly incumbent: Plan | null;
  readonly measured: readonly Plan[];
}

/** Ranges around the best plan found so far, in ln k: the coarse list's meshes, then finer ones. */
const WIDTHS = [0.7, 0.25];

/**
 * The plan most worth trying, of those that were not tried; the cheaper of two that are worth the same, then the earlier in the order
 * of the space. `null` if nothing of the shortlist is left.
 */
export function choose(
  landscape: Landscape,
  surrogate: Surrogate,
  tried: (plan: Plan) => boolean,
  { acquisition, incumbent, measured }: Aim,
): Choice | null {
  const finalists = acquisition === "knowledge-gradient" ? finalistsOf(landscape, surrogate, measured) : [];
  const bestOf = (plans: readonly Plan[]): Choice | null => {
    const open = plans.filter((plan) => !tried(plan));
    if (open.length === 0) return null;
    const belief = surrogate.belief([...open, ...finalists, ...(incumbent === null ? [] : [incumbent])]);
    const values = valuesOf(acquisition, {
      belief,
      open: open.length,
      finalists: finalists.map((_, i) => open.length + i),
      incumbent: incumbent === null ? null : open.length + finalists.length,
      cost: (i) => landscape.costOf(open[i] ?? (incumbent as Plan)),
      noise: surrogate.noise,
    });
    let best = 0;
    for (let i = 1; i < open.length; i++) {
      const order = compare(values[i] as number, values[best] as number);
      if (order > 0 || (order === 0 && precedes(landscape, open[i] as Plan, open[best] as Plan))) best = i;
    }
    return {
      plan: open[best] as Plan,
      value: values[best] as number,
      mean: belief.mean[best] as number,
      sd: belief.sd[best] as number,
    };
  };
  let choice = bestOf(shortlist(landscape));
  if (choice === null) return null;
  for (const width of WIDTHS) {
    const finer = bestOf([choice.plan, ...around(landscape, choice.plan, width)]);
    if (finer !== null && compare(finer.value, choice.value) > 0) choice = finer;
  }
  return choice;
}

/** The plans of the highest means, measured or not: one of them will be recommended. */
function finalistsOf(landscape: Landscape, surrogate: Surrogate, measured: readonly Plan[]): Plan[] {
  const plans = [...measured, ...shortlist(landscape)];
  const means = Float64Array.from(plans, (plan) => surrogate.meanAt(plan));
  // Measured plans may be in the list a second time.
  return distinctPlans(top(means, FINALISTS + measured.length).map((i) => plans[i] as Plan)).slice(0, FINALISTS);
}

/** Of the whole space, the plan with the highest mean; the cheaper of two equal ones, then the earlier. */
export function bestMean(landscape: Landscape, surrogate: Surrogate, also: readonly Plan[] = []): Plan {
  const bestOf = (plans: readonly Plan[]): Plan => {
    let best = plans[0] as Plan;
    let highest = surrogate.meanAt(best);
    for (const plan of plans) {
      const mean = surrogate.meanAt(plan);
      const order = compare(mean, highest);
      if (order > 0 || (order === 0 && precedes(landscape, plan, best))) [best, highest] = [plan, mean];
    }
    return best;
  };
  let best = bestOf([...also, ...shortlist(landscape)]);
  for (const width of WIDTHS) best = bestOf([best, ...around(landscape, best, width)]);
  return best;
}

/** Numbers that differ by less than this share are equal: the last digits of two ways to one number differ, and must not decide. */
const SETTLED = 1e-9;

function compare(a: number, b: number): number {
  return Math.abs(a - b) <= SETTLED * Math.max(Math.abs(a), Math.abs(b)) ? 0 : a - b;
}

function precedes(landscape: Landscape, a: Plan, b: Plan): boolean {
  const saved = landscape.costOf(b) - landscape.costOf(a);
  if (saved !== 0) return saved > 0;
  const first = a.findIndex((o, s) => o !== b[s]);
  return first >= 0 && (a[first] as number) < (b[first] as number);
}
