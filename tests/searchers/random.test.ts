import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import { randomSearch } from "isocompute/searchers";
import { describe, expect, it } from "vitest";
import { drawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";

describeSearcher("randomSearch()", randomSearch);

describe("randomSearch()", () => {
  const space = createSpace(parseTask(exampleTask), { budget: budgetUnits(40) });
  const world = drawnWorld("random", space, { questions: null });

  it("gives the same sequence however many are wanted at a time", async () => {
    const of = async (want: number) =>
      (await runSearch(randomSearch(), { space, world, trials: 9, questions: null, want })).trials;
    expect(await of(4)).toEqual(await of(1));
  });

  it("begins anywhere, every allocation equally often", async () => {
    const counts = new Array<number>(space.size).fill(0);
    const rounds = 200 * space.size;
    for (let i = 0; i < rounds; i++) {
      const view = { space, trials: [], left: 1, want: 1, questions: null, seed: `${i}` };
      const first = (await randomSearch().propose(view)).candidates[0];
      if (first !== undefined)
        counts[space.indexOf(first.allocation)] = (counts[space.indexOf(first.allocation)] ?? 0) + 1;
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    const freedom = space.size - 1;
    expect(Math.abs(chiSquare - freedom)).toBeLessThan(4 * Math.sqrt(2 * freedom));
  });
});
