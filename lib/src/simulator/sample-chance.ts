import { at, power } from "../core/index.js";
import type { Instance } from "./instance.js";
import { type Law, type StageLaw, temperatureScale } from "./law.js";
import { difficulty } from "./questions.js";

/** What the stage before handed over: a right answer or not; `null` in the first stage. */
export type Upstream = "right" | "wrong" | null;

/** Chances that one sample is right, and that it is the rival, for every question. */
export interface SampleChances {
  readonly right: Float64Array;
  readonly rival: Float64Array;
}

/** The law's p and the rival's chance of every question, for one model in one stage. */
export function sampleChances(instance: Instance, s: number, m: number, upstream: Upstream): SampleChances {
  const { count, rivalShare } = instance.questions;
  const { spread, scatter } = at(instance.law.stages, s);
  const { level, scale, ceiling } = chanceTerms(instance.law, s, m, upstream);
  const hardness = difficulties(instance, s);
  const shares = at(rivalShare, s);
  const right = new Float64Array(count);
  const rival = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const p = ceiling * logistic((level - spread * (hardness[i] as number)) * scale);
    right[i] = p;
    rival[i] = power(shares[i] as number, scatter) * (1 - p);
  }
  return { right, rival };
}

/** The same for question i alone. */
export function sampleChance(
  instance: Instance,
  s: number,
  m: number,
  i: number,
  upstream: Upstream,
  temperature: number = at(instance.law.stages, s).temperature,
): Chance {
  const { law, questions } = instance;
  const stage = at(law.stages, s);
  const { level, scale, ceiling } = chanceTerms(law, s, m, upstream, temperature);
  const right = ceiling * logistic((level - stage.spread * difficulty(questions, stage, s, i)) * scale);
  return { right, rival: power(at(at(questions.rivalShare, s), i), stage.scatter) * (1 - right) };
}

/** What p has in common for all questions: log-odds before difficulty, 1 / tau, and the highest chance. */
function chanceTerms(
  law: Law,
  s: number,
  m: number,
  upstream: Upstream,
  temperature: number = at(law.stages, s).temperature,
): { level: number; scale: number; ceiling: number } {
  const stage = at(law.stages, s);
  return {
    level: at(stage.models, m).ability + gain(stage, upstream),
    scale: temperatureScale(law, temperature),
    ceiling: 1 - law.garble * temperature,
  };
}

/** Difficulty of every question in a stage. */
function difficulties({ law, questions }: Instance, s: number): Float64Array {
  const stage = at(law.stages, s);
  return questions.common.map((_, i) => difficulty(questions, stage, s, i));
}

/** Chances of one sample. */
export interface Chance {
  readonly right: number;
  readonly rival: number;
}

function gain(stage: StageLaw, upstream: Upstream): number {
  switch (upstream) {
    case "right":
      return stage.dependence / 2;
    case "wrong":
      return -stage.dependence / 2;
    case null:
      return 0;
  }
}

/** The chance that a stage's answer, when it is right, reaches the next one. */
export function handOverChance(law: Law, s: number, m: number): number {
  const last = s === law.stages.length - 1;
  return last || !law.mechanisms.gate ? 1 : at(at(law.stages, s).models, m).handOver;
}

export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
