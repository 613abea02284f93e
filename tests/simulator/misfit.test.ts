import { createSimulator, misfit, withTemperature } from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { allocate, remodel, world } from "./worlds.js";

describe("misfit(instance, curves)", () => {
  const instance = world(4, 120);
  const allocations = [1, 3, 9, 27].map((k) => allocate(2, k, 1));
  const scoresOf = (w: typeof instance) =>
    allocations.map((allocation) => ({ allocation, score: createSimulator(w).evaluate(allocation).score }));
  const off = (points: ReturnType<typeof scoresOf>, by: number) => points.map((p) => ({ ...p, score: p.score + by }));

  it("is zero on the world's own curve, and the offset on one that is off by a constant", () => {
    expect(misfit(instance, [{ name: "own", points: scoresOf(instance), sd: 0.01 }])).toBe(0);
    expect(misfit(instance, [{ name: "off", points: off(scoresOf(instance), 0.03), sd: 0.01 }])).toBeCloseTo(0.03, 12);
  });

  it("counts of bounds only what lies above them", () => {
    const bounds = (by: number) => [
      { name: "bound", points: off(scoresOf(instance), by), sd: 0.01, kind: "upper" as const },
    ];
    expect(misfit(instance, bounds(0.02))).toBe(0);
    expect(misfit(instance, bounds(-0.02))).toBeCloseTo(0.02, 12);
  });

  it("looks at a curve at the temperature it was measured at", () => {
    const cold = { ...instance, law: withTemperature(instance.law, 0.1, "Answer") };
    const curve = { name: "cold", points: scoresOf(cold), sd: 0.01 };
    expect(misfit(instance, [{ ...curve, temperatures: { Answer: 0.1 } }])).toBe(0);
    expect(misfit(instance, [curve])).toBeGreaterThan(0.001);
  });

  it("lets a curve with a level of its own find it", () => {
    const abler = remodel(instance, (model) => ({ ability: model.ability + 0.4 }));
    const curve = { name: "abler", points: scoresOf(abler), sd: 0.005 };
    expect(misfit(instance, [curve])).toBeGreaterThan(0.02);
    expect(misfit(instance, [{ ...curve, ownLevel: 0.5 }])).toBeLessThan(0.002);
  });

  it("refuses to judge by nothing", () => {
    expect(() => misfit(instance, [])).toThrow("at least one curve, got none");
  });
});
