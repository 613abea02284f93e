import type { Landscape, Plan } from "./landscape.js";

/**
 * Luck as a share of the binomial variance of a score. Far below one: questions differ in difficulty, and all allocations meet the same
 * ones. As simulated worlds of development have it: .4 to .45. `samples`: of a stage's own samples; `alone`: of one score, shared with no other. The last keeps the model from reading two
 * different scores of near neighbours as a cliff where a world draws its samples anew, or rounds its scores.
 */
const shares = { samples: 0.36, alone: 0.1 };

/** What one score's luck comes to, as a share of the binomial variance. */
export const luckShare: number = shares.samples + shares.alone;

/**
 * The covariance of the luck of two scores, as a share of the binomial variance; of two looks at one allocation too. Samples are drawn
 * once and kept: allocations with the same model in a stage share them, and the first of many samples are the few. So the luck of
 * neighbours is not averaged away by trying many. A stage is lucky on its own and hands on `passing` of its luck, in log-odds, as it does
 * of its answers; whatever that is, the score of each stage has the same luck in all.
 *
 * Two votes over the same first samples have the arcsine law's correlation, (2/pi) asin sqrt(fewer/more).
 *
 * @param stage of whose answers the first score is
 * @param other of whose answers the second is
 */
export function luckCovariance(
  { options }: Landscape,
  passing: number,
  a: Plan,
  stage: number,
  b: Plan,
  other: number,
): number {
  let sum = 0;
  for (let s = 0; s <= Math.min(stage, other); s++) {
    const [o, p] = [a[s] as number, b[s] as number];
    const shared = o === p ? 1 : sharedSamples(options[s]?.[o], options[s]?.[p]);
    sum = shared + passing ** 2 * sum;
  }
  const scale = Math.sqrt(seriesOf(passing, stage) * seriesOf(passing, other));
  return (shares.samples * passing ** Math.abs(stage - other) * sum) / scale;
}

/** 1 + passing² + … with a term for each stage up to this one: what the luck of all of them comes to, the last one's being one. */
function seriesOf(passing: number, stage: number): number {
  let sum = 0;
  for (let s = 0; s <= stage; s++) sum = 1 + passing ** 2 * sum;
  return sum;
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
