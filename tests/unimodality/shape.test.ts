import { createRng, type Rng } from "isocompute/core";
import {
  countFalls,
  fallTest,
  peakInterval,
  riseTest,
  secondPeakTest,
  shape,
  trendTest,
  unimodal,
  zoom,
} from "isocompute/unimodality";
import { describe, expect, it } from "vitest";

const ks = [1, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 95];

function rates(truth: (k: number) => number, questions: number, rng: Rng): number[] {
  return ks.map((k) => {
    const p = truth(k);
    let hits = 0;
    for (let i = 0; i < questions; i++) if (rng.uniform() < p) hits++;
    return hits / questions;
  });
}

describe("fallTest(x, y, rng, options)", () => {
  // Monotone saturating curves of the kinds the curves room knows, and the flat one, the hardest of all.
  const monotone: [string, (k: number) => number][] = [
    ["flat", () => 0.7],
    ["power", (k) => 0.8 - 0.3 * k ** -0.6],
    ["exponential", (k) => 0.82 - 0.3 * Math.exp(-0.15 * k)],
  ];
  it.each(monotone)("rejects a true %s curve no more often than its level", (name, truth) => {
    for (const noise of ["trials", "unknown"]) {
      const rng = createRng(`fall-null-${name}-${noise}`);
      let rejected = 0;
      const runs = 200;
      for (let r = 0; r < runs; r++) {
        const y = rates(truth, 100, rng);
        const options = noise === "trials" ? { trials: 100, resamples: 79 } : { resamples: 79 };
        if (fallTest(ks, y, rng.fork(r), options).p <= 0.05) rejected++;
      }
      // Three standard deviations above 5 % of 200 runs.
      expect(rejected, noise).toBeLessThanOrEqual(19);
    }
  });
  it("finds a fall of ten points with 500 questions nearly always", () => {
    const rng = createRng("fall-power");
    let found = 0;
    for (let r = 0; r < 40; r++) {
      const y = rates((k) => 0.82 - 0.3 * Math.exp(-0.2 * k) - 0.0011 * k, 500, rng);
      if (fallTest(ks, y, rng.fork(r), { trials: 500, resamples: 79 }).p <= 0.05) found++;
    }
    expect(found).toBeGreaterThan(35);
  });
  it("repeats under the same stream, in any order of the points", () => {
    const y = rates((k) => 0.8 - 0.001 * k, 100, createRng("order"));
    const one = fallTest(ks, y, createRng("same"), { trials: 100 });
    const reversed = fallTest([...ks].reverse(), [...y].reverse(), createRng("same"), { trials: 100 });
    expect(reversed).toEqual(one);
  });
  it("mirrors riseTest", () => {
    const y = rates((k) => 0.5 + 0.003 * k, 100, createRng("mirror"));
    expect(riseTest(ks, y, createRng("m"), { trials: 100 }).p).toBeLessThan(0.05);
    expect(fallTest(ks, y, createRng("m"), { trials: 100 }).p).toBeGreaterThan(0.05);
  });
  it("refuses bad input", () => {
    const rng = createRng("bad");
    expect(() => fallTest([1, 2], [0.1, 0.2], rng)).toThrow("at least three points, got 2");
    expect(() => fallTest([1, 2, 2], [0.1, 0.2, 0.3], rng)).toThrow("distinct x, got 2 twice");
    expect(() => fallTest([1, 2, 3], [10, 20, 30], rng, { trials: 50 })).toThrow("divide percentages by 100");
    expect(() => fallTest([1, 2, 3], [0.1, Number.NaN, 0.3], rng)).toThrow("finite x and y, got 2 and NaN at index 1");
    // A fall of one step in twenty would otherwise look certain, only because the points are rounded.
    const stepped = [0.7, 0.7, 0.72, 0.74, 0.74, 0.76, 0.74];
    expect(() => fallTest([1, 2, 3, 4, 5, 6, 7], stepped, rng)).toThrow("requires trials or sigma");
    expect(() => peakInterval([1, 2, 3, 4, 5, 6, 7], stepped, rng)).toThrow("requires trials or sigma");
    expect(() => fallTest([1, 2, 3], [0.1, 0.2, 0.3], rng, { trials: -5 })).toThrow("3 positive integers, got -5");
    expect(() => secondPeakTest([1, 2, 3], [0.1, 0.2, 0.3], rng)).toThrow("requires trials or sigma");
  });
});

describe("trendTest and secondPeakTest", () => {
  it("reject a flat and a one-peaked truth about as rarely as they say", () => {
    const rng = createRng("trend-null");
    let [trend, second] = [0, 0];
    for (let r = 0; r < 120; r++) {
      const flat = rates(() => 0.6, 100, rng);
      if (trendTest(ks, flat, rng.fork(r), { trials: 100, resamples: 79 }).p <= 0.05) trend++;
      if (secondPeakTest(ks, flat, rng.fork(r), { trials: 100, resamples: 79 }).p <= 0.05) second++;
    }
    expect(trend).toBeLessThanOrEqual(14);
    expect(second).toBeLessThanOrEqual(14);
  });
});

