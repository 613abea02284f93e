import fc from "fast-check";
import { createRng } from "isocompute/core";
import { describe, expect, it } from "vitest";

/** Pearson's statistic over its expectation is near one for fair cells; five sigma of its own spread. */
function chiSquareExcess(counts: readonly number[], expected: number): number {
  const statistic = counts.reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  return (statistic - freedom) / Math.sqrt(2 * freedom);
}

describe("createRng(name)", () => {
  it("gives the same numbers for ever", () => {
    // Frozen when the stream was defined: a change here moves every simulated number of the lab.
    const rng = createRng("golden");
    expect([rng.bits(), rng.bits(), rng.below(1000), rng.below(2 ** 31)]).toMatchInlineSnapshot(`
      [
        4225696632,
        1754459928,
        923,
        640471468,
      ]
    `);
    expect([rng.uniform(), rng.normal()]).toMatchInlineSnapshot(`
      [
        0.9014082471060941,
        0.8117251894235761,
      ]
    `);
  });

  it("seeds with the first 128 bits of sha256(name)", () => {
    // sha256("") would be the classic check; a name may not be empty, so "abc" (FIPS 180-2): ba7816bf 8f01cfea 414140de 5dae2223
    const words = ["ba7816bf", "8f01cfea", "414140de", "5dae2223"].map((hex) => Buffer.from(hex, "hex").readInt32LE());
    const [, s00 = 0, , s10 = 0] = words;
    expect(createRng("abc").bits()).toBe((s00 + s10) >>> 0);
  });

  it("forks by name, whatever was drawn before", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), fc.nat(20), (name, child, draws) => {
        const fresh = createRng(name);
        const used = createRng(name);
        for (let i = 0; i < draws; i++) used.uniform();
        const next = used.fork(child).bits();
        expect(next).toBe(fresh.fork(child).bits());
      }),
    );
  });

  it("does not advance when it forks", () => {
    const plain = createRng("a");
    const forked = createRng("a");
    forked.fork("b").uniform();
    expect(forked.uniform()).toBe(plain.uniform());
  });

  it("draws below n without favour", () => {
    for (const n of [2, 3, 7, 10, 1000, 3 * 2 ** 20]) {
      const cells = Math.min(n, 97);
      const counts = new Array<number>(cells).fill(0);
      const draws = 200 * cells;
      const rng = createRng(`below-${n}`);
      for (let i = 0; i < draws; i++) {
        const cell = Math.floor((rng.below(n) * cells) / n);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      expect(Math.abs(chiSquareExcess(counts, draws / cells))).toBeLessThan(5);
    }
  });

  it("stays inside [0, n) at both of its methods", () => {
    const rng = createRng("range");
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 32 - 1 }), (n) => {
        const draw = rng.below(n);
        expect(Number.isInteger(draw) && draw >= 0 && draw < n).toBe(true);
      }),
    );
    expect(rng.below(1)).toBe(0);
  });

  it("draws uniform and normal numbers with their moments", () => {
    const rng = createRng("moments");
    const n = 100_000;
    let u = 0;
    let u2 = 0;
    let z = 0;
    let z2 = 0;
    let z4 = 0;
    for (let i = 0; i < n; i++) {
      const x = rng.uniform();
      const y = rng.normal();
      u += x;
      u2 += x * x;
      z += y;
      z2 += y * y;
      z4 += y ** 4;
    }
    const sigmas = (sum: number, mean: number, sd: number) => Math.abs(sum / n - mean) / (sd / Math.sqrt(n));
    expect(sigmas(u, 1 / 2, Math.sqrt(1 / 12))).toBeLessThan(5);
    expect(sigmas(u2, 1 / 3, Math.sqrt(4 / 45))).toBeLessThan(5);
    expect(sigmas(z, 0, 1)).toBeLessThan(5);
    expect(sigmas(z2, 1, Math.sqrt(2))).toBeLessThan(5);
    expect(sigmas(z4, 3, Math.sqrt(96))).toBeLessThan(5);
  });

  it("refuses an empty name and a range it cannot draw from", () => {
    expect(() => createRng("")).toThrow("createRng requires a non-empty name");
    for (const n of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1])
      expect(() => createRng("x").below(n)).toThrow("below requires an integer in [1, 2^32], got");
  });
});
