import fc from "fast-check";
import { createRng } from "isocompute/core";
import { averaged, compare, families, fit as fitCurve, predict } from "isocompute/curves";
import { describe, expect, it } from "vitest";

const k = [1, 2, 4, 8, 16, 32, 64, 100];
const rising = k.map((x, i) => 0.8 - 0.3 * x ** -0.6 + 0.004 * (i % 2 === 0 ? 1 : -1));

describe("fit(family, x, y, options)", () => {
  it("finds the same optimum in any order of the points", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...k.keys()], { minLength: k.length }), (order) => {
        const shuffled = fitCurve(
          families.power,
          order.map((i) => k[i] ?? 0),
          order.map((i) => rising[i] ?? 0),
        );
        expect(shuffled.parameters["a"]).toBeCloseTo(fitCurve(families.power, k, rising).parameters["a"] ?? 0, 8);
      }),
      { numRuns: 20 },
    );
  });
  it("repeats to the last bit", () => {
    expect(fitCurve(families.hill, k, rising, { starts: 20 }).theta).toEqual(
      fitCurve(families.hill, k, rising, { starts: 20 }).theta,
    );
  });
  it("does not care for the unit of weights, and reads sigma as known", () => {
    const weights = k.map((_, i) => 1 + i);
    const one = fitCurve(families.power, k, rising, { weights });
    const ten = fitCurve(families.power, k, rising, { weights: weights.map((w) => 10 * w) });
    expect(ten.standardErrors?.["a"]).toBeCloseTo(one.standardErrors?.["a"] ?? 0, 10);
    const known = fitCurve(families.power, k, rising, { sigma: weights.map((w) => 0.01 / Math.sqrt(w)) });
    const doubled = fitCurve(families.power, k, rising, { sigma: weights.map((w) => 0.02 / Math.sqrt(w)) });
    expect(doubled.standardErrors?.["a"]).toBeCloseTo(2 * (known.standardErrors?.["a"] ?? 0), 10);
    expect(doubled.sse).toBeCloseTo(known.sse / 4, 9);
  });
  it("maximises the binomial likelihood of counts", () => {
    // For a constant the estimate is the pooled rate and the standard error √(p(1−p)/N): known in closed form.
    const rates = [0.5, 0.6, 0.7];
    const trials = [10, 20, 70];
    const pooled = (5 + 12 + 49) / 100;
    const got = fitCurve(families.const, [1, 2, 3], rates, { trials });
    expect(got.parameters["a"]).toBeCloseTo(pooled, 9);
    expect(got.standardErrors?.["a"]).toBeCloseTo(Math.sqrt((pooled * (1 - pooled)) / 100), 9);
    const deviance = rates.reduce((sum, y, i) => {
      const m = trials[i] ?? 0;
      return sum + 2 * m * (y * Math.log(y / pooled) + (1 - y) * Math.log((1 - y) / (1 - pooled)));
    }, 0);
    expect(got.sse).toBeCloseTo(deviance, 9);
    expect(got.aicc).toBeCloseTo(deviance + 2 + 4, 9);
  });
  it("beats every other parameter vector at the binomial likelihood", () => {
    const rng = createRng("binomial-optimum");
    const y = k.map((x) => Math.round(50 * (0.8 - 0.4 * x ** -0.7)) / 50);
    const got = fitCurve(families.power, k, y, { trials: 50 });
    const loss = (a: number, b: number, c: number) =>
      k.reduce((sum, x, i) => {
        const f = families.power.evaluate([a, b, c], x);
        const rate = y[i] ?? 0;
        return sum - 50 * (rate * Math.log(f) + (1 - rate) * Math.log(1 - f));
      }, 0);
    const { a = 0, b = 0, c = 0 } = got.parameters;
    const own = loss(a, b, c);
    for (let i = 0; i < 500; i++) {
      const scale = i % 2 === 0 ? 0.1 : 0.003;
      const other = loss(a + scale * rng.normal(), b + scale * rng.normal(), c + scale * rng.normal());
      if (Number.isFinite(other)) expect(other).toBeGreaterThanOrEqual(own - 1e-9);
    }
  });
  it("holds what it is told to hold", () => {
    const held = fitCurve(families.power, k, rising, { fixed: { a: 0.9 } });
    expect(held.parameters["a"]).toBe(0.9);
    expect(held.degreesOfFreedom).toBe(k.length - 2);
    expect(held.covariance?.[0]?.[0]).toBeNaN();
    expect(held.ending).toBe("converged");
  });
  it("says at bound, and names the parameter", () => {
    const got = fitCurve(families.power, k, rising, { bounds: { a: [0, 0.7] } });
    expect([got.ending, got.atBound]).toEqual(["at bound", ["a"]]);
  });
  it("ignores a gross outlier under a robust loss", () => {
    const spoiled = rising.with(5, 0.2);
    const robust = fitCurve(families.power, k, spoiled, { loss: "cauchy", lossScale: 0.01 });
    expect(robust.parameters["a"]).toBeCloseTo(fitCurve(families.power, k, rising).parameters["a"] ?? 0, 1);
    expect(robust.cost).toBeLessThan(fitCurve(families.power, k, spoiled).cost);
  });
  it("refuses bad input and says what it wanted", () => {
    const refuses = (x: number[], y: number[], message: string, options = {}) =>
      expect(() => fitCurve(families.power, x, y, options)).toThrow(message);
    refuses(
      [1, 2, 3],
      [50.6, 64, 67],
      "fit requires rates in [0, 1] for power, got 50.6 at index 0; divide percentages by 100",
    );
    refuses(
      [2, 2, 2, 2],
      [0.5, 0.6, 0.5, 0.6],
      "at least 3 distinct x for the 3 parameters of power, got 4 points at one x, 2",
    );
    refuses([1, 2, 2, 1], [0.5, 0.6, 0.5, 0.6], "got 2 among 4 points");
    refuses([1, 2, -3], [0.5, 0.6, 0.5], "fit requires positive x for power, got -3 at index 2");
    refuses([1, Number.NaN, 3], [0.5, 0.6, 0.5], "fit requires finite x, got NaN at index 1");
    refuses([1, 2, 3], [0.5, 0.6], "x and y of one length, got 3 and 2");
    refuses(k, rising, "trials to be a positive integer, got -50 at index 0", { trials: -50 });
    refuses(k, rising, "weights to be a positive number, got 0 at index 1", { weights: [1, 0, 1, 1, 1, 1, 1, 1] });
    refuses(k, rising, "at most one of weights, sigma and trials", { trials: 50, weights: k });
    refuses(k, rising, "bounds to name parameters of power (a, b, c), got limit", { bounds: { limit: [0, 1] } });
    refuses(k, rising, "the linear loss for counts", { trials: 50, loss: "huber" });
    refuses(k, rising, "a start for every free parameter of power, got none for b", { start: { a: 0.5 } });
  });
});

