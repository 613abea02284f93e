import type { Scores } from "./pipeline.js";

/** A mean over examples, or over whatever else was scored. */
export interface Mean {
  readonly mean: number;
  /** Standard deviation over the root of `count`; null for a single example. */
  readonly standardError: number | null;
  /** How many of them had something to score against. */
  readonly count: number;
}

/** The mean of every metric over the scores that have it. */
export function means(scores: readonly Scores[]): Record<string, Mean> {
  const names = [...new Set(scores.flatMap((one) => Object.keys(one)))];
  return Object.fromEntries(
    names.map((name) => [name, meanOf(scores.flatMap((one) => (typeof one[name] === "number" ? [one[name]] : [])))]),
  );
}

/** The mean of some values; not a number for none. */
export function meanOf(values: readonly number[]): Mean {
  const count = values.length;
  if (count === 0) return { mean: Number.NaN, standardError: null, count };
  const mean = values.reduce((a, b) => a + b, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: count === 1 ? null : Math.sqrt(squares / (count - 1) / count), count };
}
