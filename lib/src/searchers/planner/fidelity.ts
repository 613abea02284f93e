import { allocationKey } from "../../allocation/index.js";
import { createRng } from "../../core/index.js";
import { isScored } from "../../trials/index.js";
import type { SearchView } from "../searcher.js";

/** A fixed order of the questions and where its blocks end. */
export interface Blocks {
  /** The questions of the first block. */
  readonly first: readonly number[];
  /** The questions of the block after those that an allocation was tried on; `null` if it was tried on all. */
  after(tried: ReadonlySet<number>): readonly number[] | null;
}

/**
 * Questions in random blocks, the same for every allocation, so that all are compared on the same questions.
 *
 * @param ends how many questions an allocation has met after each block, ascending; the last block goes to the end
 */
export function blocksOf(view: SearchView, ends: readonly number[]): Blocks | null {
  const { questions, seed } = view;
  if (questions === null) return null;
  const rng = createRng(`${seed}/planner/questions`);
  const order = Array.from({ length: questions }, (_, i) => i);
  for (let i = questions - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  const stops = [...ends.filter((end) => end < questions), questions];
  const upTo = (start: number, end: number) => order.slice(start, end).sort((a, b) => a - b);
  return {
    first: upTo(0, stops[0] as number),
    after(tried) {
      const open = order.filter((question) => !tried.has(question));
      if (open.length === 0) return null;
      const met = questions - open.length;
      const end = stops.find((stop) => stop > met) as number;
      return open.slice(0, end - met).sort((a, b) => a - b);
    },
  };
}

/** By allocation: the questions on which it has a score; absent where it was tried on all. */
export function questionsMet({ trials }: SearchView): ReadonlyMap<string, ReadonlySet<number>> {
  const met = new Map<string, Set<number>>();
  const whole = new Set<string>();
  for (const trial of trials) {
    const key = allocationKey(trial.proposed);
    if (trial.questions === undefined || !isScored(trial)) whole.add(key);
    else met.set(key, new Set([...(met.get(key) ?? []), ...trial.questions]));
  }
  for (const key of whole) met.delete(key);
  return met;
}
