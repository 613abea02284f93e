import type { CompareRow } from "../compare/row.js";
import { byTask, mean, worldMeans } from "./blocks.js";
import { type MeanOver, meanOver } from "./interval.js";
import { anytimeRegret, regretAt } from "./regret.js";
import { type RunningTime, runningTime } from "./run-length.js";

/** How one searcher did in a comparison. */
export interface SearcherSummary {
  readonly searcher: string;
  readonly searches: number;
  /** Mean regret after so many trials. */
  readonly regret: readonly { readonly trials: number; readonly value: MeanOver }[];
  /** Mean regret over the logarithm of trials, and of budget units spent from where every searcher had made a trial. */
  readonly anytime: { readonly trials: number; readonly units: number };
  /** By target of regret. */
  readonly toTarget: readonly { readonly target: number; readonly trials: RunningTime; readonly units: RunningTime }[];
  /** How far the recommended allocation scores lower on questions kept back than the searcher thought; `null` without any. */
  readonly gap: MeanOver | null;
  /** Budget units spent by a search, over all questions. */
  readonly units: number;
  /** Trials without a score and refused candidates, by search. */
  readonly wasted: number;
  readonly plannerSecondsPerTrial: number;
  readonly plannerTokens: number;
}

/** What of a comparison is summed up. */
export interface SummaryOptions {
  /** @default [5, 10, 20, 50] before the end of the longest search, and that end */
  readonly checkpoints?: readonly number[];
  /** Regrets to reach. @default [0.05, 0.02, 0.01] */
  readonly targets?: readonly number[];
}

/**
 * Sums up a comparison, searcher by searcher in the order of the rows: means over tasks and worlds, with intervals for other tasks and
 * other worlds. One world searched with several seeds, budgets or numbers of questions counts once, with the mean of its regrets.
 *
 * @throws RangeError if there is no row, or rows are of two tracks, which are never compared
 * @example
 * const row = { searcher: "a", task: "t", arena: "1", seed: 0, track: "black-box", budget: 1, questions: 50, best: 0.8, units: [9], wasted: 0 };
 * const [a] = summarize([{ ...row, regret: [0.1], recommended: null, plannerSeconds: 0.2, plannerTokens: 0 }], { checkpoints: [1] });
 * [a.regret[0].value.mean, a.plannerSecondsPerTrial]; // => [0.1, 0.2]
 */
export function summarize(rows: readonly CompareRow[], options: SummaryOptions = {}): readonly SearcherSummary[] {
  requireOneTrack("summarize", rows);
  const longest = Math.max(...rows.map((row) => row.regret.length));
  const { targets = [0.05, 0.02, 0.01] } = options;
  const checkpoints = options.checkpoints ?? [5, 10, 20, 50].filter((trials) => trials < longest).concat(longest || []);
  const ranges = unitRanges(rows);
  return [...new Set(rows.map((row) => row.searcher))].map((searcher) => {
    const own = rows.filter((row) => row.searcher === searcher);
    const over = (measure: (row: CompareRow) => number | null) => worldMeans(byTask(own, measure));
    const meanOf = (measure: (row: CompareRow) => number) => mean(over(measure).map(mean));
    const gaps = over(({ recommended }) => (recommended?.test == null ? null : recommended.score - recommended.test));
    return {
      searcher,
      searches: own.length,
      regret: checkpoints.map((trials) => ({
        trials,
        value: meanOver(
          over((row) => regretAt(row, trials)),
          `summarize/regret/${trials}`,
        ),
      })),
      anytime: {
        trials: meanOf((row) => anytimeRegret(row, "trials", [1, Math.max(2, longest)])),
        units: meanOf((row) => anytimeRegret(row, "units", ranges.get(worldOf(row)) ?? [1, 2])),
      },
      toTarget: targets.map((target) => ({
        target,
        trials: runningTime(own, target, "trials"),
        units: runningTime(own, target, "units"),
      })),
      gap: gaps.length === 0 ? null : meanOver(gaps, "summarize/gap"),
      units: meanOf((row) => row.units.at(-1) ?? 0),
      wasted: meanOf((row) => row.wasted),
      plannerSecondsPerTrial: meanOf((row) => row.plannerSeconds / Math.max(1, row.regret.length)),
      plannerTokens: meanOf((row) => row.plannerTokens),
    };
  });
}

/** Refuses rows of the two tracks together. */
export function requireOneTrack(caller: string, rows: readonly CompareRow[]): void {
  if (rows.length === 0) throw new RangeError(`${caller} requires at least one row, got none`);
  if (new Set(rows.map((row) => row.track)).size > 1)
    throw new RangeError(`${caller} requires rows of one track, got black-box and grey-box together`);
}

function worldOf({ task, arena, budget, questions }: CompareRow): string {
  return `${task}/${arena}/${budget}/${questions}`;
}

/**
 * By world: from where every search there had made its first trial, so that none is charged for what its first trial cost, to the end
 * of the dearest search.
 */
function unitRanges(rows: readonly CompareRow[]): ReadonlyMap<string, readonly [number, number]> {
  const ranges = new Map<string, [number, number]>();
  for (const row of rows) {
    const first = row.units.find((units) => units > 0);
    const last = row.units.at(-1);
    if (first === undefined || last === undefined) continue;
    const [from, to] = ranges.get(worldOf(row)) ?? [first, last];
    ranges.set(worldOf(row), [Math.max(from, first), Math.max(to, last)]);
  }
  // A world where every search is one trial has no range: stretch it, so that the mean is what stood after that trial.
  return new Map([...ranges].map(([key, [from, to]]) => [key, to > from ? [from, to] : [from, 2 * from]]));
}
