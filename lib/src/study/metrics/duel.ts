import { createRng } from "../../core/index.js";
import { bayesianSignedRank, roundingOf } from "../../stats/index.js";
import type { CompareRow } from "../compare/row.js";
import { byTask, mean } from "./blocks.js";
import { type MeanOver, meanOver } from "./interval.js";
import { regretAt } from "./regret.js";
import { requireOneTrack } from "./summary.js";

/** Two searchers in the same worlds. */
export interface Duel {
  readonly first: string;
  readonly second: string;
  readonly trials: number;
  /** Regret of the first minus that of the second: below zero, the first is better. */
  readonly difference: MeanOver;
  /** Worlds in which the first was better or worse by more than the rope. */
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** How probable it is that over such worlds the first is practically better, the two are equivalent, or the second is better. */
  readonly probability: { readonly first: number; readonly equivalent: number; readonly second: number };
}

/** How searchers are compared. */
export interface DuelOptions {
  /** @default 20 */
  readonly trials?: number;
  /** Differences of regret up to this do not matter, its end included, whatever its rounding. @default 0.01 */
  readonly rope?: number;
}

/**
 * Compares two searchers, world by world: the paired difference of their regrets with a hierarchical bootstrap, wins and losses, and the
 * Bayesian signed-rank test with a region of practical equivalence. A world searched with several seeds, budgets or numbers of questions
 * is one world, with the mean of its differences.
 *
 * @throws RangeError if one of them did not search in a world that the other did, or rows are of two tracks
 * @see Benavoli, Corani, Demšar and Zaffalon 2017, "Time for a change"
 * @example
 * const row = { task: "t", seed: 0, track: "black-box", budget: 1, questions: 50, best: 0.8 };
 * const rows = ["1", "2", "3"].flatMap((arena) => [
 *   { ...row, arena, searcher: "good", regret: [0.02] },
 *   { ...row, arena, searcher: "bad", regret: [0.1] },
 * ]);
 * duel(rows, "good", "bad").wins; // => 3
 */
export function duel(rows: readonly CompareRow[], first: string, second: string, options: DuelOptions = {}): Duel {
  const { trials = 20, rope = 0.01 } = options;
  requireOneTrack("duel", rows);
  const [mine, theirs] = [first, second].map((searcher) =>
    byTask(
      rows.filter((row) => row.searcher === searcher),
      (row) => regretAt(row, trials),
    ),
  );
  const differences = (mine ?? []).map(({ task, worlds }) => {
    const others = theirs?.find((one) => one.task === task)?.worlds ?? new Map<string, ReadonlyMap<string, number>>();
    requireSame(first, second, task, worlds, others);
    return [...worlds].map(([world, conditions]) => {
      const other = others.get(world) ?? new Map<string, number>();
      requireSame(first, second, `${task}/${world}`, conditions, other);
      return mean([...conditions].map(([condition, regret]) => regret - (other.get(condition) ?? 0)));
    });
  });
  if (differences.length === 0 || differences.length !== theirs?.length)
    throw new RangeError(
      `duel requires the same tasks of ${first} and ${second}, got ${mine?.length ?? 0} and ${theirs?.length ?? 0}`,
    );
  const all = differences.flat();
  // Regrets are differences of scores, up to the best one: 0.31 - 0.3 is more than 0.01 by the rounding of those.
  const edge = rope + roundingOf(rows.map(({ best }) => best));
  const { below, equivalent, above } = bayesianSignedRank(all, createRng(`duel/${first}/${second}`), { rope: edge });
  return {
    first,
    second,
    trials,
    difference: meanOver(differences, `duel/${first}/${second}/${trials}`),
    wins: all.filter((d) => d < -edge).length,
    ties: all.filter((d) => Math.abs(d) <= edge).length,
    losses: all.filter((d) => d > edge).length,
    probability: { first: below, equivalent, second: above },
  };
}

function requireSame(
  first: string,
  second: string,
  within: string,
  mine: ReadonlyMap<string, unknown>,
  theirs: ReadonlyMap<string, unknown>,
): void {
  const lone = [...mine.keys()].find((key) => !theirs.has(key)) ?? [...theirs.keys()].find((key) => !mine.has(key));
  if (lone !== undefined)
    throw new RangeError(
      `duel requires ${first} and ${second} in the same worlds; one is missing in ${within}/${lone}`,
    );
}
