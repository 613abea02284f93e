import { createRng } from "isocompute/core";
import { dipStatistic, dipTest, isotonic, unimodal, valley } from "isocompute/unimodality";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

describe("isotonic_unimodal.json", () => {
  const cases = goldenCases("isotonic_unimodal");
  it("has all its cases", () => expect(cases.length).toBe(25));
  it.each(cases)("$id: $description", ({ id, inputs, expected }) => {
    const close = { abs: 1e-10 };
    const options = { weights: inputs.weights, x: inputs.x };
    for (const decreasing of [false, true]) {
      const want = decreasing ? expected.decreasing : expected.increasing;
      const got = isotonic(inputs.y, { ...options, decreasing });
      expectClose(got.fitted, want.fitted, close, `${id} fitted`);
      expectClose(got.sse, want.sse, close, `${id} sse`);
      expect(got.blocks, `${id} blocks`).toBe(want.blocks);
    }
    const got = unimodal(inputs.y, options);
    const want = expected.unimodal;
    expectClose(got.sse, want.sse, close, `${id} unimodal sse`);
    if (want.unique_fit) {
      expectClose(got.fitted, want.fitted, close, `${id} unimodal`);
      expect(got.mode, `${id} mode`).toEqual(want.mode_plateau);
      expectClose(got.modeValue, want.mode_value, close, `${id} mode value`);
      expect(got.split, `${id} split`).toBe(want.optimal_splits[0]);
    } else {
      const fits: number[][] = [want.fitted, ...want.other_optimal_fits];
      const distance = fits.map((f) => Math.max(...f.map((v, i) => Math.abs(v - (got.fitted[i] ?? 0)))));
      expect(Math.min(...distance)).toBeLessThanOrEqual(1e-10);
    }
    const low = valley(inputs.y, options);
    expectClose(low.sse, expected.valley.sse, close, `${id} valley sse`);
    expectClose(low.fitted, expected.valley.fitted, close, `${id} valley`);
    expect(low.bottom[0], `${id} bottom`).toBe(expected.valley.min_index);
  });
});

describe("dip.json", () => {
  const cases = goldenCases("dip");
  it("has all its cases", () => expect(cases.length).toBe(6));
  it.each(cases)("$id", ({ id, inputs, expected, tolerance }) => {
    expect(Math.abs(dipStatistic(inputs.x) - expected.dip), id).toBeLessThanOrEqual(Number(tolerance["dip_abs"]));
    const { p } = dipTest(inputs.x, createRng("golden-dip"));
    expect(Math.abs(p - expected.p_value_interpolated), `${id} p`).toBeLessThanOrEqual(Number(tolerance["p_abs"]));
  });
});

/** What we chose among the behaviours each case calls acceptable. */
const edges: Readonly<Record<string, (c: GoldenCase) => void>> = {
  isotonic_empty: ({ inputs }) =>
    expect(() => isotonic(inputs.y)).toThrow("isotonic requires at least one point, got none"),
  isotonic_single: ({ inputs }) => expect(Array.from(isotonic(inputs.y).fitted)).toEqual([0.3]),
  isotonic_nan: ({ inputs }) => expect(() => isotonic(inputs.y)).toThrow("finite y, got NaN at index 1"),
  isotonic_zero_weight: ({ inputs, expected }) =>
    expectClose(
      isotonic(inputs.y, { weights: inputs.weights }).fitted,
      expected.trusted.sklearn.returns,
      { abs: 1e-10 },
      "zero weight",
    ),
  isotonic_all_zero_weight: ({ inputs }) =>
    expect(() => isotonic(inputs.y, { weights: inputs.weights })).toThrow(
      "at least one positive weight, got none among 2",
    ),
  isotonic_negative_weight: ({ inputs }) =>
    expect(() => isotonic(inputs.y, { weights: inputs.weights })).toThrow(
      "weights of at least zero, got -1 at index 1",
    ),
  isotonic_duplicate_x: ({ inputs, expected }) =>
    expectClose(
      isotonic(inputs.y, { x: inputs.x }).fitted,
      expected.trusted.sklearn.returns,
      { abs: 1e-10 },
      "duplicate x",
    ),
  isotonic_inf: ({ inputs }) => expect(() => isotonic(inputs.y)).toThrow("finite y, got Infinity at index 1"),
};

describe("the isotonic edges of edge_other.json", () => {
  const cases = goldenCases("edge_other").filter((c) => c.kind === "isotonic");
  it("have each an answer of ours", () => expect(cases.map((c) => c.id).sort()).toEqual(Object.keys(edges).sort()));
  it.each(cases)("$id", (c) => edges[c.id]?.(c));
});
