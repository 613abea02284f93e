import { type Allocation, allocationKey, createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { at, createRng } from "isocompute/core";
import { armElimination } from "isocompute/searchers";
import type { Outcome, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { type DrawnWorld, drawnWorld } from "../contracts/drawn-world.js";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

describeSearcher("armElimination()", armElimination, { exhausts: false });
describeSearcher("armElimination({ blocks: [2, 5] })", () => armElimination({ blocks: [2, 5], arms: 4 }), {
  exhausts: false,
});

const space = createSpace(parseTask(exampleTask));
const questions = 60;

/** Right or wrong by question, each allocation with its own chance. */
const worldOf =
  (name: string, chance: (allocation: Allocation) => number, tell = true): DrawnWorld =>
  (allocation, asked): Outcome => {
    const rng = createRng(`${name}/${allocationKey(allocation)}`);
    const all = Array.from({ length: questions }, () => (rng.uniform() < chance(allocation) ? 1 : 0) as number);
    const perQuestion = (asked ?? all.map((_, q) => q)).map((q) => at(all, q));
    const score = perQuestion.reduce((sum, right) => sum + right, 0) / perQuestion.length;
    return scoredOutcome(score, allocation, {
      standardError: Math.sqrt((score * (1 - score)) / perQuestion.length),
      questions: perQuestion.length,
      cost: { units: space.costOf(allocation) },
      ...(tell ? { perQuestion } : {}),
    });
  };
const race = (world: DrawnWorld, seed: string, trials = 200, options = {}) =>
  runSearch(armElimination({ arms: 6, blocks: [20], ...options }), { space, world, trials, questions, seed });
const key = (trial: Trial) => allocationKey(trial.proposed);

describe("armElimination()", () => {
  it("rarely rules out an arm that is as good as the others: at most as often as delta says", async () => {
    const rounds = 200;
    let lost = 0;
    for (let i = 0; i < rounds; i++) {
      const { trials } = await race(
        worldOf(`null ${i}`, () => 0.5),
        `${i}`,
        200,
        { delta: 0.2 },
      );
      const first = key(at(trials, 0));
      if (!trials.slice(6).some((t) => key(t) === first)) lost++;
    }
    // Four standard deviations above a fifth; Bonferroni keeps it well below.
    expect(lost / rounds).toBeLessThan(0.2 + 4 * Math.sqrt(0.16 / rounds));
  });

  it.each([true, false])("rules out what is far worse after one block (scores by question told: %s)", async (tell) => {
    const good = (allocation: Allocation) => (at(allocation, 0).model === "Small-3B" ? 0.95 : 0.2);
    const { trials, ending } = await race(worldOf("clear", good, tell), "a");
    const [first, second] = [trials.slice(0, 6), trials.slice(6)];
    expect(new Set(first.map((t) => at(t.proposed, 0).model)).size).toBe(2);
    expect(new Set(second.map((t) => at(t.proposed, 0).model))).toEqual(new Set(["Small-3B"]));
    expect(ending).toMatch(/^[2-5] of 6 arms were compared on every question$/);
  });

  it("asks all arms of a round the same questions, and every question once", async () => {
    const { trials } = await race(
      worldOf("same", () => 0.5),
      "b",
    );
    const blocks = new Map<string, Set<string>>();
    for (const t of trials) blocks.set(key(t), (blocks.get(key(t)) ?? new Set()).add(`${t.questions}`));
    expect(new Set(trials.map((t) => `${t.questions}`)).size).toBe(2);
    const met = trials.filter((t) => key(t) === key(at(trials, -1))).flatMap((t) => t.questions ?? []);
    expect(met.sort((x, y) => x - y)).toEqual(Array.from({ length: questions }, (_, q) => q));
  });

  it("keeps no more arms than the run has trials for, the best ones", async () => {
    const world = worldOf("short", () => 0.5);
    const { trials } = await race(world, "c", 9);
    expect(trials.length).toBe(9);
    const scores = trials.slice(0, 6).map((t) => (t.outcome.kind === "scored" ? t.outcome.score : 0));
    const kept = trials.slice(6).map((t) => trials.findIndex((first) => key(first) === key(t)));
    const worst = Math.min(...kept.map((i) => at(scores, i)));
    for (const [i, score] of scores.entries()) if (!kept.includes(i)) expect(score).toBeLessThanOrEqual(worst);
  });

  it("recommends among the arms that met the most questions, with all their questions", async () => {
    const { trials } = await race(
      worldOf("pool", () => 0.6),
      "d",
    );
    const found = armElimination().recommend?.({ space, trials, left: 0, want: 1, questions, seed: "d" });
    const own = trials.filter((t) => key(t) === allocationKey(found?.allocation ?? []));
    const right = own.flatMap((t) => (t.outcome.kind === "scored" ? (t.outcome.perQuestion ?? []) : []));
    expect(right.length).toBe(questions);
    expect(found?.score).toBeCloseTo(right.reduce((sum, r) => sum + r, 0) / questions, 12);
  });

  it("tries every arm once on everything where the world has no questions, and says so", async () => {
    const world = drawnWorld("whole", space, { questions: null });
    const { trials, ending } = await runSearch(armElimination(), { space, world, trials: 5, questions: null });
    expect(trials.map((t) => t.questions)).toEqual(new Array(5).fill(undefined));
    expect(at(trials, 0).reason).toBe(
      "one of 5 arms, on every question at once: the world cannot be asked about some of its questions",
    );
    expect(ending).toBeNull();
  });

  it.each([
    [{ arms: 0 }, "an integer of at least one for arms, got 0"],
    [{ blocks: [20, 20] }, "ascending integers of at least one for blocks, got [20,20]"],
    [{ delta: 1 }, "a delta in (0, 1), got 1"],
  ])("refuses %j", (options, message) => {
    expect(() => armElimination(options)).toThrow(message);
  });
});
