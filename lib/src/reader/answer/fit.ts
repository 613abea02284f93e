import type { ReadStage } from "../understand/choices.js";
import type { Plan } from "../understand/history.js";
import { amountsAt, nearestAmount } from "./amounts.js";
import { type Mind, modelOf, reckonedCost } from "./mind.js";

/** A plan cut down until the reader reckons that the budget pays for it: samples where they cost most, then models. */
export function fitted(mind: Mind, wanted: Plan): Plan {
  const { budget, stages } = mind.situation.choices;
  if (budget === null) return wanted;
  const amounts = stages.map((stage) => amountsAt(mind, stage));
  let plan = wanted;
  for (let step = 0; step < 40 && reckonedCost(mind, plan) > budget; step++) {
    const spends = plan.map(({ model, samples }, i) => {
      const spec = stages[i] === undefined ? undefined : modelOf(stages[i], model);
      return Math.max(0, samples - (amounts[i]?.[0] ?? 1)) * (spec?.further ?? 0);
    });
    const widest = spends.indexOf(Math.max(...spends));
    if ((spends[widest] ?? 0) > 0) {
      plan = plan.map((choice, i) =>
        i === widest
          ? { ...choice, samples: nearestAmount(amounts[i] ?? [], choice.samples * 0.7, choice.samples - 1) }
          : choice,
      );
      continue;
    }
    const firsts = plan.map(({ model }, i) => (stages[i] === undefined ? 0 : (modelOf(stages[i], model)?.first ?? 0)));
    const order = firsts.map((_, i) => i).sort((a, b) => (firsts[b] ?? 0) - (firsts[a] ?? 0));
    const dearest = order.find((i) => cheaper(stages[i], plan[i]?.model) !== null);
    if (dearest === undefined) break;
    const model = cheaper(stages[dearest], plan[dearest]?.model) ?? "";
    plan = plan.map((choice, i) => (i === dearest ? { ...choice, model } : choice));
  }
  return plan;
}

/** The next cheaper model of a subtask. */
function cheaper(stage: ReadStage | undefined, name: string | undefined): string | null {
  const now = stage?.models.find((model) => model.name === name);
  if (stage === undefined || now === undefined) return null;
  const below = stage.models.filter((model) => model.first < now.first).sort((a, b) => b.first - a.first);
  return below[0]?.name ?? null;
}
