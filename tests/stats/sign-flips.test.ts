import { createRng, type Rng } from "isocompute/core";
import { type Alternative, signFlipTest } from "isocompute/stats";
import { describe, expect, it } from "vitest";

const alternatives: readonly Alternative[] = ["two-sided", "greater", "less"];

/** All 2^n signs, one by one. */
function listed(differences: Float64Array, alternative: Alternative): number {
  const sum = differences.reduce((a, b) => a + b, 0);
  const ways = 2 ** differences.length;
  let hits = 0;
  for (let mask = 0; mask < ways; mask++) {
    let flipped = 0;
    for (let i = 0; i < differences.length; i++)
      flipped += mask & (1 << i) ? (differences[i] as number) : -(differences[i] as number);
    if (alternative === "two-sided" && Math.abs(flipped) >= Math.abs(sum) - 1e-12) hits++;
    if (alternative === "greater" && flipped >= sum - 1e-12) hits++;
    if (alternative === "less" && flipped <= sum + 1e-12) hits++;
  }
  return hits / ways;
}

const normals = (rng: Rng, n: number, shift: number) => Float64Array.from({ length: n }, () => shift + rng.normal());

describe("signFlipTest without a lattice", () => {
  it.each([0, 0.3, 1, -2])("bounds the exact p closely, shift %d", (shift) => {
    const differences = normals(createRng(`sign flips ${shift}`), 17, shift);
    for (const alternative of alternatives) {
      const exact = listed(differences, alternative);
      const { p, method } = signFlipTest(differences, null, { alternative });
      expect(method).toBe("bounded");
      expect(p).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
      expect(p).toBeLessThanOrEqual(Math.min(1, exact * 1.02 + 2 ** -17));
    }
  });

  it("tells a large difference from a huge one", () => {
    const rng = createRng("far tails");
    const small = normals(rng.fork("small"), 60, 1);
    const large = normals(rng.fork("large"), 60, 3);
    expect(signFlipTest(small, null).p).toBeLessThan(1e-7);
    expect(signFlipTest(large, null).p).toBeLessThan(signFlipTest(small, null).p / 1e3);
    expect(signFlipTest(normals(rng, 900, 1), null).p).toBeLessThan(1e-15);
  });

  it("draws where a bound would say little, and tells how often", () => {
    const many = normals(createRng("many"), 1500, 1);
    expect(signFlipTest(many, createRng("chance"), { resamples: 99 })).toMatchObject({
      method: "monte-carlo",
      resamples: 99,
      p: 0.01,
    });
    expect(() => signFlipTest(many, null)).toThrow("signFlipTest requires an rng");
  });
});

describe("signFlipTest on a lattice", () => {
  it("is exact for long lattices too", () => {
    const rng = createRng("long lattice");
    const steps = Array.from({ length: 92 }, () => rng.below(12_000) - 3000);
    const { p, method } = signFlipTest(
      steps.map((s) => s / 600),
      null,
    );
    expect(method).toBe("exact");
    expect(p).toBeLessThan(1e-6);
    expect(p).toBeGreaterThan(0);
  });

  it("has a symmetric law", () => {
    const differences = [1, 2, 2, 5, -3, 4, 4, 7, -1];
    const reversed = differences.map((d) => -d);
    for (const [side, other] of [
      ["greater", "less"],
      ["less", "greater"],
    ] as const)
      expect(signFlipTest(differences, null, { alternative: side }).p).toBe(
        signFlipTest(reversed, null, { alternative: other }).p,
      );
    expect(signFlipTest(differences, null).p).toBe(listed(Float64Array.from(differences), "two-sided"));
  });
});
