import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { type Ruling, rulings } from "isocompute/study";
import type { Scored, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { scoredOutcome } from "../trials/scored-outcome.js";

const task = parseTask(exampleTask);
const allocate = (find: string, answer: string) => parseAllocation(`Find=${find},Answer=${answer}`, task);

function trial(index: number, find: string, answer: string, score: number, more: Partial<Scored> = {}): Trial {
  const proposed = allocate(find, answer);
  return { index, proposed, outcome: scoredOutcome(score, proposed, { standardError: 0.05, questions: 4, ...more }) };
}

const best = { score: 0.8, standardError: 0.05, reason: "" };
const of = (all: readonly Ruling[], stage: string, model: string) =>
  all.find((ruling) => ruling.stage === stage && ruling.model === model);

describe("rulings(task, trials, recommendation)", () => {
  it("judges a model by its best trial, and rules out only beyond the error of the difference", () => {
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.8),
      trial(1, "Large-70B:1", "Small-3B:1", 0.4),
      trial(2, "Large-70B:1", "Small-3B:2", 0.6),
      trial(3, "Small-3B:1", "Large-70B:1", 0.7),
    ];
    const all = rulings(task, trials, { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") });
    expect(of(all, "Find", "Small-3B")).toMatchObject({ verdict: "recommended", tried: 2 });
    const large = of(all, "Find", "Large-70B");
    expect(large).toMatchObject({ verdict: "behind", tried: 2, gap: expect.closeTo(0.2, 12) });
    expect(large?.best?.index).toBe(2);
    expect(large?.standardError).toBeCloseTo(Math.hypot(0.05, 0.05), 12);
    expect(of(all, "Answer", "Large-70B")).toMatchObject({ verdict: "open", gap: expect.closeTo(0.1, 12) });
  });

  it("pairs questions where it can: the same gap may then be beyond doubt", () => {
    const pairs = (score: number, perQuestion: number[]) => ({ score, perQuestion });
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.75, pairs(0.75, [1, 1, 1, 0])),
      trial(1, "Large-70B:1", "Small-3B:1", 0.65, pairs(0.65, [0.9, 0.9, 0.9, -0.1])),
    ];
    const recommendation = { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") };
    const large = of(rulings(task, trials, recommendation), "Find", "Large-70B");
    expect(large?.gap).toBeCloseTo(0.1, 12);
    expect(large?.standardError).toBeCloseTo(0, 12);
    expect(large?.verdict).toBe("behind");
  });

  it("leaves open what has no error, says what was not tried, and passes over trials on fewer questions", () => {
    const trials = [
      trial(0, "Small-3B:1", "Small-3B:5", 0.8),
      trial(1, "Large-70B:1", "Small-3B:1", 0.1, { standardError: null }),
      { ...trial(2, "Small-3B:1", "Large-70B:1", 1, { questions: 2 }), questions: [0, 1] },
      { index: 3, proposed: allocate("Small-3B:1", "Large-70B:1"), outcome: { kind: "missing", why: "" } } as const,
    ];
    const all = rulings(task, trials, { ...best, allocation: allocate("Small-3B:1", "Small-3B:5") });
    expect(of(all, "Find", "Large-70B")).toMatchObject({ verdict: "open", standardError: null });
    expect(of(all, "Answer", "Large-70B")).toMatchObject({ verdict: "not tried", tried: 0, best: null });
  });
});
