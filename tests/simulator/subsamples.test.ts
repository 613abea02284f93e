import { samples } from "isocompute/core";
import { type Answer, createSimulator, handsOver, type Instance, sampleAnswers } from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { allocate, world } from "./worlds.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
const variance = (values: number[]) => mean(values.map((x) => (x - mean(values)) ** 2));

/** All subsets of a size. */
function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}

/** What a vote among these is worth, whichever was drawn first; strays do not count. */
function vote(answers: readonly Answer[]): number {
  const lead = answers.reduce((sum, answer) => sum + (answer === "right" ? 1 : answer === "rival" ? -1 : 0), 0);
  if (lead === 0) return answers.includes("right") ? 0.5 : 0;
  return lead > 0 ? 1 : 0;
}

describe("createSimulator(instance).subsamples(allocation)", () => {
  it("counts a vote's and a best-of-n's samples in all subsets of those drawn", () => {
    const instance: Instance = world(9, 30);
    const simulator = createSimulator(instance, { draw: "samples" });
    const n = 7;
    const find = simulator.subsamples(allocate(n, 3, 3))[0];
    // The last stage after right and after wrong answers of the ones before it: as they were.
    const allocation = allocate(4, 3, n);
    const check = simulator.subsamples(allocation)[2];
    const skill = instance.law.stages[2]?.models[0]?.skill ?? Number.NaN;
    const upstream = Array.from({ length: 30 }, (_, i) => {
      const { stages } = simulator.evaluate(allocation, [i]);
      return stages[1] === 1;
    });
    for (let k = 1; k < n; k++) {
      const votes = Array.from({ length: 30 }, (_, question) => {
        const drawn = sampleAnswers(instance, { stage: 0, model: 0, question, upstream: null }, n);
        return mean(subsets(drawn, k).map(vote));
      });
      expect(find?.stageScores[k - 1]).toBeCloseTo(mean(votes), 12);
      const handed = (question: number) =>
        upstream[question] && handsOver(instance, { stage: 1, model: 1, question, upstream: null });
      const picks = Array.from({ length: 30 }, (_, question) => {
        const call = { stage: 2, model: 0, question, upstream: handed(question) ? "right" : "wrong" } as const;
        const drawn = sampleAnswers(instance, call, n);
        return mean(
          subsets(drawn, k).map((some) => (1 - skill) * vote(some) + skill * (some.includes("right") ? 1 : 0)),
        );
      });
      expect(check?.scores[k - 1]).toBeCloseTo(mean(picks), 12);
    }
  });

  it("is in expectation the scores of smaller allocations", () => {
    const simulator = createSimulator(world(9, 40));
    const [find, answer, check] = simulator.subsamples(allocate(12, 10, 6));
    for (let k = 1; k <= 6; k++) {
      expect(find?.scores[k - 1]).toBeCloseTo(simulator.evaluate(allocate(k, 10, 6)).score, 12);
      expect(answer?.scores[k - 1]).toBeCloseTo(simulator.evaluate(allocate(12, k, 6)).score, 12);
      expect(check?.scores[k - 1]).toBeCloseTo(simulator.evaluate(allocate(12, 10, k)).score, 12);
      expect(answer?.stageScores[k - 1]).toBeCloseTo(simulator.evaluate(allocate(12, k, 6)).stages[1] ?? 0, 12);
    }
  });

  it.each(["samples", "anew"] as const)("drawn (%s), ends at its own score, and its last stage is free", (draw) => {
    const simulator = createSimulator(world(9, 40), { draw });
    for (const allocation of [allocate(3, 2, 1), allocate(12, 10, 6)]) {
      const curves = simulator.subsamples(allocation);
      for (const { scores, rerun } of curves) {
        expect(scores.at(-1)).toBeCloseTo(simulator.evaluate(allocation).score, 12);
        expect(rerun.at(-1)).toBe(0);
      }
      expect(curves[0]?.rerun[0]).toBeGreaterThan(0);
      expect(Math.max(...(curves[2]?.rerun ?? []))).toBe(0);
    }
  });

  it("says in expectation at least how often the stages after would run again", () => {
    const instance = world(9, 40);
    const allocation = allocate(12, 10, 6);
    const bounds = createSimulator(instance).subsamples(allocation);
    const runs = Array.from({ length: 60 }, (_, run) =>
      createSimulator(instance, { draw: "samples", run }).subsamples(allocation),
    );
    for (const [s, { rerun: bound }] of bounds.entries())
      for (const [i, least] of bound.entries()) {
        const drawn = runs.map((curves) => curves[s]?.rerun[i] ?? Number.NaN);
        expect(mean(drawn)).toBeGreaterThanOrEqual(least - 3 * Math.sqrt(variance(drawn) / drawn.length));
      }
    // It is a bound, and not the share itself.
    expect(mean(runs.map((curves) => curves[0]?.rerun[0] ?? Number.NaN))).toBeGreaterThan(
      (bounds[0]?.rerun[0] ?? 1) + 0.02,
    );
  });

  it("is right on average, and surer than a trial of so many samples, in a fusing stage too", () => {
    const instance = world(11, 40);
    const runs = 150;
    for (const [stage, few] of [
      [0, allocate(3, 8, 8)],
      [1, allocate(20, 3, 8)],
      [2, allocate(20, 8, 3)],
    ] as const) {
      const exact = createSimulator(instance).evaluate(few).stages[stage] ?? Number.NaN;
      const drawn = Array.from({ length: runs }, (_, run) => {
        const simulator = createSimulator(instance, { draw: "anew", run });
        const many = few.map((choice, s) => (s === stage ? (allocate(30, 30, 30)[s] ?? choice) : choice));
        return {
          direct: simulator.evaluate(few).stages[stage] ?? Number.NaN,
          subsampled: simulator.subsamples(many)[stage]?.stageScores[2] ?? Number.NaN,
        };
      });
      const found = drawn.map(({ subsampled }) => subsampled);
      const own = drawn.map(({ direct }) => direct);
      expect(Math.abs(mean(found) - exact)).toBeLessThan(3 * Math.sqrt(variance(found) / runs));
      // An F of 150 and 150 draws is below .76 once in twenty if the two are as sure as each other.
      expect(variance(found)).toBeLessThan(0.76 * variance(own));
    }
  });

  it("leaves a stage of more than a thousand samples out where they are drawn", () => {
    const many = allocate(2, 1, 1).map((choice, s) => ({ ...choice, samples: samples(s === 0 ? 2 : 1002 - s) }));
    const few = createSimulator(world(1, 2), { draw: "samples" }).subsamples(many);
    expect(few.map(({ stage, scores }) => [stage, scores.length])).toEqual([
      ["Find", 2],
      ["Check", 1000],
    ]);
    expect(few.flatMap(({ stageScores }) => Array.from(stageScores)).every(Number.isFinite)).toBe(true);
  });
});
