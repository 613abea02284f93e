import { type Allocation, allocationKey, createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { at, budgetUnits } from "isocompute/core";
import { insightHeuristic, recommendBest } from "isocompute/searchers";
import { describe, expect, it } from "vitest";
import type { DrawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

describeSearcher("insightHeuristic()", insightHeuristic, { exhausts: false });
describeSearcher("insightHeuristic({ resolution: 1 })", () => insightHeuristic({ resolution: 1, screenSamples: 1 }), {
  exhausts: false,
});

const space = createSpace(parseTask(exampleTask));

function worldOf(score: (allocation: Allocation) => number): DrawnWorld {
  return (allocation) => scoredOutcome(score(allocation), allocation, { cost: { units: space.costOf(allocation) } });
}
const hump = (k: number, peak: number) => -(Math.log(k / peak) ** 2);
const search = async (world: DrawnWorld, options = {}) =>
  (await runSearch(insightHeuristic(options), { space, world, trials: 500, questions: null })).trials;

describe("insightHeuristic()", () => {
  it("finds the optimum, to the integer, where the paper's assumptions hold: dominant models, unimodal curves, no coupling", async () => {
    const score = ([find, answer]: Allocation) =>
      hump(find?.samples ?? 0, 3) +
      hump(answer?.samples ?? 0, 17) +
      (find?.model === "Large-70B" ? 9 : 0) +
      (answer?.model === "Small-3B" ? 9 : 0);
    const trials = await search(worldOf(score), { resolution: 1 });
    expect(allocationKey(recommendBest(trials)?.allocation ?? [])).toBe("Find=Large-70B:3,Answer=Small-3B:17");
    expect(trials.length).toBeLessThan(40);
  });

  it("follows the budget's edge where two stages compete for it", async () => {
    // Both stages want more than the budget pays for: the best share lies on the edge, where no single stage can move upwards.
    const score = ([find, answer]: Allocation) =>
      Math.log(find?.samples ?? 0) + 0.5 * Math.log(answer?.samples ?? 0) + (answer?.model === "Large-70B" ? 5 : 0);
    const tight = createSpace(space.task, { budget: budgetUnits(350) });
    let best = Number.NEGATIVE_INFINITY;
    for (const allocation of tight) best = Math.max(best, score(allocation));
    const world = worldOf(score);
    const run = await runSearch(insightHeuristic({ resolution: 1 }), {
      space: tight,
      world,
      trials: 500,
      questions: null,
    });
    expect(recommendBest(run.trials)?.score).toBeCloseTo(best, 10);
    expect(run.trials.some((t) => t.reason === "golden section on how Find and Answer share the budget")).toBe(true);
  });

  it("screens every model that the budget pays for before it zooms", async () => {
    const reasons = (await search(worldOf(() => 0.5))).map((t) => t.reason);
    expect(reasons.slice(0, 4)).toEqual([
      "screening Find: Small-3B",
      "screening Find: Large-70B",
      "screening Answer: Small-3B",
      "screening Answer: Large-70B",
    ]);
    expect(reasons[4]).toBe("golden section on the samples of Find");
  });

  it("tells numbers of samples apart only by the resolution", async () => {
    const trials = (await search(worldOf(() => 0.5))).filter((t) =>
      t.reason?.startsWith("golden section on the samples"),
    );
    const samples = new Set(trials.map((t) => at(t.proposed, 0).samples));
    for (const a of samples) for (const b of samples) if (a < b && b < 50) expect(b).toBeGreaterThanOrEqual(2 * a);
  });

  it("refuses a resolution below one", () => {
    expect(() => insightHeuristic({ resolution: 0.5 })).toThrow("requires at least one for resolution, got 0.5");
  });
});
