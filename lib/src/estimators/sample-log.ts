import type { Rng } from "../core/index.js";
import { bestOfN } from "./best-of-n.js";
import { type CurveOptions, type CurvePoint, curvePoint } from "./coverage-curve.js";
import { majorityVoteCurve } from "./majority-vote.js";
import { passAtKCurve, passAtKVariance, passHatK } from "./pass-at-k.js";

/** One recorded sample. */
export interface SampleRecord {
  readonly question: string | number;
  /** The answer as compared in a vote: equal texts are equal answers. */
  readonly answer?: string;
  readonly correct?: boolean;
  /** A verifier's or reward model's score. */
  readonly score?: number;
  readonly tokens?: number;
}

/**
 * What is estimated from a sample log: `passAtK` any of k correct; `passHatK` all of k correct; `majorityVote` the commonest answer of k correct (ties by
 * lot); `bestOfN` the best-scored of k correct; `bestScore` the best score of k.
 */
export type LogEstimator = "passAtK" | "passHatK" | "majorityVote" | "bestOfN" | "bestScore";

/**
 * The unbiased score at every k that a sample log supports: for each question the average over all subsets of k of its recorded samples (a
 * U-statistic), then the mean over questions.
 *
 * Sampling errors come from unbiased variances (pass@k up to n/2) or the delete-one jackknife.
 *
 * @param log one record per sample, in any order; questions may have different numbers of samples
 * @param rng used only where no ideal law is known for the interval; may be null otherwise
 * @throws RangeError if a record lacks what the estimator needs, or a k is above some question's number of samples; the message names the question
 * @example
 * const log = [["a", true], ["b", false], ["b", false]].map(([answer, correct]) => ({ question: 1, answer, correct }));
 * scoreCurve(log, "majorityVote", null).map((point) => point.estimate); // => [1 / 3, 1 / 3, 0]
 */
export function scoreCurve(
  log: readonly SampleRecord[],
  estimator: LogEstimator,
  rng: Rng | null,
  options: CurveOptions = {},
): readonly CurvePoint[] {
  const { ks, curves } = curvesOf(log, estimator, options.ks);
  return ks.map((k, i) =>
    curvePoint(
      k,
      [...curves.values()].map((curve) => curve.estimates[i] as number),
      [...curves.values()].map((curve) => curve.variances[i] as number),
      rng?.fork(k) ?? null,
      options,
    ),
  );
}

/**
 * The unbiased score of every question at every k, of which `scoreCurve` is the mean: what a resampling of questions needs, so that
 * several models, a plateau or a choice between them can be judged on the same resampled questions.
 *
 * @param ks numbers of samples, each at most the number of samples of every question (default: all of these)
 * @returns by question, in order of first appearance, one score for each k
 * @throws RangeError as `scoreCurve`
 * @example
 * const log = [["a", true], ["a", false], ["b", true], ["b", true]].map(([question, correct]) => ({ question, correct }));
 * questionCurves(log, "passAtK", [1, 2]).get("a"); // => [0.5, 1]
 */
export function questionCurves(
  log: readonly SampleRecord[],
  estimator: LogEstimator,
  ks?: readonly number[],
): ReadonlyMap<string | number, readonly number[]> {
  const { curves } = curvesOf(log, estimator, ks);
  return new Map([...curves].map(([question, { estimates }]) => [question, estimates]));
}

/** Every question's curve, and the k it is known at: those asked for, or all that every question supports. */
function curvesOf(log: readonly SampleRecord[], estimator: LogEstimator, asked: readonly number[] | undefined) {
  const questions = groupByQuestion(log);
  if (questions.size === 0) throw new RangeError("scoreCurve requires at least one sample, got none");
  const least = [...questions.values()].reduce(
    (fewest, { length }) => Math.min(fewest, length),
    Number.POSITIVE_INFINITY,
  );
  const ks = asked ?? Array.from({ length: least }, (_, i) => i + 1);
  for (const [question, samples] of questions)
    for (const k of ks)
      if (!Number.isSafeInteger(k) || k < 1 || k > samples.length)
        throw new RangeError(
          `scoreCurve requires each k to be an integer in [1, ${samples.length}], the number of samples of question ${question}, got ${k}`,
        );
  const curves = new Map(
    [...questions].map(([question, samples]) => [question, questionCurve(question, samples, estimator, ks)]),
  );
  return { ks, curves };
}

/**
 * The records of each question, in order of first appearance.
 *
 * @example
 * groupByQuestion([{ question: "q1" }, { question: "q2" }, { question: "q1" }]).get("q1").length; // => 2
 */
