import { wilcoxonTest } from "isocompute/stats";
import { describe, expect, it } from "vitest";

const withZeros = (zeros: number, others: number) => [
  ...Array.from({ length: zeros }, () => 0),
  ...Array.from({ length: others }, (_, i) => (i % 3 === 0 ? -1 : 1) * (i + 1)),
];

describe("wilcoxonTest with Pratt's zeros", () => {
  it("counts the exact law where four thousand zeros lift the ranks", () => {
    const { method, nonZero, p } = wilcoxonTest(withZeros(4000, 100), { zeros: "pratt" });
    expect([method, nonZero]).toEqual(["exact", 100]);
    const near = wilcoxonTest(withZeros(4000, 100), { zeros: "pratt", method: "approximate" });
    expect(p / near.p).toBeCloseTo(1, 0);
  });

  it("approximates by default where the exact law cannot be counted, and refuses it where it is asked for", () => {
    const many = withZeros(40_000, 100);
    expect(wilcoxonTest(many, { zeros: "pratt" })).toEqual(
      wilcoxonTest(many, { zeros: "pratt", method: "approximate" }),
    );
    expect(() => wilcoxonTest(many, { zeros: "pratt", method: "exact" })).toThrow(
      "wilcoxonTest requires fewer differences for the exact method, got 100 and 40000 zeros",
    );
  });
});
