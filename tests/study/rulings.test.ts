import { createSpace, exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import { type Ruling, rulings } from "isocompute/study";
import type { Scored, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { scoredOutcome } from "../trials/scored-outcome.js";

const task = parseTask(exampleTask);
const space = createSpace(task);
const allocate = (find: string, answer: string) => parseAllocation(`Find=${find},Answer=${answer}`, task);

function trial(index: number, find: string, answer: string, score: number, more: Partial<Scored> = {}): Trial {
  const proposed = allocate(find, answer);
  return { index, proposed, outcome: scoredOutcome(score, proposed, { standardError: 0.05, questions: 4, ...more }) };
}

const best = { score: 0.8, standardError: 0.05, reason: "" };
const of = (all: readonly Ruling[], stage: string, model: string) =>
  all.find((ruling) => ruling.stage === stage && ruling.model === model);

describe("rulings(space, trials, recommendation)", () => {
  it("judges a model by its best trial, and rules out only beyond the error of the difference", () => {
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.8),
      trial(1, "Large-70B:1", "Small-3B:1", 0.4),
      trial(2, "Large-70B:1", "Small-3B:2", 0.6),
      trial(3, "Small-3B:1", "Large-70B:1", 0.7),
    ];
    const all = rulings(space, trials, { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") });
    expect(of(all, "Find", "Small-3B")).toMatchObject({ verdict: "recommended", tried: 2 });
    const large = of(all, "Find", "Large-70B");
    expect(large).toMatchObject({ verdict: "behind", tried: 2, gap: expect.closeTo(0.2, 12) });
    expect(large?.best?.index).toBe(2);
    expect(large?.standardError).toBeCloseTo(Math.hypot(0.05, 0.05), 12);
    expect(of(all, "Answer", "Large-70B")).toMatchObject({ verdict: "open", gap: expect.closeTo(0.1, 12) });
  });

  it("pairs questions where it can: the same gap may then be beyond doubt, but is never known exactly", () => {
    const pairs = (score: number, perQuestion: number[]) => ({ score, perQuestion, questions: perQuestion.length });
    const by = (one: number) => Array.from({ length: 40 }, (_, q) => (q % 4 === 0 ? 0 : one));
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.75, pairs(0.75, by(1))),
      trial(1, "Large-70B:1", "Small-3B:1", 0.6, pairs(0.6, by(0.8))),
      trial(2, "Small-3B:1", "Large-70B:1", 0.75, pairs(0.75, by(1))),
    ];
    const recommendation = { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") };
    const all = rulings(space, trials, recommendation);
    const large = of(all, "Find", "Large-70B");
    expect(large).toMatchObject({ gap: expect.closeTo(0.15, 12), verdict: "behind" });
    expect(large?.standardError).toBeCloseTo(Math.sqrt(40 * 0.2 ** 2 * 0.75 * 0.25 + 1) / 40, 12);
    expect(of(all, "Answer", "Large-70B")).toMatchObject({ gap: 0, standardError: 1 / 40, verdict: "open" });
  });

  it("has an error where every question had the same score, if it knows how many there were", () => {
    const even = { standardError: 0, questions: 20 };
    const trials = [trial(0, "Small-3B:1", "Small-3B:5", 1, even), trial(1, "Large-70B:1", "Small-3B:1", 0, even)];
    const recommendation = { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") };
    const error = Math.sqrt((21 * 1) / 22 ** 2 / 20);
    const large = of(rulings(space, trials, recommendation), "Find", "Large-70B");
    expect(large).toMatchObject({ gap: 1, standardError: expect.closeTo(Math.hypot(error, error), 12) });
    const unknown = trials.map((t) => ({ ...t, outcome: { ...t.outcome, questions: null } as Scored }));
    expect(of(rulings(space, unknown, recommendation), "Find", "Large-70B")).toMatchObject({
      standardError: null,
      verdict: "open",
    });
  });

  it("pools the blocks of an allocation, counts every trial, and compares on the questions that both met", () => {
    const block = (index: number, find: string, questions: number[], perQuestion: number[]): Trial => {
      const score = perQuestion.reduce((sum, s) => sum + s, 0) / perQuestion.length;
      const more = { perQuestion, questions: perQuestion.length, standardError: 0.1 };
      return { ...trial(index, find, "Small-3B:5", score, more), questions };
    };
    const trials = [
      block(0, "Small-3B:1", [0, 1, 2], [1, 1, 0]),
      block(1, "Small-3B:2", [0, 1, 2], [1, 0, 0]),
      block(2, "Large-70B:1", [0, 1, 2], [0, 0, 0]),
      block(3, "Small-3B:1", [3, 4, 5, 6], [1, 1, 1, 1]),
    ];
    const recommendation = { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") };
    const all = rulings(space, trials, recommendation);
    expect(of(all, "Find", "Small-3B")).toMatchObject({
      tried: 3,
      best: { questions: [0, 1, 2, 3, 4, 5, 6], outcome: { score: 6 / 7 } },
    });
    const large = of(all, "Find", "Large-70B");
    expect(large).toMatchObject({ verdict: "open", tried: 1, best: { index: 2 } });
    expect(large?.gap).toBeCloseTo(2 / 3, 12);
  });

  it("leaves open what has no error, and says what was not tried: nothing that was tried, on however few questions", () => {
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.8),
      trial(1, "Large-70B:1", "Small-3B:1", 0.1, { standardError: null }),
      { ...trial(2, "Small-3B:1", "Large-70B:1", 1, { questions: 2 }), questions: [0, 1] },
      { index: 3, proposed: allocate("Small-3B:1", "Large-70B:1"), outcome: { kind: "missing", why: "" } } as const,
    ];
    const all = rulings(space, trials, { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") });
    expect(of(all, "Find", "Large-70B")).toMatchObject({ verdict: "open", standardError: null });
    expect(of(all, "Answer", "Large-70B")).toMatchObject({ tried: 1, best: { index: 2 } });
    const untried = rulings(space, trials.slice(0, 1), { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") });
    expect(of(untried, "Answer", "Large-70B")).toMatchObject({ verdict: "not tried", tried: 0, best: null });
  });

  it("says of a model that the budget cannot pay for that it is too dear, not that it was not tried", () => {
    const poor = createSpace(task, { budget: budgetUnits(100) });
    const trials = [trial(0, "Small-3B:1", "Small-3B:5", 0.8)];
    const found = { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") };
    for (const { stage, model, verdict } of rulings(poor, trials, found)) {
      const s = task.stages.findIndex(({ name }) => name === stage);
      const affordable = [...poor].some((allocation) => allocation[s]?.model === model);
      expect(verdict).toBe(model === "Small-3B" ? "recommended" : affordable ? "not tried" : "too dear");
    }
    const verdicts = (budget: number) =>
      rulings(createSpace(task, { budget: budgetUnits(budget) }), trials, found).map(({ verdict }) => verdict);
    expect(verdicts(10)).toContain("too dear");
    expect(verdicts(2000)).not.toContain("too dear");
  });
});
