import { allocationKey, type Space } from "../allocation/index.js";
import { alignedText } from "../report/index.js";
import type { Recommendation } from "../searchers/index.js";
import { type Ruling, rulings } from "../study/index.js";
import type { Trial } from "../trials/index.js";

/** What a search came to, as data. */
export interface SearchReport {
  readonly allocation: string;
  readonly units: number;
  readonly score: number;
  readonly standardError: number | null;
  /** Normal, 95 %. */
  readonly interval: readonly [low: number, high: number] | null;
  readonly reason: string;
  readonly rulings: readonly RulingRow[];
}

interface RulingRow extends Pick<Ruling, "stage" | "model" | "tried" | "gap" | "standardError" | "verdict"> {
  readonly best: string | null;
  readonly score: number | null;
}

/** What a search recommends, how sure that is, and what it ruled out. */
export function searchReport(space: Space, trials: readonly Trial[], found: Recommendation): SearchReport {
  const { allocation, score, standardError, reason } = found;
  return {
    allocation: allocationKey(allocation),
    units: space.costOf(allocation),
    score,
    standardError,
    interval: standardError === null ? null : [score - 1.96 * standardError, score + 1.96 * standardError],
    reason,
    rulings: rulings(space.task, trials, found).map(({ best, ...ruling }) => ({
      ...ruling,
      best: best === null ? null : allocationKey(best.outcome.evaluated),
      score: best?.outcome.score ?? null,
    })),
  };
}

/** The report for a terminal. */
export function reportText(space: Space, report: SearchReport): string {
  const { allocation, units, score, interval, reason } = report;
  const range = interval === null ? "" : `, 95 % interval ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}`;
  const columns = [
    { key: "stage", title: "Stage" },
    { key: "model", title: "Model" },
    { key: "verdict", title: "Verdict" },
    { key: "tried", title: "Trials" },
    { key: "score", title: "Best score", digits: 4 },
    { key: "gap", title: "Below", digits: 4 },
    { key: "standardError", title: "± se", digits: 4 },
  ];
  const rows = report.rulings.map(({ best: _best, ...row }) => row);
  return [
    `recommended: ${allocation}`,
    `${space.task.metric} ${score.toFixed(4)}${range}; ${units.toFixed(2)} of ${space.budget} units per question`,
    reason,
    "",
    alignedText({ columns, rows }),
  ].join("\n");
}
