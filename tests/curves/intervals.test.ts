import { createRng, type Rng } from "isocompute/core";
import {
  bestK,
  bootstrapFit,
  costOptimalK,
  crossing,
  extrapolate,
  families,
  fitBand,
  fit as fitCurve,
  kToReach,
  leaveOneOut,
  plateauOnset,
  profileInterval,
} from "isocompute/curves";
import { describe, expect, it } from "vitest";

const k = [1, 2, 4, 8, 16, 32, 64];
const line = k.map((x, i) => 0.5 + 0.05 * Math.log(x) + 0.004 * ([1, -1, 0.5, -1, 1, 0.5, -1][i] ?? 0));
const binomial = (p: number, n: number, rng: Rng) => {
  let hits = 0;
  for (let i = 0; i < n; i++) if (rng.uniform() < p) hits++;
  return hits / n;
};

describe("profileInterval(fit, target)", () => {
  it("is Student's interval for a straight line, for parameters and functions of them", () => {
    const straight = fitCurve(families.loglin, k, line);
    const t = 2.570581835636314; // Student's quantile at 0.975 with 5 degrees of freedom
    const { low, high, estimate } = profileInterval(straight, "b");
    const se = straight.standardErrors?.["b"] ?? 0;
    expect(low).toBeCloseTo(estimate - t * se, 6);
    expect(high).toBeCloseTo(estimate + t * se, 6);
    const double = profileInterval(straight, (theta) => 2 * (theta[1] ?? 0));
    expect(double.high).toBeCloseTo(2 * high, 6);
  });
  it("is open where the box, not the data, ends it", () => {
    const y = k.map((x) => 0.99 - 0.4 * x ** -0.3);
    const open = profileInterval(fitCurve(families.power, k, y, { trials: 50 }), "a");
    expect([open.high, open.highOpen]).toEqual([1, true]);
  });
  it("covers a true asymptote of counts about as often as it says", () => {
    const theta = [0.82, 0.4, 0.15];
    const rng = createRng("asymptote-coverage");
    let covered = 0;
    const runs = 200;
    for (let r = 0; r < runs; r++) {
      const y = k.map((x) => binomial(families.satexp.evaluate(theta, x), 100, rng));
      const { low, high } = profileInterval(fitCurve(families.satexp, k, y, { trials: 100 }), "a");
      if (low <= 0.82 && 0.82 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.995);
  });
  it("refuses what has no interval", () => {
    const straight = fitCurve(families.loglin, k, line);
    expect(() => profileInterval(straight, "c")).toThrow("a free parameter of loglin (a, b), got c");
    const exact = fitCurve(families.power, [1, 2, 4], [0.5, 0.6, 0.65]);
    expect(() => profileInterval(exact, "a")).toThrow("more points than parameters to estimate noise");
  });
});

describe("derived quantities", () => {
  it("know the peak of a parabola in ln k", () => {
    const y = k.map((x, i) => 0.7 - 0.02 * (Math.log(x) - 2) ** 2 + 0.002 * (i % 2 === 0 ? 1 : -1));
    const best = bestK(fitCurve(families.logquad, k, y));
    if (best.kind !== "found") throw new Error(best.why);
    expect(Math.log(best.estimate)).toBeCloseTo(2, 1);
    expect(best.low < Math.exp(2) && Math.exp(2) < best.high).toBe(true);
    expect(bestK(fitCurve(families.power, k, line))).toMatchObject({ kind: "none" });
  });
  it("know when a plateau begins, when a score is reached, and what a price is worth", () => {
    const y = k.map((x, i) => 0.8 - 0.3 * Math.exp(-0.2 * x) + 0.001 * (i % 2 === 0 ? 1 : -1));
    const curve = fitCurve(families.satexp, k, y);
    const { b = 0, c = 1 } = curve.parameters;
    const onset = plateauOnset(curve, { epsilon: 0.02 });
    expect(onset.kind === "found" && onset.estimate).toBeCloseTo(Math.log(b / 0.02) / c, 6);
    const reach = kToReach(curve, 0.75);
    expect(reach.kind === "found" && curve.family.evaluate(curve.theta, reach.estimate)).toBeCloseTo(0.75, 9);
    expect(kToReach(curve, 0.95)).toMatchObject({ kind: "none" });
    const worth = costOptimalK(curve, 0.005);
    expect(worth.kind === "found" && worth.estimate).toBeCloseTo(Math.log((b * c) / 0.005) / c, 4);
  });
  it("do not take a fall to a score for reaching it", () => {
    const falling = fitCurve(families.loglin, [1, 2, 4, 8], [0.803, 0.7633, 0.7317, 0.694]);
    expect(kToReach(falling, 0.7)).toEqual({
      kind: "none",
      why: "the fitted loglin curve is at 0.7 or above already at k = 1",
    });
    expect(kToReach(falling, 0.9)).toEqual({
      kind: "none",
      why: "the fitted loglin curve never reaches 0.9 from below",
    });
  });
  it("has no upper limit where curves that never get there fit as well, and one where they do not", () => {
    const k = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90];
    const y = [0.506, 0.64, 0.67, 0.67, 0.676, 0.68, 0.684, 0.682, 0.684, 0.686]; // MATH, 3B
    const few = fitCurve(families.satexp, k, y, { trials: 500 });
    const atMost = fitCurve(families.satexp, k, y, { trials: 500, bounds: { a: [0, 0.6759] } });
    expect(atMost.sse - few.sse).toBeLessThan(3.84); // a curve that never reaches 0.676 is not significantly worse
    expect(kToReach(few, 0.676)).toMatchObject({ kind: "found", highOpen: true, high: Number.POSITIVE_INFINITY });
    const many = kToReach(fitCurve(families.satexp, k, y, { trials: 500_000 }), 0.676);
    expect(many).toMatchObject({ kind: "found", highOpen: false });
    expect(many.kind === "found" && many.high).toBeLessThan(60);
  });

  it("begin at one sample", () => {
    const rising = fitCurve(families.power, [1, 2, 4, 8, 16], [0.503, 0.6133, 0.6873, 0.727, 0.75]);
    expect(kToReach(rising, 0.4)).toMatchObject({ kind: "none", why: expect.stringContaining("already at k = 1") });
    expect(costOptimalK(rising, 0.3)).toEqual({
      kind: "none",
      why: "k = 1 is already the best: no further sample is worth 0.3",
    });
    const near = kToReach(rising, 0.505);
    if (near.kind !== "found") throw new Error(near.why);
    expect([near.low, near.estimate >= 1, near.high > near.estimate]).toEqual([1, true, true]);
    expect(plateauOnset(rising, { epsilon: 0.9 })).toMatchObject({
      kind: "none",
      why: "the fitted power curve is within 0.9 of its best already at k = 1",
    });
    const y = k.map((x, i) => 0.7 - 0.02 * (Math.log(x) + 1) ** 2 + 0.001 * (i % 2 === 0 ? 1 : -1));
    expect(bestK(fitCurve(families.logquad, k, y))).toEqual({
      kind: "none",
      why: "the fitted logquad curve falls already from k = 1 on",
    });
  });
  it("find where a small model with many samples meets a large one, in budget", () => {
    const small = fitCurve(families.loglin, k, line);
    const large = fitCurve(
      families.const,
      k,
      k.map((_, i) => 0.65 + 0.002 * (i % 2 === 0 ? 1 : -1)),
    );
    const meet = crossing(small, large, { first: 1, each: 1 }, { first: 10, each: 10 }, { between: [1, 100] });
    if (meet.kind !== "found") throw new Error(meet.why);
    expect(small.family.evaluate(small.theta, meet.estimate)).toBeCloseTo(large.parameters["a"] ?? 0, 6);
    expect(meet.low < meet.estimate && meet.estimate < meet.high).toBe(true);
    expect(crossing(small, large, { first: 1, each: 1 }, { first: 10, each: 10 }, { between: [1, 11] }).kind).toBe(
      "none",
    );
  });
});

