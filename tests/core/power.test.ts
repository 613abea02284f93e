import fc from "fast-check";
import { power } from "isocompute/core";
import { describe, expect, it } from "vitest";

describe("power", () => {
  it("is exact for small whole numbers", () =>
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 16 }), (base, exponent) => {
        expect(BigInt(power(base, exponent))).toBe(BigInt(base) ** BigInt(exponent));
      }),
    ));

  it("agrees with ** to the error that it names", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: -40, max: 40, noNaN: true }),
        (base, exponent) => {
          const expected = base ** exponent;
          const error = Math.abs(power(base, exponent) - expected) / expected;
          expect(error).toBeLessThanOrEqual((2 + Math.abs(exponent * Math.log(base))) * 2 ** -52);
        },
      ),
    ));

  it("agrees with ** to the error that it names, by squaring", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: -64, max: 64 }),
        (base, exponent) => {
          const expected = base ** exponent;
          expect(Math.abs(power(base, exponent) - expected) / expected).toBeLessThanOrEqual(
            (2 + Math.abs(exponent)) * 2 ** -52,
          );
        },
      ),
    ));

  it.each([
    [0, 0, 1],
    [0, 0.3, 0],
    [0, -0.5, Number.POSITIVE_INFINITY],
    [0, -2, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, -1.5, 0],
    [-2, 3, -8],
    [-8, 1 / 3, Number.NaN],
    [1, 1e9, 1],
    [Number.NaN, 0, 1],
  ])("of %d to the %d is %d, as with **", (base, exponent, expected) => {
    expect(power(base, exponent)).toBe(expected);
    expect(base ** exponent).toBe(expected);
  });
});
