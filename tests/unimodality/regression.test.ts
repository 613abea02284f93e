import fc from "fast-check";
import { isotonic, unimodal } from "isocompute/unimodality";
import { describe, expect, it } from "vitest";

const value = fc.integer({ min: -20, max: 20 }).map((v) => v / 4);
const series = fc.array(value, { minLength: 1, maxLength: 14 });

/** Best unimodal fit by trying every split: slow and plain. */
function everySplit(y: readonly number[], weights: readonly number[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let s = 0; s <= y.length; s++) {
    const part = (from: number, to: number, decreasing: boolean) =>
      to === from ? 0 : isotonic(y.slice(from, to), { weights: weights.slice(from, to), decreasing }).sse;
    best = Math.min(best, part(0, s, false) + part(s, y.length, true));
  }
  return best;
}

describe("isotonic(y, options)", () => {
  it("is monotone, keeps the weighted mean, and its residual is orthogonal to the fit", () => {
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (y, stream) => {
        const weights = y.map(() => stream.next().value as number);
        const { fitted, sse } = isotonic(y, { weights });
        let [bias, dot, square] = [0, 0, 0];
        fitted.forEach((f, i) => {
          if (i > 0) expect(f).toBeGreaterThanOrEqual(fitted[i - 1] ?? 0);
          const r = (y[i] ?? 0) - f;
          bias += (weights[i] ?? 0) * r;
          dot += (weights[i] ?? 0) * r * f;
          square += (weights[i] ?? 0) * r * r;
        });
        expect(Math.abs(bias)).toBeLessThan(1e-10);
        expect(Math.abs(dot)).toBeLessThan(1e-9);
        expect(Math.abs(sse - square)).toBeLessThan(1e-10);
      }),
    );
  });
  it("does not care for the order of the points, and counts a repeated point as a weight", () => {
    const sorted = isotonic([1, 3, 2, 5], { x: [1, 2, 3, 4] }).fitted;
    const shuffled = isotonic([5, 2, 1, 3], { x: [4, 3, 1, 2] }).fitted;
    expect([shuffled[2], shuffled[3], shuffled[1], shuffled[0]]).toEqual(Array.from(sorted));
    const twice = isotonic([1, 3, 2, 2], { x: [1, 2, 3, 3] }).fitted;
    expect(twice[1]).toBeCloseTo(isotonic([1, 3, 2], { weights: [1, 1, 2] }).fitted[1] ?? 0, 12);
  });
});

describe("unimodal(y, options)", () => {
  it("is as good as the best of all splits, and unimodal", () => {
    fc.assert(
      fc.property(series, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (y, stream) => {
        const weights = y.map(() => stream.next().value as number);
        const { fitted, sse, mode } = unimodal(y, { weights });
        expect(Math.abs(sse - everySplit(y, weights))).toBeLessThan(1e-9);
        for (let i = 1; i <= mode[0]; i++) expect(fitted[i]).toBeGreaterThanOrEqual(fitted[i - 1] ?? 0);
        for (let i = mode[1] + 1; i < y.length; i++) expect(fitted[i]).toBeLessThanOrEqual(fitted[i - 1] ?? 0);
        const square = y.reduce((sum, v, i) => sum + (weights[i] ?? 0) * (v - (fitted[i] ?? 0)) ** 2, 0);
        expect(Math.abs(square - sse)).toBeLessThan(1e-9);
      }),
    );
  });
  it("leaves a unimodal series alone", () => {
    const y = [0.1, 0.4, 0.4, 0.9, 0.3, 0.3, 0];
    expect(Array.from(unimodal(y).fitted)).toEqual(y);
  });
});
