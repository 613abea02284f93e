import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { gridSearch } from "isocompute/searchers";
import { describe, expect, it } from "vitest";
import { drawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";

describeSearcher("gridSearch()", gridSearch);

describe("gridSearch()", () => {
  const space = createSpace(parseTask(exampleTask));
  const world = drawnWorld("grid", space, { questions: null });
  const places = async (trials: number, want = 1) =>
    (await runSearch(gridSearch(), { space, world, trials, questions: null, want })).trials.map((t) =>
      space.indexOf(t.proposed),
    );

  it("begins with the middle, the quarters, the eighths", async () => {
    const eighths = (await places(7)).map((place) => Math.round((8 * place) / space.size));
    expect(eighths).toEqual([4, 2, 6, 1, 5, 3, 7]);
  });

  it("leaves no gap that is wider than twice the even one", async () => {
    for (const count of [3, 10, 20, 50, 101]) {
      const met = [-1, ...(await places(count)).sort((a, b) => a - b), space.size];
      const widest = Math.max(...met.slice(1).map((place, i) => place - (met[i] ?? 0)));
      expect(widest).toBeLessThanOrEqual((2 * space.size) / (count + 1) + 1);
    }
  });

  it("gives the same sequence however many are wanted at a time", async () => {
    expect(await places(20, 7)).toEqual(await places(20));
  });

  it("gives every pairing of models its share of the trials, within two in fifty", async () => {
    const pairing = (place: number) =>
      space
        .at(place)
        .map((choice) => choice.model)
        .join();
    const shares = new Map<string, number>();
    for (let place = 0; place < space.size; place++)
      shares.set(pairing(place), (shares.get(pairing(place)) ?? 0) + 50 / space.size);
    const met = (await places(50)).map(pairing);
    for (const [models, share] of shares)
      expect(Math.abs(met.filter((m) => m === models).length - share)).toBeLessThan(2);
  });
});
