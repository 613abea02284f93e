import { normalCdf, normalQuantile } from "../distributions/normal.js";

export interface PairedAccuracyDesign {
  /** The difference of accuracies to be seen, a rate above zero: 0.02 for two points. */
  readonly difference: number;
  /** Share of questions on which the two systems disagree, in [difference, 1]. See `discordance` for a guess from the accuracies. */
  readonly discordance: number;
  /** Level of the two-sided test. @default 0.05 */
  readonly alpha?: number;
}

/**
 * How many questions two systems must both answer so that McNemar's test (or an interval for the paired difference) sees a given
 * difference of accuracies with a given chance. Normal approximation; a few questions short of exact tests.
 *
 * @param power the wanted chance, in (0, 1)
 * @returns whole questions
 * @throws RangeError unless 0 < difference <= discordance <= 1 and the chances lie in (0, 1)
 * @see Miettinen 1968; Connor 1987
 * @example
 * questionsNeeded({ difference: 0.02, discordance: 0.2 }, 0.8); // => 3923
 */
export function questionsNeeded(design: PairedAccuracyDesign, power: number): number {
  const { difference, discordance, alpha } = requireDesign("questionsNeeded", design);
  if (!(power > 0 && power < 1)) throw new RangeError(`questionsNeeded requires power in (0, 1), got ${power}`);
  const reach =
    -normalQuantile(alpha / 2) * Math.sqrt(discordance) +
    normalQuantile(power) * Math.sqrt(discordance - difference ** 2);
  return Math.max(1, Math.ceil((reach / difference) ** 2));
}

/**
 * The chance that `questions` common questions show a given difference of accuracies: the inverse of `questionsNeeded`.
 *
 * @throws RangeError as `questionsNeeded`
 * @example
 * Math.round(powerOf({ difference: 0.02, discordance: 0.2 }, 3922) * 100) / 100; // => 0.8
 */
export function powerOf(design: PairedAccuracyDesign, questions: number): number {
  const { difference, discordance, alpha } = requireDesign("powerOf", design);
  if (!(questions >= 1)) throw new RangeError(`powerOf requires at least one question, got ${questions}`);
  const bound = -normalQuantile(alpha / 2) * Math.sqrt(discordance);
  const spread = Math.sqrt(discordance - difference ** 2);
  const shift = difference * Math.sqrt(questions);
  if (spread === 0) return shift > bound ? 1 : 0;
  return normalCdf((shift - bound) / spread) + normalCdf((-shift - bound) / spread);
}

/**
 * Share of questions on which two systems of these accuracies disagree, when their rights and wrongs correlate by `correlation` over questions.
 *
 * @param correlation phi coefficient; 0 for independent systems (the most questions needed), usually 0.3 to 0.7 for similar ones
 * @throws RangeError if the correlation cannot be had with these accuracies
 * @example
 * discordance(0.5, 0.5, 0); // => 0.5
 */
export function discordance(first: number, second: number, correlation: number): number {
  for (const accuracy of [first, second])
    if (!(accuracy >= 0 && accuracy <= 1))
      throw new RangeError(`discordance requires accuracies in [0, 1], got ${accuracy}`);
  const both = first * second + correlation * Math.sqrt(first * (1 - first) * second * (1 - second));
  if (!(both <= Math.min(first, second) + 1e-12 && both >= Math.max(0, first + second - 1) - 1e-12))
    throw new RangeError(
      `discordance requires a correlation that accuracies ${first} and ${second} allow, got ${correlation}`,
    );
  return first + second - 2 * both;
}

function requireDesign(caller: string, { difference, discordance: share, alpha = 0.05 }: PairedAccuracyDesign) {
  if (!(difference > 0 && difference <= share && share <= 1))
    throw new RangeError(
      `${caller} requires 0 < difference <= discordance <= 1, got difference ${difference} and discordance ${share}`,
    );
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`${caller} requires alpha in (0, 1), got ${alpha}`);
  return { difference, discordance: share, alpha };
}
