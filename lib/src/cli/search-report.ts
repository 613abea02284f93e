import { allocationKey, type Space } from "../allocation/index.js";
import type { Provenance } from "../core/index.js";
import { alignedText } from "../report/index.js";
import type { Recommendation } from "../searchers/index.js";
import { rateInterval } from "../stats/index.js";
import { type Ruling, rulings } from "../study/index.js";
import { bestSoFar, isScored, type Trial } from "../trials/index.js";
import { metricOf, provenancesOf } from "./scores-told.js";
import type { Truth } from "./truth.js";

/** What a search came to, as data. */
export interface SearchReport {
  readonly allocation: string;
  readonly units: number;
  readonly score: number;
  readonly standardError: number | null;
  /** 95 %, see `scoreInterval`. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly reason: string;
  /** Of the scores that it was learned from. */
  readonly provenance: readonly Provenance[];
  /** What the scores are. */
  readonly metric: string;
  /** In a simulated world, what it truly scores; `null` in others. */
  readonly truth: Truth | null;
  readonly rulings: readonly RulingRow[];
}

interface RulingRow extends Pick<Ruling, "stage" | "model" | "tried" | "gap" | "standardError" | "verdict"> {
  readonly best: string | null;
  readonly score: number | null;
  /** How many questions the best was tried on; `null` where on all, or where there is none. */
  readonly questions: number | null;
}

/** What a search recommends, how sure that is, and what it left behind. */
export function searchReport(
  space: Space,
  trials: readonly Trial[],
  found: Recommendation,
  truth: Truth | null,
): SearchReport {
  const { allocation, score, standardError, reason } = found;
  return {
    allocation: allocationKey(allocation),
    units: space.costOf(allocation),
    score,
    standardError,
    interval: scoreInterval(trials, found),
    reason,
    provenance: provenancesOf(trials),
    metric: metricOf(trials, space.task),
    truth,
    rulings: rulings(space, trials, found).map(({ best, ...ruling }) => ({
      ...ruling,
      best: best === null ? null : allocationKey(best.outcome.evaluated),
      score: best?.outcome.score ?? null,
      questions: best?.questions?.length ?? null,
    })),
  };
}

/**
 * 95 % interval of a recommended score. What the searcher believes, where it says that; else Wilson's, for as many questions as would give
 * a rate the error that the score has or, where that error is nought or the score 0 or 1, for the questions it is over. Scores are rates
 * but for what sums of floating-point numbers lose.
 *
 * @returns `null` where there is no error, or it is nought and nobody knows over how many questions
 */
export function scoreInterval(
  trials: readonly Trial[],
  { allocation, score, standardError, interval }: Recommendation,
): readonly [low: number, high: number] | null {
  if (interval !== undefined) return interval;
  if (standardError === null) return null;
  const rate = Math.min(1, Math.max(0, score));
  const variance = rate * (1 - rate);
  const key = allocationKey(allocation);
  const own =
    bestSoFar(trials.filter(isScored).filter(({ outcome }) => allocationKey(outcome.evaluated) === key)).at(-1) ?? null;
  const n = standardError > 0 && variance > 0 ? variance / standardError ** 2 : (own?.outcome.questions ?? null);
  return n === null ? null : rateInterval(rate, n);
}

/** The report for a terminal, without the truth: that may take longer. */
export function reportText(space: Space, report: SearchReport): string {
  const { allocation, units, score, interval, reason, provenance, metric } = report;
  const range = interval === null ? "" : `, 95 % interval ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`;
  const some = report.rulings.some(({ questions }) => questions !== null);
  const columns = [
    { key: "stage", title: "Stage" },
    { key: "model", title: "Model" },
    { key: "verdict", title: "Verdict" },
    { key: "tried", title: "Trials" },
    { key: "score", title: "Best score", digits: 4 },
    ...(some ? [{ key: "questions", title: "On" }] : []),
    { key: "gap", title: "Below", digits: 4 },
    { key: "standardError", title: "± se", digits: 4 },
  ];
  const rows = report.rulings.map(({ best: _best, questions, ...row }) => ({ ...row, ...(some ? { questions } : {}) }));
  return [
    `recommended: ${allocation}`,
    `${metric} ${score.toFixed(4)}${range}, ${provenance.join(" and ")}; ${units.toFixed(2)} of ${space.budget} units per question`,
    reason,
    "",
    alignedText({ columns, rows }),
  ].join("\n");
}
