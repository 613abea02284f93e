import { type Allocation, allocationKey } from "../allocation/index.js";
import { isScored, type ScoredTrial, type Trial } from "../trials/index.js";

/** What all trials of one allocation say together, each on its own questions. */
export interface Pooled {
  /** What was evaluated when `key` was proposed. */
  readonly allocation: Allocation;
  readonly units: number;
  readonly mean: number;
  readonly questions: number;
  readonly standardError: number | null;
  /** Scores by question, block after block, where every trial has them. */
  readonly perQuestion: readonly number[] | null;
}

/** Pools the trials of each allocation proposed; a trial without a score leaves its allocation out. */
export function pooledTrials(trials: readonly Trial[]): Map<string, Pooled> {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = allocationKey(trial.proposed);
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  }
  const pooled = new Map<string, Pooled>();
  for (const [key, group] of groups) {
    const scored = group.filter(isScored);
    if (scored.length === group.length) pooled.set(key, pool(scored));
  }
  return pooled;
}

function pool(trials: readonly ScoredTrial[]): Pooled {
  const outcomes = trials.map((trial) => trial.outcome);
  // A world that does not say how many questions a score is over has one score per allocation, and one weight for all.
  const weights = outcomes.map(({ questions }) => questions ?? 1);
  const questions = weights.reduce((sum, weight) => sum + weight, 0);
  const weighted = (value: (i: number) => number) => weights.reduce((sum, weight, i) => sum + weight * value(i), 0);
  const mean = weighted((i) => outcomes[i]?.score ?? 0) / questions;
  const variance = weighted((i) => (weights[i] ?? 0) * (outcomes[i]?.standardError ?? 0) ** 2) / questions ** 2;
  const known = outcomes.every(({ standardError }) => standardError !== null);
  const [first] = outcomes as [ScoredTrial["outcome"], ...ScoredTrial["outcome"][]];
  return {
    allocation: first.evaluated,
    units: first.cost.units,
    mean,
    questions,
    standardError: known ? Math.sqrt(variance) : null,
    perQuestion: outcomes.every((o) => o.perQuestion !== undefined)
      ? outcomes.flatMap((o) => o.perQuestion ?? [])
      : null,
  };
}