export function groupByQuestion<T extends { readonly question: string | number }>(
  log: readonly T[],
): ReadonlyMap<string | number, readonly T[]> {
  const groups = new Map<string | number, T[]>();
  for (const record of log) {
    const group = groups.get(record.question);
    if (group === undefined) groups.set(record.question, [record]);
    else group.push(record);
  }
  return groups;
}

interface QuestionCurve {
  readonly estimates: readonly number[];
  readonly variances: readonly number[];
}

function questionCurve(
  question: string | number,
  samples: readonly SampleRecord[],
  estimator: LogEstimator,
  ks: readonly number[],
): QuestionCurve {
  const n = samples.length;
  const correct = () => samples.map((s) => Number(need(question, estimator, "correct", s.correct)));
  const scores = () => samples.map((s) => need(question, estimator, "score", s.score));
  switch (estimator) {
    case "passAtK": {
      const c = correct().reduce((a, b) => a + b, 0);
      const curve = passAtKCurve(n, c);
      return { estimates: ks.map((k) => curve[k - 1] as number), variances: ks.map((k) => passAtKVariance(n, c, k)) };
    }
    case "passHatK": {
      const c = correct().reduce((a, b) => a + b, 0);
      // All right is the contrary of some wrong: the same variance as pass@k of the wrong ones.
      return { estimates: ks.map((k) => passHatK(n, c, k)), variances: ks.map((k) => passAtKVariance(n, n - c, k)) };
    }
    case "majorityVote": {
      const votes = tally(question, samples);
      const curve = chanceOfRight(votes, votes.counts);
      const without = votes.counts.map((_, a) =>
        chanceOfRight(
          votes,
          votes.counts.map((count, b) => (a === b ? count - 1 : count)),
        ),
      );
      return jackknifed(
        n,
        ks,
        (k) => curve[k - 1] as number,
        (k) => votes.counts.map((count, a) => ({ value: (without[a] as Float64Array)[k - 1] as number, times: count })),
      );
    }
    case "bestOfN":
    case "bestScore": {
      const score = scores();
      const worth = estimator === "bestOfN" ? correct() : score;
      const drop = (values: readonly number[], i: number) => values.filter((_, j) => j !== i);
      return jackknifed(
        n,
        ks,
        (k) => bestOfN(score, worth, k),
        (k) => score.map((_, i) => ({ value: bestOfN(drop(score, i), drop(worth, i), k), times: 1 })),
      );
    }
  }
}

/** Estimates with delete-one jackknife variances; where nothing can be deleted (k = n) the variance is NaN. */
function jackknifed(
  n: number,
  ks: readonly number[],
  estimate: (k: number) => number,
  withoutOne: (k: number) => readonly { readonly value: number; readonly times: number }[],
): QuestionCurve {
  const variances = ks.map((k) => {
    if (k === n) return Number.NaN;
    const left = withoutOne(k);
    const mean = left.reduce((sum, { value, times }) => sum + value * times, 0) / n;
    return ((n - 1) / n) * left.reduce((sum, { value, times }) => sum + times * (value - mean) ** 2, 0);
  });
  return { estimates: ks.map(estimate), variances };
}

interface Votes {
  readonly counts: readonly number[];
  readonly right: readonly boolean[];
}

function tally(question: string | number, samples: readonly SampleRecord[]): Votes {
  const answers = new Map<string, { count: number; right: boolean }>();
  for (const sample of samples) {
    const answer = need(question, "majorityVote", "answer", sample.answer);
    const right = need(question, "majorityVote", "correct", sample.correct);
    const seen = answers.get(answer);
    if (seen === undefined) answers.set(answer, { count: 1, right });
    else if (seen.right !== right)
      throw new RangeError(
        `scoreCurve requires equal answers to be equally correct, got both for "${answer}" of question ${question}`,
      );
    else seen.count++;
  }
  const all = [...answers.values()];
  return { counts: all.map((a) => a.count), right: all.map((a) => a.right) };
}

/** Several answers may be right; with ties by lot their chances of winning add up. */
function chanceOfRight({ right }: Votes, counts: readonly number[]): Float64Array {
  const n = counts.reduce((a, b) => a + b, 0);
  const sum = new Float64Array(n);
  if (n === 0) return sum;
  right.forEach((isRight, a) => {
    if (!isRight) return;
    majorityVoteCurve(counts, a).forEach((chance, i) => {
      sum[i] = (sum[i] as number) + chance;
    });
  });
  return sum;
}

function need<T>(question: string | number, estimator: LogEstimator, field: string, value: T | undefined): T {
  if (value === undefined)
    throw new RangeError(
      `scoreCurve requires ${field} in each record for ${estimator}, got none in question ${question}`,
    );
  return value;
}
