import type { CompareRow } from "isocompute/study";

/** A search of a few trials; what is not told of its regret follows from it. */
export function compareRow(more: Partial<CompareRow> = {}): CompareRow {
  const regret = more.regret ?? [0.3, 0.1, 0.05, 0.01];
  return {
    searcher: "a",
    task: "t",
    arena: "1",
    seed: 0,
    track: "black-box",
    budget: 1000,
    questions: 50,
    best: 0.8,
    regret,
    observed: regret.map((r) => (r === null ? null : 0.8 - r)),
    units: regret.map((_, t) => 100 * (t + 1)),
    recommended: null,
    wasted: 0,
    plannerCalls: 0,
    plannerTokens: 0,
    plannerSeconds: 0,
    ending: "trials",
    provenance: "simulated",
    ...more,
  };
}
