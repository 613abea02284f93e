import type { Mention, Plan } from "../understand/history.js";

/** A trial that the reader took in. */
export interface Remembered {
  readonly plan: Plan;
  readonly score: number;
}

/** What stays of a list that is longer than a reader's memory: its first and its last part. */
export function takeIn<T>(list: readonly T[], memory: number): T[] {
  if (list.length <= memory) return [...list];
  const head = Math.ceil(memory / 2);
  return [...list.slice(0, head), ...list.slice(list.length - (memory - head))];
}

/** The trials with a score among what was taken in, best first; of equal ones the earlier. */
export function ranked(mentions: readonly Mention[]): Remembered[] {
  return mentions
    .flatMap(({ kind, plan, score }) => (kind === "scored" && score !== null ? [{ plan, score }] : []))
    .sort((a, b) => b.score - a.score);
}
