import { join } from "node:path";
import fc from "fast-check";
import { allocationKey, createSpace, findTask, loadTask } from "isocompute/allocation";
import { at, budgetUnits } from "isocompute/core";
import { largestAffordable, type Searcher, smallestMostSamples } from "isocompute/searchers";
import { describe, expect, it } from "vitest";
import { randomTask } from "../allocation/random-task.js";
import { describeSearcher } from "../contracts/searcher.js";

const root = join(import.meta.dirname, "../..");

describeSearcher("largestAffordable()", largestAffordable, { exhausts: false });
describeSearcher("smallestMostSamples()", smallestMostSamples, { exhausts: false });

async function choice(searcher: Searcher, task: string, budget: number): Promise<string> {
  const space = createSpace(loadTask(findTask(task, root)), { budget: budgetUnits(budget) });
  const view = { space, trials: [], left: 1, want: 1, questions: null, seed: "" };
  return allocationKey(at((await searcher.propose(view)).candidates, 0).allocation).replace(/[^=,]*=/g, "");
}

describe("largestAffordable()", () => {
  it.each([
    ["2wiki", 1000, "Qwen2.5-72B:2,Llama-3.1-70B:2"],
    ["taskbench", 1000, "Llama-3.1-70B:1,Llama-3.1-70B:1,Llama-3.1-8B:1"],
  ])("takes the largest models first: %s at %d", async (task, budget, expected) => {
    expect(await choice(largestAffordable(), task, budget)).toBe(expected);
  });
});

describe("smallestMostSamples()", () => {
  it("buys as many samples as there may be: 2wiki at 1000", async () => {
    expect(await choice(smallestMostSamples(), "2wiki", 1000)).toBe("Qwen2.5-7B:100,Llama-3.2-3B:100");
  });

  it("leaves no stage that could have one more sample", () =>
    fc.assert(
      fc.asyncProperty(randomTask, async (task) => {
        const space = createSpace(task);
        if (space.size === 0) return;
        const view = { space, trials: [], left: 1, want: 1, questions: null, seed: "" };
        const { allocation } = at((await smallestMostSamples().propose(view)).candidates, 0);
        for (const [i] of allocation.entries()) {
          const more = allocation.map((c, j) =>
            i === j ? { ...c, samples: (c.samples + 1) as (typeof c)["samples"] } : c,
          );
          expect(space.contains(more)).toBe(false);
        }
      }),
    ));
});
