import {
  type Allocation,
  allocationKey,
  createSpace,
  exampleTask,
  parseTask,
  type TaskFile,
} from "isocompute/allocation";
import { budgetUnits, createRng } from "isocompute/core";
import type { DrawnWorld } from "../contracts/drawn-world.js";

/** Two stages with three models each; the budget pays for some thousand allocations. */
export const taskFile: TaskFile = {
  ...exampleTask,
  models: { "Small-3B": { parameters: 3e9 }, "Middle-20B": { parameters: 20e9 }, "Large-70B": { parameters: 70e9 } },
  stages: exampleTask.stages.map((stage) => ({ ...stage, models: ["Small-3B", "Middle-20B", "Large-70B"] })),
  budget: 700,
};
export const space = createSpace(parseTask(taskFile));

/** A world given by the log-odds of its score; `noise` is the standard deviation of log-odds, the same on every call. */
export function logitWorld(logOdds: (a: Allocation) => number, noise = 0, name = "world"): DrawnWorld {
  return (allocation) => {
    const luck = noise * createRng(`${name}/${allocationKey(allocation)}`).normal();
    const score = Math.round(50 / (1 + Math.exp(-logOdds(allocation) - luck))) / 50;
    return {
      kind: "scored",
      score,
      standardError: null,
      questions: 50,
      evaluated: allocation,
      stages: [],
      cost: { units: budgetUnits(1) },
      provenance: "simulated",
    };
  };
}
