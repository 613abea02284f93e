import { type FriedmanResult, friedmanTest, type NemenyiResult, nemenyiTest } from "../../stats/index.js";
import type { CompareRow } from "../compare/row.js";
import { mean } from "./blocks.js";
import { regretAt } from "./regret.js";
import { requireOneTrack } from "./summary.js";

/** Ranks of searchers over blocks: a task under a budget with a number of questions. */
export interface SearcherRanks {
  readonly searchers: readonly string[];
  readonly blocks: readonly string[];
  /** Mean rank over the blocks, 1 the lowest regret. */
  readonly averageRanks: readonly number[];
  /** `null` with fewer than ten blocks: too few to tell. */
  readonly tests: { readonly friedman: FriedmanResult; readonly nemenyi: NemenyiResult } | null;
}

/**
 * Ranks searchers by mean regret in each block, and where there are at least ten blocks tests whether the ranks differ.
 *
 * @param trials after how many
 * @throws RangeError if there are fewer than two searchers, one is missing in a block, or rows are of two tracks
 * @see Demšar 2006, "Statistical comparisons of classifiers over multiple data sets"
 * @example
 * const row = { task: "t", arena: "1", seed: 0, track: "black-box", budget: 1, questions: 50, best: 0.8 };
 * rankSearchers([{ ...row, searcher: "a", regret: [0.1] }, { ...row, searcher: "b", regret: [0.02] }], 20).averageRanks; // => [2, 1]
 */
export function rankSearchers(rows: readonly CompareRow[], trials: number): SearcherRanks {
  requireOneTrack("rankSearchers", rows);
  const searchers = [...new Set(rows.map((row) => row.searcher))];
  if (searchers.length < 2) throw new RangeError(`rankSearchers requires at least two searchers, got ${searchers[0]}`);
  const blockOf = ({ task, budget, questions }: CompareRow) => `${task}, ${budget} units, ${questions} questions`;
  const blocks = [...new Set(rows.map(blockOf))];
  const regrets = blocks.map((block) =>
    searchers.map((searcher) => {
      const own = rows.filter((row) => row.searcher === searcher && blockOf(row) === block);
      if (own.length === 0) throw new RangeError(`rankSearchers requires ${searcher} in every block, not in ${block}`);
      return mean(own.map((row) => regretAt(row, trials)));
    }),
  );
  const friedman = friedmanTest(regrets, { higherIsBetter: false });
  return {
    searchers,
    blocks,
    averageRanks: Array.from(friedman.averageRanks),
    tests: blocks.length < 10 ? null : { friedman, nemenyi: nemenyiTest(friedman.averageRanks, blocks.length) },
  };
}