describe("peakInterval(x, y, rng, options)", () => {
  it("holds the true top about as often as it promises", () => {
    const truth = (k: number) => 0.9 * (1 - Math.exp(-0.5 * Math.sqrt(k))) - 0.003 * k;
    const top = ks.reduce((a, b) => (truth(b) > truth(a) ? b : a));
    const rng = createRng("peak-coverage");
    let covered = 0;
    for (let r = 0; r < 80; r++) {
      const { low, high } = peakInterval(ks, rates(truth, 100, rng), rng.fork(r), { trials: 100, resamples: 79 });
      if (low <= top && top <= high) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(70);
  });
  it.each([0, -1, 1.5, Number.NaN])("refuses %s resamples, which would leave the narrowest interval", (resamples) => {
    const y = [0.2, 0.5, 0.9, 0.6, 0.3];
    expect(() => peakInterval([1, 2, 4, 8, 16], y, createRng("few"), { trials: 50, resamples })).toThrow(
      `peakInterval requires a positive number of resamples, got ${resamples}`,
    );
  });
});

describe("shape(x, y, rng, options)", () => {
  it("decides in both directions and otherwise says undecided", () => {
    const falls = ks.map((k) => 0.8 - 0.004 * k);
    const rises = ks.map((k) => 0.8 - 0.3 / k);
    const verdict = (y: number[], sigma: number) =>
      shape(ks, y, createRng("verdict"), { sigma, resamples: 199 }).verdict;
    expect(verdict(falls, 0.01)).toBe("supported");
    expect(verdict(rises, 0.002)).toBe("contradicted");
    expect(verdict(rises, 0.05)).toBe("undecided");
  });
  it.each([5, 8])(
    "contradicts a fall that is there no more often than its level, with noise estimated from %i points",
    (n) => {
      const rng = createRng(`contradicted-${n}`);
      const x = Array.from({ length: n }, (_, i) => i + 1);
      const top = Math.ceil(n / 2);
      const truth = x.map((k) => (k <= top ? 0.5 + (0.2 * k) / top : 0.7 - (0.02 * (k - top)) / (n - top)));
      const runs = 100;
      let contradicted = 0;
      for (let r = 0; r < runs; r++) {
        const y = truth.map((v) => v + 0.005 * rng.normal());
        // Points exactly on a unimodal curve leave no noise to estimate, and are refused.
        if (unimodal(y).sse < 1e-20) continue;
        if (shape(x, y, rng.fork(r), { resamples: 79 }).verdict === "contradicted") contradicted++;
      }
      // Three standard deviations above 5 % of 100 runs.
      expect(contradicted).toBeLessThanOrEqual(11);
    },
  );
  it("refuses resamples that cannot reach the level", () => {
    const judge = (resamples: number) =>
      shape([1, 2, 4, 8], [0.2, 0.9, 0.5, 0.1], createRng("few"), { trials: 500, resamples }).verdict;
    expect(() => judge(18)).toThrow("shape requires at least 19 resamples to find a fall at level 0.05, got 18");
    expect(judge(19)).toBe("supported");
  });
  it("finds the plateau of a step", () => {
    const y = ks.map((k) => (k < 20 ? 0.5 : 0.75));
    const { plateau } = shape(ks, y, createRng("plateau"), { sigma: 0.02, resamples: 99 });
    expect([plateau.from, plateau.to]).toEqual([20, 95]);
    expect(plateau.level).toBeCloseTo(0.75, 12);
    expect(plateau.standardError).toBeCloseTo(0.02 / Math.sqrt(8), 12);
  });
});

describe("countFalls(curves, rng, options)", () => {
  it("corrects for the number of curves by Holm", () => {
    const rng = createRng("collection");
    const flat = Array.from({ length: 6 }, (_, i) => ({ name: `flat ${i}`, x: ks, y: rates(() => 0.7, 100, rng) }));
    const real = { name: "real", x: ks, y: rates((k) => 0.9 - 0.005 * k, 100, rng) };
    const count = countFalls([...flat, real], createRng("count"), { trials: 100, resamples: 399 });
    expect(count.curves).toBe(7);
    expect(count.surviving).toBe(1);
    const smallest = Math.min(...count.byCurve.map((c) => c.p));
    expect(count.byCurve.find((c) => c.name === "real")?.adjusted).toBeCloseTo(7 * smallest, 12);
  });
  const falls = Array.from({ length: 51 }, (_, i) => ({ name: `m${i}`, x: [1, 2, 4, 8], y: [0.2, 0.9, 0.5, 0.1] }));
  it("simulates so often that falls in many curves can survive", () => {
    const { surviving, byCurve } = countFalls(falls, createRng("many"), { trials: 500 });
    expect(surviving).toBe(51);
    expect(byCurve[0]?.p).toBe(1 / 4081);
  });
  it("refuses resamples with which no fall could survive, and takes the first number with which one can", () => {
    const count = (resamples: number) => countFalls(falls, createRng("many"), { trials: 500, resamples });
    expect(() => count(1018)).toThrow(
      "countFalls requires at least 1019 resamples to find a fall among 51 curves at level 0.05, got 1018",
    );
    expect(count(1019).surviving).toBe(51);
  });
});

describe("zoom(measure, from, to, options)", () => {
  it("resolves exact curves within its bound", () => {
    for (let peak = 1; peak <= 100; peak++) {
      const found = zoom((k) => ({ value: -((k - peak) ** 2), standardError: 0 }), 1, 100);
      expect([found.at, found.ending]).toEqual([peak, "resolved"]);
      expect(found.evaluations).toBeLessThanOrEqual(found.bound);
    }
  });
  it("stops where noise would decide, with the peak still in its bracket", () => {
    const found = zoom((k) => ({ value: -((k - 40) ** 2) / 1e4, standardError: 0.05 }), 1, 100);
    expect(found.ending).toBe("noise");
    expect(found.bracket[0] <= 40 && 40 <= found.bracket[1]).toBe(true);
  });
});
