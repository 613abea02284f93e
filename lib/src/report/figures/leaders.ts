import { at } from "../../core/index.js";
import type { ScalingPoint, ScalingSeries } from "./scaling-curves.js";

/** A range of budgets over which one model gives the best affordable score. */
export interface Leader {
  /** Budget units from which this leader leads; the range ends where the next begins. */
  readonly from: number;
  /** Models that share the best score; one unless they tie. */
  readonly names: readonly string[];
  readonly score: number;
}

/**
 * Who wins at which budget: at every budget the best score each curve reaches for at most that much, and the curve that is ahead.
 * Only points that were observed count; nothing is interpolated. A new entry begins whenever the leader or the best score changes.
 *
 * @returns in the order of budgets; below the first entry nothing is affordable
 * @example
 * leaders([
 *   { name: "small", points: [{ samples: 1, budget: 1, score: 0.5 }] },
 *   { name: "large", points: [{ samples: 1, budget: 9, score: 0.7 }] },
 * ]).map((leader) => [leader.from, leader.names[0]]); // => [[1, "small"], [9, "large"]]
 */
export function leaders(series: readonly ScalingSeries[]): Leader[] {
  const budgets = [...new Set(series.flatMap((s) => s.points.map((point) => point.budget)))].sort((a, b) => a - b);
  const changes: Leader[] = [];
  for (const from of budgets) {
    const scores = series.map((s) => bestWithin(s.points, from)?.score ?? Number.NEGATIVE_INFINITY);
    const score = Math.max(...scores);
    const names = series.filter((_, i) => scores[i] === score).map((s) => s.name);
    const last = changes.at(-1);
    if (last?.score !== score || last.names.join("\n") !== names.join("\n")) changes.push({ from, names, score });
  }
  return changes;
}

/** A range of budgets with one leader, whatever its score does meanwhile. */
export interface Reign {
  readonly names: readonly string[];
  /** Budget units from which it lasts. */
  readonly from: number;
  /** Where the next reign begins; `null` for the last one. */
  readonly until: number | null;
  /** The best affordable score at the beginning and at the end. */
  readonly scores: readonly [first: number, last: number];
}

/**
 * Who wins at which budget, in as few ranges as there are changes of the leader.
 *
 * @example
 * reigns([{ name: "small", points: [{ samples: 1, budget: 1, score: 0.5 }, { samples: 2, budget: 2, score: 0.6 }] }]); // => [{ names: ["small"], from: 1, until: null, scores: [0.5, 0.6] }]
 */
export function reigns(series: readonly ScalingSeries[]): Reign[] {
  const changes = leaders(series);
  const begins = changes.filter((change, i) => changes[i - 1]?.names.join("\n") !== change.names.join("\n"));
  return begins.map(({ names, from, score }, i) => {
    const until = begins[i + 1]?.from ?? null;
    const within = changes.filter((change) => change.from >= from && (until === null || change.from < until));
    return { names, from, until, scores: [score, at(within, -1).score] };
  });
}

/**
 * The best point that costs at most `budget`: of several equally good ones the cheapest; none if nothing is affordable.
 *
 * @example
 * bestWithin([{ samples: 1, budget: 3, score: 0.6 }, { samples: 2, budget: 4, score: 0.7 }], 3.5)?.samples; // => 1
 */
export function bestWithin(points: readonly ScalingPoint[], budget: number): ScalingPoint | undefined {
  return points
    .filter((point) => point.budget <= budget)
    .reduce<ScalingPoint | undefined>(
      (top, point) =>
        top === undefined || point.score > top.score || (point.score === top.score && point.budget < top.budget)
          ? point
          : top,
      undefined,
    );
}
