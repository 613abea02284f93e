import type { Rng } from "../core/index.js";
import { type BootstrapOptions, bootstrap, type Warning } from "../stats/index.js";
import { passAtK, passAtKVariance } from "./pass-at-k.js";

/** One question's samples, counted. */
export interface Tally {
  /** Samples drawn: an integer of at least one. */
  readonly n: number;
  /** Correct ones among them. */
  readonly c: number;
}

export interface CurveOptions extends Pick<BootstrapOptions, "method" | "level" | "resamples"> {
  /** @default every k from 1 to the smallest number of samples of any question */
  readonly ks?: readonly number[];
}

/** An estimate at one k, with its two kinds of uncertainty. */
export interface CurvePoint {
  readonly k: number;
  /** Mean over questions of the unbiased estimates; counts are never pooled. */
  readonly estimate: number;
  /** Over questions: how far the mean would move with other questions (and other samples); NaN for a single question. */
  readonly standardError: number;
  /** Over samples: how far it would move with the same questions sampled anew; NaN where the log cannot tell (k = n). */
  readonly samplingError: number;
  /** Bounds over questions; NaN for a single question, with a warning. */
  readonly low: number;
  readonly high: number;
  readonly questions: number;
  readonly warnings: readonly Warning[];
}

/**
 * Coverage: mean pass@k over questions at every k, with intervals between questions. Questions may have different numbers of samples.
 *
 * @param tallies samples and correct ones of each question
 * @param rng used only where no ideal law is known; may be null otherwise
 * @returns one point per k, in the order of `ks`; rates in [0, 1]
 * @throws RangeError if there is no question, or a k is above the number of samples of some question: pass@k is undefined there
 * @see Chen et al. 2021, arXiv 2107.03374; Brown et al. 2024, "Large language monkeys", arXiv 2407.21787
 * @example
 * coverageCurve([{ n: 4, c: 1 }, { n: 4, c: 3 }, { n: 4, c: 0 }], null, { ks: [2] })[0].estimate; // => (0.5 + 1 + 0) / 3
 */
export function coverageCurve(
  tallies: readonly Tally[],
  rng: Rng | null,
  options: CurveOptions = {},
): readonly CurvePoint[] {
  if (tallies.length === 0) throw new RangeError("coverageCurve requires at least one question, got none");
  const least = tallies.reduce((most, { n }) => Math.min(most, n), Number.POSITIVE_INFINITY);
  const ks = options.ks ?? Array.from({ length: least }, (_, i) => i + 1);
  return ks.map((k) => {
    tallies.forEach(({ n }, q) => {
      if (k > n)
        throw new RangeError(
          `coverageCurve requires k of at most each question's samples, got k = ${k} for ${n} samples of question ${q}`,
        );
    });
    return curvePoint(
      k,
      tallies.map(({ n, c }) => passAtK(n, c, k)),
      tallies.map(({ n, c }) => passAtKVariance(n, c, k)),
      rng?.fork(k) ?? null,
      options,
    );
  });
}

/** The mean over questions of their estimates, with both errors and the interval. */
export function curvePoint(
  k: number,
  estimates: readonly number[],
  variances: readonly number[],
  rng: Rng | null,
  options: Pick<BootstrapOptions, "method" | "level" | "resamples">,
): CurvePoint {
  const questions = estimates.length;
  const mean = estimates.reduce((a, b) => a + b, 0) / questions;
  const spread = estimates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (questions - 1);
  const within = variances.reduce((a, b) => a + b, 0);
  const common = {
    k,
    estimate: mean,
    standardError: Math.sqrt(spread / questions),
    // Unbiased variance estimates of single questions may be negative; their sum hardly is.
    samplingError: Math.sqrt(Math.max(0, within)) / questions,
    questions,
  };
  if (questions === 1) {
    const message = "one question says nothing of the spread between questions";
    return {
      ...common,
      standardError: Number.NaN,
      low: Number.NaN,
      high: Number.NaN,
      warnings: [{ code: "degenerate", message }],
    };
  }
  const { method, level, resamples } = options;
  const { low, high, warnings } = bootstrap(estimates, "mean", rng, {
    ...(method === undefined ? {} : { method }),
    ...(level === undefined ? {} : { level }),
    ...(resamples === undefined ? {} : { resamples }),
  });
  return { ...common, low, high, warnings };
}
