import type { Landscape, Plan } from "./landscape.js";

/**
 * How much of the binomial variance of a score is noise: questions differ in difficulty, and all allocations meet the same ones.
 */
export const NOISE = 0.4;

/**
 * Shares of the noise: of each stage's samples on their own, of all stages' together, and of one score alone. The last keeps the model
 * from reading two different scores of near neighbours as a cliff where a world draws its samples anew, or rounds its scores.
 */
const shares = { stages: 0.4, together: 0.2, alone: 0.4 };

/**
 * The correlation of the noise of two scores, both of this stage's answers; of two looks at one allocation too. Samples are drawn once and kept: allocations with the same model
 * in a stage share them, and the first of many samples are the few. So the noise of neighbours is not averaged away by trying many.
 *
 * Two votes over the same first samples have the arcsine law's correlation, (2/pi) asin sqrt(fewer/more).
 */
export function luckCorrelation({ options }: Landscape, a: Plan, b: Plan, stage: number): number {
  let sum = 0;
  let product = 1;
  for (let s = 0; s <= stage; s++) {
    const [o, p] = [a[s] as number, b[s] as number];
    const shared = o === p ? 1 : sharedSamples(options[s]?.[o], options[s]?.[p]);
    sum += shared;
    product *= shared;
  }
  return (shares.stages * sum) / (stage + 1) + shares.together * product;
}

interface Draw {
  readonly model: number;
  readonly samples: number;
}

function sharedSamples(a: Draw | undefined, b: Draw | undefined): number {
  if (a === undefined || b === undefined || a.model !== b.model) return 0;
  return (2 / Math.PI) * Math.asin(Math.sqrt(Math.min(a.samples, b.samples) / Math.max(a.samples, b.samples)));
}

/** The share of a score's noise that no other score has a part in. */
export const ownShare: number = shares.alone;
