import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { createRng } from "isocompute/core";
import { proportionInterval } from "isocompute/stats";
import type { Scored, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { scoreInterval } from "../../lib/src/cli/search-report.js";
import { scoredOutcome } from "../trials/scored-outcome.js";

const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:5", parseTask(exampleTask));
const trial = (score: number, more: Partial<Scored> = {}): Trial => ({
  index: 0,
  proposed: allocation,
  outcome: scoredOutcome(score, allocation, more),
});
const of = (score: number, standardError: number | null, questions: number | null = null) =>
  scoreInterval([trial(score, { standardError, questions })], { allocation, score, standardError, reason: "" });

/** A mean over questions with its error, as worlds give them. */
function meanOf(scores: readonly number[]): [mean: number, error: number, n: number] {
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (n - 1) / n), n];
}

describe("scoreInterval(trials, recommendation)", () => {
  it("is Wilson's of the questions at 0 and 1, where the score has no spread", () => {
    const { low, high } = proportionInterval(10, 10);
    expect(of(1, 0, 10)).toEqual([low, high]);
    expect(of(0, 0, 10)?.[0]).toBe(0);
    expect(of(1, 0)).toBeNull();
    expect(of(0.5, null, 10)).toBeNull();
  });

  it("stays within [0, 1] and is Wilson's of one question less for right and wrong answers", () => {
    const [score, error, n] = meanOf(Array.from({ length: 20 }, (_, q) => (q < 19 ? 1 : 0)));
    const [low, high] = of(score, error, n) ?? [Number.NaN, Number.NaN];
    expect(high).toBeLessThan(1);
    expect(low).toBeLessThan(proportionInterval(19, 20).low);
    expect(low).toBeGreaterThan(proportionInterval(17, 18).low - 0.02);
  });

  it("is the searcher's own where it has one, and stays within [0, 1] for sums that lose their last digits", () => {
    const found = { allocation, score: 0.9, standardError: 0.1, reason: "" };
    expect(scoreInterval([trial(0.9)], { ...found, interval: [0.6, 0.97] })).toEqual([0.6, 0.97]);
    const [low, high] = scoreInterval([trial(1 + 1e-12)], { ...found, score: 0.98, standardError: 0.05 }) ?? [];
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThanOrEqual(1);
  });

  it.each([
    ["right and wrong answers", (difficulty: number, u: () => number): number => (u() < difficulty ? 1 : 0), 0.93],
    [
      "shares of five samples",
      (p: number, u: () => number): number => [1, 2, 3, 4, 5].filter(() => u() < p).length / 5,
      0.93,
    ],
  ])("covers the mean of %s about as often as it says", (_, draw, least) => {
    const rng = createRng("score-interval");
    const uniform = () => rng.uniform();
    for (const p of [0.5, 0.9]) {
      let covered = 0;
      const rounds = 2000;
      for (let i = 0; i < rounds; i++) {
        const [score, error, n] = meanOf(Array.from({ length: 40 }, () => draw(p, uniform)));
        const [low, high] = of(score, error, n) ?? [Number.NaN, Number.NaN];
        if (low <= p && p <= high) covered++;
      }
      // Four standard deviations of the share are 0.02.
      expect(covered / rounds).toBeGreaterThan(least - 0.005);
      expect(covered / rounds).toBeLessThan(0.98);
    }
  });
});
