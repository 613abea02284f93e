import type { Allocation } from "../../allocation/index.js";
import type { Searcher, SearchView } from "../searcher.js";

/** What a model of the scores believes of an allocation. */
export interface Forecast {
  readonly allocation: Allocation;
  /** The score that it expects. */
  readonly mean: number;
  /** How unsure it is of that. */
  readonly standardDeviation: number;
}

/** What a model of the scores would do and why: plain data, for whoever may overrule it. */
export interface Advice {
  /** What it would try next, none of it tried before, the most wanted first. */
  readonly picks: readonly (Forecast & { readonly reason?: string })[];
  /** The allocations of the highest expected scores, tried or not, best first. */
  readonly leaders: readonly Forecast[];
  /** What else it holds, in sentences: what it ruled out, where it is unsure. */
  readonly remarks: readonly string[];
}

/** A searcher that can say what it believes. */
export interface Advisor extends Searcher {
  /** Its beliefs, with `count` picks where it has as many; `null` while it has none, and its own first trials are due. */
  advise(view: SearchView, count: number): Promise<Advice | null>;
}
