import type { ReadStage } from "../understand/choices.js";
import type { Plan } from "../understand/history.js";
import type { Mind } from "./mind.js";

/** How many samples a plan has at a subtask. */
export function samplesAt({ situation }: Mind, plan: Plan, stage: string): number {
  return plan[situation.choices.stages.findIndex(({ name }) => name === stage)]?.samples ?? 1;
}

/** A plan with another number of samples at a subtask, the nearest that people would say. */
export function withSamples(mind: Mind, plan: Plan, name: string, samples: number): Plan {
  const stage = mind.situation.choices.stages.find((one) => one.name === name);
  const place = stage === undefined ? -1 : mind.situation.choices.stages.indexOf(stage);
  return plan.map((choice, i) =>
    i === place && stage !== undefined ? { ...choice, samples: nice(mind, stage, samples) } : choice,
  );
}

/** The number as people say it: in words where words are asked for, else whole fives above ten, within the range. */
export function nice(mind: Mind, stage: ReadStage, samples: number): number {
  const rounded = samples > 12 ? 5 * Math.round(samples / 5) : Math.round(samples);
  return nearestAmount(amountsAt(mind, stage), inWords(mind, stage) ? samples : rounded);
}

/** The numbers of samples that can be said at a subtask, ascending: those that words stand for, where there are words. */
export function amountsAt({ situation }: Mind, stage: ReadStage): readonly number[] {
  const legend = situation.words.get(stage.name);
  if (legend === undefined || legend.size === 0) return situation.choices.amounts;
  return [...new Set(legend.values())].sort((a, b) => a - b);
}

/** The amount nearest to a number, not above `most`; the least if none is. */
export function nearestAmount(
  amounts: readonly number[],
  wanted: number,
  most: number = Number.POSITIVE_INFINITY,
): number {
  const allowed = amounts.filter((amount) => amount <= most);
  const pool = allowed.length > 0 ? allowed : amounts.slice(0, 1);
  return pool.reduce((a, b) => (Math.abs(b - wanted) < Math.abs(a - wanted) ? b : a), pool[0] ?? 1);
}

/** Numbers of samples less than this factor apart pass for the same: people count 1, 2, 5, 10, 20, 50. */
const APART = 2;

/** Whether two plans are nearly the same: of the same models, with samples that pass for the same. In words, only equal words do. */
export function alike(mind: Mind, plan: Plan, other: Plan): boolean {
  return mind.situation.choices.stages.every((stage, s) => {
    const [a, b] = [plan[s], other[s]];
    if (a === undefined || b === undefined || a.model !== b.model) return false;
    const apart = Math.max(a.samples, b.samples) / Math.min(a.samples, b.samples);
    return inWords(mind, stage) ? apart === 1 : apart < APART;
  });
}

function inWords({ situation }: Mind, stage: ReadStage): boolean {
  return (situation.words.get(stage.name)?.size ?? 0) > 0;
}
