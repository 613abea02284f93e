import { families, fit as fitCurve } from "isocompute/curves";
import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases } from "./golden-cases.js";

const cases = goldenCases("edge_other").filter((c) => c.kind === "fit");

/** What we chose among the behaviours each case calls acceptable. */
const choices: Readonly<Record<string, (c: GoldenCase) => void>> = {
  fit_fewer_points_than_parameters: ({ inputs }) =>
    expect(() => fitCurve(families.power, inputs.x, inputs.y)).toThrow(
      "fit requires at least 3 points for the 3 parameters of power, got 2",
    ),
  fit_n_equals_p: ({ inputs }) => {
    const got = fitCurve(families.power, inputs.x, inputs.y);
    expect(got.sse).toBeLessThan(1e-12);
    expect([got.covariance, got.aicc]).toEqual([null, Number.POSITIVE_INFINITY]);
  },
  fit_constant_y: ({ inputs }) => {
    const got = fitCurve(families.power, inputs.x, inputs.y);
    expect(got.sse).toBeLessThan(1e-10);
    expect(got.ending).toBe("singular");
    expect(got.unidentified).toContain("c");
    expect(got.aicc).not.toBeNaN();
  },
  fit_nan_y: ({ inputs }) =>
    expect(() => fitCurve(families.power, inputs.x, inputs.y)).toThrow("fit requires finite y, got NaN at index 1"),
  fit_x_zero: ({ inputs }) => {
    expect(() => fitCurve(families.power, inputs.x, inputs.y)).toThrow(
      "fit requires positive x for power, got 0 at index 0",
    );
    expect(fitCurve(families.satexp, inputs.x, inputs.y).ending).toBe("converged");
    expect(fitCurve(families.risefall, inputs.x, inputs.y).ending).not.toBe("stalled");
  },
  fit_p0_outside_bounds: ({ inputs }) => {
    const [a, b, c] = inputs.p0;
    expect(() => fitCurve(families.power, inputs.x, inputs.y, { start: { a, b, c } })).toThrow(
      "a start inside [0, 1] for a of power, got 2",
    );
  },
  fit_default_start_fails: ({ inputs, expected }) => {
    const got = fitCurve(families.exppow, inputs.x, inputs.y);
    expect((got.parameters["a"] ?? 0) / expected.trusted.global_optimum.a).toBeCloseTo(1, 3);
    expect((got.parameters["b"] ?? 0) / expected.trusted.global_optimum.b).toBeCloseTo(1, 3);
    expect(got.ending).toBe("converged");
  },
  fit_unsorted_duplicate_x: ({ inputs, expected }) => {
    const order = [...inputs.x.keys()].sort((i, j) => inputs.x[i] - inputs.x[j]);
    const sorted = fitCurve(
      families.power,
      order.map((i) => inputs.x[i]),
      order.map((i) => inputs.y[i]),
    );
    const got = fitCurve(families.power, inputs.x, inputs.y);
    const want = expected.trusted.least_squares;
    expect(got.sse / want.sse).toBeCloseTo(1, 6);
    expect(got.sse / sorted.sse).toBeCloseTo(1, 9);
    for (const [name, value] of Object.entries<number>(want.params))
      expect((got.parameters[name] ?? 0) / value).toBeCloseTo(1, 3);
  },
  fit_all_ones: ({ inputs }) => {
    const got = fitCurve(families.exppow, inputs.x, inputs.y);
    expect(got.atBound.length).toBeGreaterThan(0);
    expect(got.ending).not.toBe("converged");
    for (const value of got.fitted) expect(Math.abs(value - 1)).toBeLessThan(1e-5);
  },
  fit_perfect_step_hill: ({ inputs }) => {
    const got = fitCurve(families.hill, inputs.x, inputs.y);
    expect(got.sse).toBeLessThan(1e-4);
    expect(got.atBound).toContain("h");
    const lastZero = Math.max(...inputs.x.filter((_: number, i: number) => inputs.y[i] === 0));
    const firstOne = Math.min(...inputs.x.filter((_: number, i: number) => inputs.y[i] === 1));
    expect(got.parameters["K"]).toBeGreaterThan(lastZero);
    expect(got.parameters["K"]).toBeLessThan(firstOne);
  },
  logistic_perfect_separation: ({ inputs }) => {
    const got = fitCurve(families.logistic, inputs.x, inputs.y, { trials: 1, bounds: { U: [0, 1] } });
    expect(got.ending).not.toBe("converged");
    expect(got.atBound).toContain("s");
  },
};

describe("the edges of fitting in edge_other.json", () => {
  it("have each an answer of ours", () => expect(cases.map((c) => c.id).sort()).toEqual(Object.keys(choices).sort()));
  it.each(cases)("$id: $description", (c) => choices[c.id]?.(c));
});
