import type { Rng } from "../core/index.js";
import { power } from "../core/index.js";
import type { StageLaw } from "./law.js";

/** What sets questions apart; all of it latent. */
export interface Questions {
  readonly count: number;
  /** The question's own difficulty, common to the stages: standard normal. */
  readonly common: Float64Array;
  /** By stage: the rest of its difficulty, standard normal. */
  readonly own: readonly Float64Array[];
  /** By stage: the rival's share of wrong samples before `scatter`, Beta(2, 3). */
  readonly rivalShare: readonly Float64Array[];
}

/** Questions drawn one by one: the first hundred are the same, however many follow. */
export function drawQuestions(stages: number, count: number, rng: Rng): Questions {
  const questions = emptyQuestions(stages, count);
  for (let i = 0; i < count; i++) {
    const stream = rng.fork(i);
    questions.common[i] = stream.normal();
    for (let s = 0; s < stages; s++) {
      (questions.own[s] as Float64Array)[i] = stream.normal();
      (questions.rivalShare[s] as Float64Array)[i] = betaQuantile23(stream.uniform());
    }
  }
  return questions;
}

/**
 * Questions that stand for the whole population: points spread evenly by an additive recurrence, so that a mean over a few
 * hundred of them is near the population's. Calibration uses them; no chance is involved.
 *
 * @see Roberts 2018, "The unreasonable effectiveness of quasirandom sequences"
 */
export function evenQuestions(stages: number, count: number): Questions {
  const questions = emptyQuestions(stages, count);
  const normals = [questions.common, ...questions.own];
  const dimensions = 2 * Math.ceil(normals.length / 2) + stages;
  // The root of x^(d+1) = x + 1: its powers are about as irrational together as can be.
  let root = 1.5;
  for (let i = 0; i < 64; i++) root = power(1 + root, 1 / (dimensions + 1));
  const coordinate = (i: number, j: number) => {
    // The first coordinate is exactly even.
    if (j === 0) return (i + 0.5) / count;
    const value = 0.5 + (i + 1) * power(root, -j);
    return value - Math.floor(value);
  };
  for (let i = 0; i < count; i++) {
    // Box and Muller: two even coordinates make two normal ones.
    for (const [j, normal] of normals.entries()) {
      const radius = Math.sqrt(-2 * Math.log(coordinate(i, j - (j % 2))));
      const angle = 2 * Math.PI * coordinate(i, j - (j % 2) + 1);
      normal[i] = radius * (j % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
    }
    for (const [s, share] of questions.rivalShare.entries())
      share[i] = betaQuantile23(coordinate(i, dimensions - stages + s));
  }
  return questions;
}

/** Difficulty of question i in a stage, standard normal. */
export function difficulty(questions: Questions, stage: StageLaw, s: number, i: number): number {
  const c = stage.commonality;
  const own = questions.own[s] as Float64Array;
  return c * (questions.common[i] as number) + Math.sqrt(1 - c * c) * (own[i] as number);
}

function emptyQuestions(stages: number, count: number): Questions {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`questions require a count of at least one, got ${count}`);
  const arrays = () => Array.from({ length: stages }, () => new Float64Array(count));
  return { count, common: new Float64Array(count), own: arrays(), rivalShare: arrays() };
}

/** The quantile function of Beta(2, 3), whose distribution function is 6x² - 8x³ + 3x⁴: Newton, kept inside a bracket. */
export function betaQuantile23(u: number): number {
  let low = 0;
  let high = 1;
  let x = 0.4;
  for (let i = 0; i < 100; i++) {
    const excess = x * x * (6 - 8 * x + 3 * x * x) - u;
    if (excess > 0) high = x;
    else low = x;
    const newton = x - excess / (12 * x * (1 - x) * (1 - x));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-15) return next;
    x = next;
  }
  return x;
}