describe("predict(fit, x)", () => {
  it("gives the standard error of the mean: for a constant, s/√n", () => {
    const y = [0.4, 0.5, 0.6, 0.7];
    const got = predict(fitCurve(families.const, [1, 2, 3, 4], y), [10]);
    expect(got.standardError?.[0]).toBeCloseTo(Math.sqrt(0.05 / 3 / 4), 12);
  });
  it("refuses x outside the family's domain", () => {
    expect(() => predict(fitCurve(families.power, k, rising), [0])).toThrow(
      "predict requires positive x for power, got 0",
    );
  });
});

describe("compare(x, y, options)", () => {
  it("finds the family that made the points, and leaves out what cannot be fitted", () => {
    const rng = createRng("compare");
    const y = k.map((x) => 0.8 - 0.5 * x ** -0.6 + 0.001 * rng.normal());
    const all = compare(k, y);
    expect(all.best.name).toBe("power");
    expect(all.rivals.reduce((sum, r) => sum + r.weight, 0)).toBeCloseTo(1, 12);
    expect(compare(k.slice(0, 3), y.slice(0, 3)).left.map((l) => l.name)).toEqual([
      "hill",
      "risefall",
      "gaindecay",
      "aggregation",
    ]);
    expect(() => compare([0, 0], [0.5, 0.6], { families: [families.power] })).toThrow("more points than 2");
  });
  it("averages by weight, with an error no smaller than any agreeing family's", () => {
    const both = compare(k, rising, { families: [families.power, families.satexp, families.exppow] });
    const { y, standardError } = averaged(both, [200]);
    const own = both.rivals.map((r) => predict(r.fit, [200]).y[0] ?? 0);
    expect(y[0]).toBeGreaterThanOrEqual(Math.min(...own));
    expect(y[0]).toBeLessThanOrEqual(Math.max(...own));
    expect(standardError?.[0]).toBeGreaterThan(0);
  });
});
