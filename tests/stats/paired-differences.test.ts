import { bootstrap, pairedDifferences } from "isocompute/stats";
import { describe, expect, it } from "vitest";

const up = (0.1 + 0.2 + 0.3) / 3;
const down = (0.3 + 0.2 + 0.1) / 3;

describe("pairedDifferences", () => {
  it("counts rounding as zero, and nothing larger", () => {
    expect(up).not.toBe(down);
    expect(pairedDifferences("test", [up, 1], [down, 0.5])).toEqual(Float64Array.of(0, 0.5));
    expect(pairedDifferences("test", [1e12 + 1, 1e-9], [1e12, 0])[0]).toBe(1);
    expect(pairedDifferences("test", [1e-9, 1], [0, 1])).toEqual(Float64Array.of(1e-9, 0));
  });

  it("leaves NaN where it is, for whoever refuses or omits it", () => {
    expect(pairedDifferences("test", [Number.NaN, up], [0, down])).toEqual(Float64Array.of(Number.NaN, 0));
  });

  it("refuses samples that are no pairs", () => {
    expect(() => pairedDifferences("test", [1, 2], [1])).toThrow(
      "test requires paired samples of equal length, got 2 and 1",
    );
  });
});

describe("a paired difference of means", () => {
  it("is zero, with its interval, where the samples differ by rounding", () => {
    const samples = [
      [up, up, 0.5],
      [down, down, 0.5],
    ];
    expect(bootstrap(samples, "meanDifference", null, { paired: true })).toMatchObject({
      estimate: 0,
      low: 0,
      high: 0,
    });
    const weights = [1, 2, 1];
    expect(bootstrap(samples, "meanDifference", null, { paired: true, weights }).estimate).toBe(0);
  });

  it("has no sign where differences cancel on paper", () => {
    const x = [0.3, 0.1, 0.6, 0.7];
    const y = [0.1, 0.3, 0.7, 0.6];
    const { estimate } = bootstrap([x, y], "meanDifference", null, { paired: true });
    expect(estimate).toBe(0);
  });

  it("does not take the least of small numbers for rounding", () => {
    expect(
      bootstrap([1e-17, 1, 2, 3], "minimum", null, {
        resamples: [
          [0, 1, 2, 3],
          [1, 2, 3, 3],
        ],
      }).estimate,
    ).toBe(1e-17);
  });
});
