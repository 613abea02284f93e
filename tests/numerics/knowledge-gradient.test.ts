import fc from "fast-check";
import { knowledgeGradient } from "isocompute/numerics";
import { normalCdf, normalDensity } from "isocompute/stats";
import { describe, expect, it } from "vitest";

/** E max(mean + slope·Z) − max mean by the trapezoid rule, which is exact to rounding but for the bends. */
function byQuadrature(means: readonly number[], slopes: readonly number[]): number {
  const step = 1e-3;
  let sum = 0;
  for (let z = -9; z <= 9; z += step)
    sum += step * normalDensity(z) * Math.max(...means.map((mean, i) => mean + (slopes[i] as number) * z));
  return sum - Math.max(...means);
}

const lines = fc.array(
  fc.record({
    mean: fc.double({ min: -1, max: 1, noNaN: true }),
    slope: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);
const gradientOf = (list: readonly { mean: number; slope: number }[]) =>
  knowledgeGradient(
    list.map(({ mean }) => mean),
    list.map(({ slope }) => slope),
  );

describe("knowledgeGradient(means, slopes)", () => {
  it("is what quadrature finds", () => {
    fc.assert(
      fc.property(lines, (list) => {
        const expected = byQuadrature(
          list.map(({ mean }) => mean),
          list.map(({ slope }) => slope),
        );
        expect(Math.abs(gradientOf(list) - expected)).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it("is the closed form for two means, far out too", () => {
    for (const [gap, turn] of [
      [0, 0.3],
      [0.2, 0.5],
      [1, 0.25],
    ] as const) {
      const c = gap / turn;
      const expected = turn * (normalDensity(c) - c * normalCdf(-c));
      expect(knowledgeGradient([0, gap], [turn, 0])).toBeCloseTo(expected, 12);
      expect(knowledgeGradient([gap, 0], [0.1, 0.1 + turn])).toBeCloseTo(expected, 12);
    }
    // φ(c) − cΦ(−c) is φ(c)/c² (1 − 3/c² + 15/c⁴ …) far out.
    expect(knowledgeGradient([0, 30], [1, 0]) / (normalDensity(30) / 900)).toBeCloseTo(1 - 3 / 900 + 15 / 810_000, 6);
  });

  it("is zero where nothing can change, whatever the order, and never below", () => {
    fc.assert(
      fc.property(lines, fc.double({ min: -1, max: 1, noNaN: true }), (list, slope) => {
        expect(gradientOf(list.map(({ mean }) => ({ mean, slope })))).toBe(0);
        expect(gradientOf(list)).toBeGreaterThanOrEqual(0);
        expect(gradientOf([...list].reverse())).toBeCloseTo(gradientOf(list), 12);
        expect(gradientOf([...list, ...list])).toBeCloseTo(gradientOf(list), 12);
      }),
    );
  });

  it("refuses what has no answer", () => {
    expect(() => knowledgeGradient([], [])).toThrow(
      "knowledgeGradient requires as many slopes as means, at least one, got 0 means and 0 slopes",
    );
    expect(() => knowledgeGradient([1, 2], [1])).toThrow("got 2 means and 1 slopes");
    expect(() => knowledgeGradient([1, Number.NaN], [1, 1])).toThrow(
      "knowledgeGradient requires finite numbers, got mean NaN and slope 1 at index 1",
    );
  });
});
