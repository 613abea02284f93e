import fc from "fast-check";
import { proportionInterval, rateInterval } from "isocompute/stats";
import { describe, expect, it } from "vitest";

describe("rateInterval(rate, n)", () => {
  it("is Wilson's where n and the number right are integers", () => {
    const counts = fc
      .integer({ min: 1, max: 400 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ([s, n], level) => {
        const { low, high } = proportionInterval(s, n, { level });
        expect(rateInterval(s / n, n, { level })).toEqual([low, high]);
      }),
    );
  });

  it("lies in [0, 1], holds the rate, has a width, and is narrower for more questions", () => {
    const rates = fc.double({ min: 0, max: 1, noNaN: true });
    const counts = fc.double({ min: 0.3, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(rates, counts, (rate, n) => {
        const [low, high] = rateInterval(rate, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
        const [lower, higher] = rateInterval(rate, 4 * n);
        expect(higher - lower).toBeLessThan(high - low);
      }),
    );
  });

  it.each([
    [1.1, 5, {}, "requires a rate in [0, 1], got 1.1"],
    [Number.NaN, 5, {}, "requires a rate in [0, 1], got NaN"],
    [0.5, 0, {}, "requires a finite n above zero, got 0"],
    [0.5, Number.POSITIVE_INFINITY, {}, "requires a finite n above zero, got Infinity"],
    [0.5, 5, { level: 1 }, "level"],
  ])("refuses %d of %d, %j", (rate, n, options, message) => {
    expect(() => rateInterval(rate, n, options)).toThrow(message);
  });
});
