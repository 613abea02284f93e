import { requireLevel } from "../bootstrap/options.js";
import { betaQuantile } from "../distributions/beta.js";
import { normalQuantile } from "../distributions/normal.js";
import { requireOneOf } from "../require-one-of.js";

const methods = ["wilson", "jeffreys", "clopperPearson", "agrestiCoull", "wald"] as const;

export type ProportionMethod = (typeof methods)[number];

export interface ProportionOptions {
  /** @default "wilson" */
  readonly method?: ProportionMethod;
  /** @default 0.95 */
  readonly level?: number;
}

export interface ProportionInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly method: ProportionMethod;
  readonly level: number;
}

/**
 * An interval for an accuracy, from `successes` of `n` right.
 *
 * `wilson` inverts the score test and is near its level on average; `jeffreys` are the quantiles of Beta(s + 1/2, n - s + 1/2), unmodified at the ends;
 * `agrestiCoull` is Wald's around Wilson's centre, a little wider than Wilson's; `clopperPearson` never covers less than its level; `wald` fails for small n and near 0 and 1, and is here to show it. Bounds lie in [0, 1].
 *
 * @returns rates in [0, 1]
 * @throws RangeError unless 0 <= successes <= n are integers and n is at least one, or if the level is outside (0, 1)
 * @see Brown, Cai and DasGupta 2001
 * @example
 * proportionInterval(0, 20, { method: "clopperPearson" }).low; // => 0
 */
export function proportionInterval(successes: number, n: number, options: ProportionOptions = {}): ProportionInterval {
  const { method = "wilson", level = 0.95 } = options;
  if (!Number.isSafeInteger(n) || n < 1)
    throw new RangeError(`proportionInterval requires n to be an integer of at least one, got ${n}`);
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > n)
    throw new RangeError(`proportionInterval requires successes to be an integer in [0, n = ${n}], got ${successes}`);
  requireLevel("proportionInterval", level);
  requireOneOf("proportionInterval", "the method", method, methods);
  const [low, high] = bounds(successes, n, (1 - level) / 2, method);
  return { estimate: successes / n, low: Math.max(0, low), high: Math.min(1, high), method, level };
}

/**
 * Wilson's interval for a mean of scores in [0, 1] that is known as well as a rate over `n` questions would be: `n` need not be an
 * integer. For a mean with standard error e it is rate (1 - rate) / e². Bounds lie in [0, 1], and at 0 and 1 it has a width.
 *
 * @param rate in [0, 1]
 * @param n above zero
 * @returns the bounds, at `level`
 * @throws RangeError if an argument is out of its range
 * @example
 * rateInterval(0.5, 20); // => [proportionInterval(10, 20).low, proportionInterval(10, 20).high]
 */
export function rateInterval(
  rate: number,
  n: number,
  { level = 0.95 }: Pick<ProportionOptions, "level"> = {},
): readonly [low: number, high: number] {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`rateInterval requires a rate in [0, 1], got ${rate}`);
  if (!(n > 0 && n < Number.POSITIVE_INFINITY))
    throw new RangeError(`rateInterval requires a finite n above zero, got ${n}`);
  requireLevel("rateInterval", level);
  const [low, high] = wilson(rate, n, -normalQuantile((1 - level) / 2));
  return [Math.max(0, low), Math.min(1, high)];
}

function wilson(rate: number, n: number, z: number): readonly [number, number] {
  const centre = (rate + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z * Math.sqrt((rate * (1 - rate)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  // At the ends one bound is the end itself; the formula gives it only up to rounding.
  return [rate === 0 ? 0 : centre - reach, rate === 1 ? 1 : centre + reach];
}

function bounds(s: number, n: number, tail: number, method: ProportionMethod): readonly [number, number] {
  const z = -normalQuantile(tail);
  const rate = s / n;
  switch (method) {
    case "wilson":
      return wilson(rate, n, z);
    case "agrestiCoull": {
      const more = n + z * z;
      const centre = (s + (z * z) / 2) / more;
      const reach = z * Math.sqrt((centre * (1 - centre)) / more);
      return [centre - reach, centre + reach];
    }
    case "clopperPearson":
      return [s === 0 ? 0 : betaQuantile(tail, s, n - s + 1), s === n ? 1 : betaQuantile(1 - tail, s + 1, n - s)];
    case "jeffreys":
      return [betaQuantile(tail, s + 0.5, n - s + 0.5), betaQuantile(1 - tail, s + 0.5, n - s + 0.5)];
    case "wald": {
      const reach = z * Math.sqrt((rate * (1 - rate)) / n);
      return [rate - reach, rate + reach];
    }
  }
}
