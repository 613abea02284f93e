import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { at } from "isocompute/core";
import { randomSearch, type Searcher, tpeSearch } from "isocompute/searchers";
import type { Outcome } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import type { DrawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

describeSearcher("tpeSearch()", tpeSearch);
describeSearcher("tpeSearch({ startup: 2 })", () => tpeSearch({ startup: 2, draws: 5 }));

const space = createSpace(parseTask(exampleTask));

/** Best with the large model in front and about `peak` samples behind it, smoothly worse away from it. */
const smooth =
  (peak: number): DrawnWorld =>
  (allocation): Outcome => {
    const [find, answer] = [at(allocation, 0), at(allocation, 1)];
    const off = Math.log(answer.samples / peak) ** 2 + 0.1 * Math.log(find.samples) ** 2;
    const models = (find.model === "Large-70B" ? 0 : 0.2) + (answer.model === "Small-3B" ? 0 : 0.1);
    return scoredOutcome(0.9 - models - 0.1 * off, allocation);
  };

describe("tpeSearch()", () => {
  const best = async (searcher: Searcher, seed: number) => {
    const world = smooth(12);
    const { trials } = await runSearch(searcher, { space, world, trials: 30, questions: null, seed: `${seed}` });
    return Math.max(...trials.map(({ outcome }) => (outcome.kind === "scored" ? outcome.score : 0)));
  };

  it("comes closer than chance to the peak of a smooth world, in most of 40 searches", async () => {
    let closer = 0;
    for (let seed = 0; seed < 40; seed++)
      if ((await best(tpeSearch(), seed)) >= (await best(randomSearch(), seed))) closer++;
    expect(closer).toBeGreaterThanOrEqual(30);
  });

  it("draws at random until the estimators have something to go by", async () => {
    const world = smooth(12);
    const { trials } = await runSearch(tpeSearch({ startup: 4 }), { space, world, trials: 7, questions: null });
    expect(trials.map((t) => t.reason?.startsWith("drawn at random"))).toEqual(trials.map((_, i) => i < 4));
    expect(at(trials, 4).reason).toMatch(/^\d[\d.e+-]* times likelier among the good trials than among the others$/);
  });

  it.each([
    [{ startup: 0 }, "an integer of at least one for startup, got 0"],
    [{ draws: 0 }, "an integer of at least one for draws, got 0"],
  ])("refuses %j", (options, message) => {
    expect(() => tpeSearch(options)).toThrow(message);
  });
});