describe("fitBand(fit, x, options)", () => {
  it("is Student's band of a mean, wider for observations and for the whole curve at once", () => {
    const straight = fitCurve(families.loglin, k, line);
    const width = (options = {}) => {
      const band = fitBand(straight, [8], options);
      return (band.high[0] ?? 0) - (band.low[0] ?? 0);
    };
    const s = Math.sqrt(straight.sse / 5);
    expect(width()).toBeCloseTo((2 * 2.570581835636314 * s) / Math.sqrt(7), 8);
    expect(width({ kind: "observation" })).toBeCloseTo(2 * 2.570581835636314 * s * Math.sqrt(1 + 1 / 7), 8);
    // Scheffé: √(2 F(0.95; 2, 5)) with F = 5.786135.
    expect(width({ simultaneous: true }) / width()).toBeCloseTo(Math.sqrt(2 * 5.786135) / 2.570581835636314, 5);
  });
  it("refuses a fit without covariance", () => {
    expect(() =>
      fitBand(
        fitCurve(
          families.power,
          k,
          k.map(() => 0.7),
        ),
        [2],
      ),
    ).toThrow("a fit with a covariance, got one that ended singular");
  });
});

describe("bootstrapFit(fit, rng, options)", () => {
  it("agrees with Student's interval on a straight line, up to the resampling", () => {
    const straight = fitCurve(families.loglin, k, line);
    const { intervals, stalled } = bootstrapFit(straight, createRng("boot"), {
      resamples: 400,
      targets: { twice: (t) => 2 * (t[1] ?? 0) },
    });
    expect(stalled).toBe(0);
    expect((intervals["b"]?.standardError ?? 0) / (straight.standardErrors?.["b"] ?? 1)).toBeCloseTo(1, 0);
    expect(intervals["twice"]?.low).toBeCloseTo(2 * (intervals["b"]?.low ?? 0), 12);
  });
});

describe("extrapolate and leaveOneOut", () => {
  it("find the family that made the points", () => {
    const rng = createRng("beyond");
    const xs = [1, 2, 3, 5, 8, 12, 20, 32, 50, 80, 128];
    const y = xs.map((x) => 0.8 - 0.4 * x ** -0.8 + 0.001 * rng.normal());
    const chosen = [families.const, families.loglin, families.power];
    const beyond = extrapolate(xs, y, 20, { families: chosen });
    expect([beyond.best, beyond.trained, beyond.tested]).toEqual(["power", 7, 4]);
    expect(beyond.averaged.rmse).toBeLessThan(0.02);
    expect(leaveOneOut(xs, y, { families: chosen }).best).toBe("power");
    expect(() => extrapolate(xs, y, 128)).toThrow("points beyond 128 to test on, got none");
  });
});
