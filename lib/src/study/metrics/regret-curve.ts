import type { CompareRow } from "../compare/row.js";
import { byTask, worldMeans } from "./blocks.js";
import { type MeanOver, meanOver } from "./interval.js";
import { regretAt } from "./regret.js";
import { requireOneTrack } from "./summary.js";

/** A searcher's mean regret after so many trials. */
export interface RegretAfter {
  readonly trials: number;
  readonly regret: MeanOver;
}

/**
 * A searcher's mean regret after each number of trials up to its longest search, over tasks and worlds, with intervals.
 *
 * @throws RangeError if it has no row, or rows are of two tracks
 * @example
 * const row = { task: "t", arena: "1", seed: 0, track: "black-box", budget: 1, questions: 50, best: 0.8, searcher: "a" };
 * regretCurve([{ ...row, regret: [null, 0.1] }], "a").map(({ regret }) => regret.mean); // => [0.8, 0.1]
 */
export function regretCurve(rows: readonly CompareRow[], searcher: string): readonly RegretAfter[] {
  const own = rows.filter((row) => row.searcher === searcher);
  requireOneTrack("regretCurve", own);
  const longest = Math.max(...own.map((row) => row.regret.length));
  return Array.from({ length: longest }, (_, t) => ({
    trials: t + 1,
    regret: meanOver(worldMeans(byTask(own, (row) => regretAt(row, t + 1))), `regretCurve/${t + 1}`, 999),
  }));
}
