import { createSpace, parseTask } from "isocompute/allocation";
import { at } from "isocompute/core";
import { bayesianSearch, randomSearch, type Searcher } from "isocompute/searchers";
import { describe, expect, it } from "vitest";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { logitWorld, space, taskFile } from "./planner-worlds.js";

describeSearcher("bayesianSearch()", bayesianSearch, { runs: 20, trials: 9 });
describeSearcher("bayesianSearch({ models: 'size' })", () => bayesianSearch({ models: "size", startup: 2 }), {
  runs: 15,
  trials: 8,
});

describe("bayesianSearch()", () => {
  const smooth = logitWorld((a) => {
    const model = { "Small-3B": 0, "Middle-20B": 1, "Large-70B": 0.5 }[at(a, 1).model] ?? 0;
    return model - 0.5 * Math.log(at(a, 1).samples / 8) ** 2 - 0.1 * Math.log(at(a, 0).samples) ** 2;
  });
  const highest = async (searcher: Searcher, seed: number) => {
    const { trials } = await runSearch(searcher, {
      space,
      world: smooth,
      trials: 15,
      questions: null,
      seed: `${seed}`,
    });
    return Math.max(...trials.map(({ outcome }) => (outcome.kind === "scored" ? outcome.score : 0)));
  };

  it("comes closer than chance to the peak of a smooth world, in most searches", async () => {
    let closer = 0;
    for (let seed = 0; seed < 10; seed++)
      if ((await highest(bayesianSearch(), seed)) >= (await highest(randomSearch(), seed))) closer++;
    expect(closer).toBeGreaterThanOrEqual(8);
  });

  it("looks a small space through whole and refines a large one to single samples", async () => {
    const large = createSpace(parseTask({ ...taskFile, samples: { min: 1, max: 100 }, budget: 800 }));
    expect(large.size).toBeGreaterThan(10_000);
    const { trials } = await runSearch(bayesianSearch(), { space: large, world: smooth, trials: 16, questions: null });
    expect(at(trials, -1).reason).toMatch(/^expected \d\.\d{3} ± \d\.\d{3}: an improvement of/);
    const scores = trials.map(({ outcome }) => (outcome.kind === "scored" ? outcome.score : 0));
    expect(Math.max(...scores)).toBeGreaterThan(0.7);
  });

  it("refuses no startup", () => {
    expect(() => bayesianSearch({ startup: 0 })).toThrow("an integer of at least one for startup, got 0");
  });
});
