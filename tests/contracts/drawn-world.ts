import { type Allocation, allocationKey, type Space } from "isocompute/allocation";
import { createRng, type Rng } from "isocompute/core";
import type { Outcome } from "isocompute/trials";

/** What a drawn world is like. */
export interface WorldOptions {
  /** How many questions it has and may be asked about; `null` for a world that knows only its scores. */
  readonly questions: number | null;
  /** Share of allocations that it fails on or does not know, half each. */
  readonly broken?: number;
  /** Share of allocations for which it evaluates another one, as a table does that takes its nearest row. */
  readonly nearest?: number;
}

/** A world of pure chance, always the same for the same name: no structure that a searcher could lean on. */
export type DrawnWorld = (allocation: Allocation, questions?: readonly number[]) => Outcome;

export function drawnWorld(
  name: string,
  space: Space,
  { questions, broken = 0, nearest = 0 }: WorldOptions,
): DrawnWorld {
  return (allocation, asked) => {
    const rng = createRng(`world/${name}/${allocationKey(allocation)}`);
    const fate = rng.uniform();
    if (fate < broken / 2) return { kind: "missing", why: "no such row" };
    const cost = { units: space.costOf(allocation) };
    if (fate < broken) return { kind: "failed", why: "the pipeline broke", ...(rng.below(2) === 0 ? { cost } : {}) };
    const evaluated = rng.uniform() < nearest ? space.draw(rng) : allocation;
    const luck = createRng(`world/${name}/${allocationKey(evaluated)}/luck`);
    const bare = {
      kind: "scored",
      evaluated,
      cost: { units: space.costOf(evaluated) },
      provenance: "simulated",
      stages: space.task.stages.map(({ name: stage, metric }) => ({ stage, metric, score: luck.uniform() })),
    } as const;
    // Coarse scores, so that ties are routine.
    if (questions === null) return { ...bare, score: luck.below(6) / 5, standardError: null, questions: null };
    const all = answers(luck, questions);
    const perQuestion = (asked ?? all.map((_, q) => q)).map((q) => all[q] as number);
    const score = perQuestion.reduce((sum, right) => sum + right, 0) / perQuestion.length;
    const standardError = Math.sqrt((score * (1 - score)) / perQuestion.length);
    return { ...bare, score, standardError, questions: perQuestion.length, perQuestion };
  };
}

function answers(luck: Rng, count: number): number[] {
  const chance = luck.uniform();
  return Array.from({ length: count }, () => (luck.uniform() < chance ? 1 : 0));
}
