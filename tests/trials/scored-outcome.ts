import type { Allocation } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import type { Scored } from "isocompute/trials";

/** What a world gives for a score, with nothing known but the score and a cost of one unit. */
export function scoredOutcome(score: number, evaluated: Allocation, more: Partial<Scored> = {}): Scored {
  return {
    kind: "scored",
    score,
    standardError: null,
    questions: null,
    evaluated,
    stages: [],
    cost: { units: budgetUnits(1) },
    provenance: "simulated",
    ...more,
  };
}
