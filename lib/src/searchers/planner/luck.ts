import { power } from "../../core/index.js";
import type { Landscape } from "./landscape.js";
import type { Observation } from "./observation.js";
import type { Scales } from "./scales.js";

/**
 * Luck as a share of the binomial variance of a score. Far below one: questions differ in difficulty, and all allocations meet the same
 * ones. As simulated worlds of development have it: .3 to .5. `samples`: of a stage's own samples; `alone`: of one score, shared with no
 * other of the same trial.
 */
const shares = { samples: 0.26, alone: 0.14 };

/** Of a score: of which plan, stage and trial it is. */
type Sight = Pick<Observation, "plan" | "stage" | "trial">;

/** What one score's luck comes to, as a share of the binomial variance. */
export const luckShare: number = shares.samples + shares.alone;

/**
 * The covariance of the luck of two scores, as a share of the binomial variance; of two looks at one allocation too. Where samples are
 * drawn once and kept, allocations with the same model in a stage share them, and the first of many samples are the few. So the luck of
 * neighbours is not averaged away by trying many. Where they are not, only the scores of one trial share luck. A stage is lucky on its own and hands on `passing` of its luck, in log-odds, as it does
 * of its answers; whatever that is, the score of each stage has the same luck in all.
 *
 * Two votes over the same first samples have the arcsine law's correlation, (2/pi) asin sqrt(fewer/more).
 *
 * @param scales how much luck is handed on, and whether trials share it
 */
export function luckCovariance(
  { options }: Landscape,
  { passing, kept }: Pick<Scales, "passing" | "kept">,
  { plan: a, stage, trial }: Sight,
  { plan: b, stage: other, trial: others }: Sight,
): number {
  let sum = 0;
  for (let s = 0; s <= Math.min(stage, other); s++) {
    const [o, p] = [a[s] as number, b[s] as number];
    const shared = o === p ? 1 : sharedSamples(options[s]?.[o], options[s]?.[p]);
    sum = shared + passing ** 2 * sum;
  }
  const scale = Math.sqrt(seriesOf(passing, stage) * seriesOf(passing, other));
  return ((trial === others ? 1 : kept) * shares.samples * power(passing, Math.abs(stage - other)) * sum) / scale;
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
