import { createSpace, exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { at, budgetUnits } from "isocompute/core";
import { evolutionarySearch, type SearchView } from "isocompute/searchers";
import type { Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { drawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

describeSearcher("evolutionarySearch()", evolutionarySearch);
describeSearcher("evolutionarySearch({ founders: 1, parents: 2 })", () =>
  evolutionarySearch({ founders: 1, parents: 2 }),
);

const space = createSpace(parseTask(exampleTask), { budget: budgetUnits(2000) });
/** "Small-3B:9,Large-70B:1", stage by stage. */
const allocation = (choices: string) =>
  parseAllocation(
    choices
      .split(",")
      .map((choice, s) => `${space.task.stages[s]?.name}=${choice}`)
      .join(),
    space.task,
  );
const scored = (index: number, proposed: string, score: number, evaluated = proposed): Trial => ({
  index,
  proposed: allocation(proposed),
  outcome: scoredOutcome(score, allocation(evaluated)),
});
const view = (trials: readonly Trial[], seed: string): SearchView => ({
  space,
  trials,
  left: 1,
  want: 1,
  questions: null,
  seed,
});
const next = async (searcher: ReturnType<typeof evolutionarySearch>, trials: readonly Trial[], seed: string) =>
  at((await searcher.propose(view(trials, seed))).candidates, 0);

describe("evolutionarySearch()", () => {
  it("names parents by the numbers that people count trials with, from one", async () => {
    const trials = [scored(0, "Small-3B:9,Small-3B:9", 0.2), scored(1, "Small-3B:8,Small-3B:8", 0.9)];
    const breed = (crossover: number, seed: string) =>
      next(evolutionarySearch({ founders: 1, parents: 2, crossover }), trials, seed);
    const seeds = Array.from({ length: 30 }, (_, i) => `${i}`);
    const reasons = await Promise.all(seeds.map(async (seed) => (await breed(1, seed)).reason));
    expect(reasons).toContain("bred from trials 2 and 1");
    expect(new Set(reasons.flatMap((reason) => reason?.match(/\d/g) ?? []))).toEqual(new Set(["1", "2"]));
  });

  it("draws parents by rank, the best most often", async () => {
    // Scores far apart or close: only their order counts.
    const trials = [scored(0, "Small-3B:9,Small-3B:9", 0.2), scored(1, "Small-3B:8,Small-3B:8", 0.9)];
    trials.push(scored(2, "Small-3B:7,Small-3B:7", 0.21));
    const searcher = evolutionarySearch({ founders: 1, crossover: 0 });
    const counts = [0, 0, 0];
    const rounds = 3000;
    for (let i = 0; i < rounds; i++) {
      const { reason } = await next(searcher, trials, `${i}`);
      const mother = Number(/^bred from trial (\d)$/.exec(reason ?? "")?.[1]) - 1;
      counts[mother] = (counts[mother] ?? 0) + 1;
    }
    // Of three, the chances are 3, 2 and 1 in 6; the tolerance is four standard deviations.
    for (const [trial, chance] of [
      [1, 3],
      [2, 2],
      [0, 1],
    ] as const)
      expect(Math.abs((counts[trial] ?? 0) / rounds - chance / 6)).toBeLessThan(4 * Math.sqrt(0.25 / rounds));
  });

  it("takes every stage of a child from a parent, where nothing mutates", async () => {
    const trials = [scored(0, "Small-3B:3,Large-70B:2", 0.5), scored(1, "Large-70B:1,Small-3B:7", 0.4)];
    const searcher = evolutionarySearch({ founders: 1, crossover: 1, modelMutation: 0, samplesMutation: 0 });
    const bred = new Set<string>();
    for (let i = 0; i < 40; i++) {
      const { allocation: child, reason } = await next(searcher, trials, `${i}`);
      if (reason?.startsWith("bred")) bred.add(child.map((c) => `${c.model}:${c.samples}`).join());
    }
    expect([...bred].sort()).toEqual(["Large-70B:1,Large-70B:2", "Small-3B:3,Small-3B:7"]);
  });

  it("inherits what was evaluated, not what was asked for", async () => {
    const trials = [scored(0, "Small-3B:40,Small-3B:40", 0.5, "Small-3B:3,Small-3B:4")];
    const searcher = evolutionarySearch({ founders: 1, modelMutation: 1, samplesMutation: 0 });
    const { allocation } = await next(searcher, trials, "a");
    expect(allocation.map((c) => c.samples)).toEqual([3, 4]);
  });

  it("changes every stage sometimes, models and samples, up and down", async () => {
    const trials = [scored(0, "Small-3B:10,Small-3B:10", 0.5)];
    const seen = new Set<string>();
    for (let i = 0; i < 200; i++) {
      const { allocation } = await next(evolutionarySearch({ founders: 1 }), trials, `${i}`);
      for (const [stage, { model, samples }] of allocation.entries()) {
        if (model !== "Small-3B") seen.add(`${stage} model`);
        if (samples !== 10) seen.add(`${stage} ${samples > 10 ? "up" : "down"}`);
      }
    }
    expect([...seen].sort()).toEqual(["0 down", "0 model", "0 up", "1 down", "1 model", "1 up"]);
  });

  it("draws founders first, whatever they score", async () => {
    const world = drawnWorld("founders", space, { questions: 10 });
    const { trials } = await runSearch(evolutionarySearch(), { space, world, trials: 12, questions: 10 });
    expect(trials.map((t) => t.reason?.startsWith("drawn at random: founder"))).toEqual(trials.map((_, i) => i < 8));
  });

  it.each([
    [{ founders: 0 }, "an integer of at least one for founders, got 0"],
    [{ parents: 1.5 }, "an integer of at least one for parents, got 1.5"],
    [{ crossover: 2 }, "a chance in [0, 1] for crossover, got 2"],
  ])("refuses %j", (options, message) => {
    expect(() => evolutionarySearch(options)).toThrow(message);
  });
});
