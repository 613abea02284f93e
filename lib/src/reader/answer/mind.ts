import type { Rng } from "../../core/index.js";
import type { ReaderSkill } from "../skill.js";
import type { ReadModel, ReadStage } from "../understand/choices.js";
import type { Guidance } from "../understand/guidance.js";
import type { Mention, Plan } from "../understand/history.js";
import type { Situation } from "../understand/understand.js";
import { type Remembered, ranked, takeIn } from "./memory.js";

/** A reader at work on one reply: what it read and took in, how able it is, and its stream of chance. */
export interface Mind {
  readonly situation: Situation;
  readonly skill: ReaderSkill;
  readonly rng: Rng;
  /** What it took in of the history, in the order of the text. */
  readonly history: readonly Mention[];
  /** The trials among it that have scores, best first. */
  readonly best: readonly Remembered[];
  /** The guidance that it follows in this reply. */
  readonly guidance: readonly Guidance[];
}

/** Sets a reader to work: memory takes in part of the history, attention part of the guidance. */
export function openMind(situation: Situation, skill: ReaderSkill, rng: Rng): Mind {
  const history = takeIn(situation.mentions, skill.memory);
  const attention = rng.fork("attention");
  return {
    situation,
    skill,
    rng,
    history,
    best: ranked(history),
    guidance: situation.guidance.filter(() => attention.uniform() < skill.uptake),
  };
}

/** The model of a name at a subtask. */
export function modelOf(stage: ReadStage, name: string): ReadModel | undefined {
  return stage.models.find((model) => model.name === name);
}

/** What so many samples of a model cost. */
export function unitsOf({ first, further }: ReadModel, samples: number): number {
  return first + (samples - 1) * further;
}

/** What a plan costs as the reader works it out: right, but for a slip now and then. */
export function reckonedCost({ situation, skill, rng }: Mind, plan: Plan): number {
  const cost = situation.choices.stages.reduce((sum, stage, i) => {
    const choice = plan[i];
    const model = choice === undefined ? undefined : modelOf(stage, choice.model);
    return model === undefined || choice === undefined ? sum : sum + unitsOf(model, choice.samples);
  }, 0);
  return rng.uniform() < skill.arithmeticSlip ? cost * Math.exp(skill.slipSize * rng.normal()) : cost;
}

/** Whether the scores it remembers of late barely differ: half a hundredth around their middle is what it takes for no news. */
export function barelyVaries({ history }: Mind): boolean {
  const late = history.flatMap(({ kind, score }) => (kind === "scored" && score !== null ? [score] : [])).slice(-8);
  return late.length >= 4 && Math.max(...late) - Math.min(...late) < 0.02;
}
