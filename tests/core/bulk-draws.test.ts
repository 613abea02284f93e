import { bulkDraws, createRng, fillBelow, fillDrawn, fillDrawnSums } from "isocompute/core";
import { describe, expect, it } from "vitest";

describe("fillBelow(n, out, state)", () => {
  it.each([2, 3, 7, 500, 1000, 65_536, 65_537, 1_500_000])("draws below %i without favour", (n) => {
    const draws = new Uint32Array(200_000);
    fillBelow(n, draws, bulkDraws(createRng(`below ${n}`)));
    const cells = Math.min(n, 97);
    const seen = new Float64Array(cells);
    expect(draws.every((draw) => draw < n)).toBe(true);
    for (const draw of draws) {
      const cell = Math.floor((draw * cells) / n);
      seen[cell] = (seen[cell] as number) + 1;
    }
    // Cells hold whole numbers of values, so that their shares differ a little.
    let chi2 = 0;
    for (let cell = 0; cell < cells; cell++) {
      const width = Math.ceil(((cell + 1) * n) / cells) - Math.ceil((cell * n) / cells);
      const wanted = (draws.length * width) / n;
      chi2 += ((seen[cell] as number) - wanted) ** 2 / wanted;
    }
    expect(chi2).toBeLessThan(cells - 1 + 4 * Math.sqrt(2 * (cells - 1)) + 4);
  });

  it("gives independent neighbours", () => {
    const n = 16;
    const draws = new Uint16Array(160_000);
    fillBelow(n, draws, bulkDraws(createRng("pairs")));
    const seen = new Float64Array(n * n);
    for (let i = 0; i + 1 < draws.length; i += 2) {
      const cell = (draws[i] as number) * n + (draws[i + 1] as number);
      seen[cell] = (seen[cell] as number) + 1;
    }
    const wanted = draws.length / 2 / (n * n);
    const chi2 = seen.reduce((sum, count) => sum + (count - wanted) ** 2 / wanted, 0);
    expect(Math.abs(chi2 - 255)).toBeLessThan(4 * Math.sqrt(2 * 255));
  });

  it("draws the numbers it has always drawn", () => {
    const draws = new Uint16Array(8);
    fillBelow(1000, draws, bulkDraws(createRng("fixed")));
    expect([...draws]).toMatchInlineSnapshot(`
      [
        582,
        169,
        591,
        687,
        230,
        954,
        854,
        742,
      ]
    `);
  });

  it("refuses what it cannot draw from", () => {
    for (const n of [0, 1.5, -1, 2 ** 22])
      expect(() => fillBelow(n, new Uint32Array(1), bulkDraws(createRng("x")))).toThrow(
        "requires an integer in [1, 2^21]",
      );
  });
});

describe("fillDrawnSums(values, out, state)", () => {
  it.each([1, 3, 500, 65_537])("adds up the %i values that fillBelow would have drawn", (n) => {
    const rng = createRng(`values ${n}`);
    const values = Float64Array.from({ length: n }, () => rng.normal());
    const sums = new Float64Array(3);
    fillDrawnSums(values, sums, bulkDraws(createRng("s")));
    const state = bulkDraws(createRng("s"));
    const indices = new Uint32Array(n);
    for (const sum of sums) {
      fillBelow(n, indices, state);
      expect(indices.reduce((total, i) => total + (values[i] as number), 0)).toBe(sum);
    }
    fillBelow(n, indices, bulkDraws(createRng("s")));
    expect(indices.reduce((total, i) => total + (values[i] as number), 0)).toBe(sums[0]);
  });
});

describe("fillDrawn(values, out, state)", () => {
  it.each([1, 3, 500, 65_537])("gathers the %i values that fillBelow would have drawn", (n) => {
    const values = Float64Array.from({ length: n }, (_, i) => i);
    const drawn = new Float64Array(n);
    fillDrawn(values, drawn, bulkDraws(createRng("g")));
    const indices = new Uint32Array(n);
    fillBelow(n, indices, bulkDraws(createRng("g")));
    expect(drawn).toEqual(Float64Array.from(indices));
  });
});
