import fc from "fast-check";
import { createRng } from "isocompute";
import {
  expectedImprovement,
  gaussianProcess,
  kernelOn,
  matern52,
  probabilityOfImprovement,
  productKernel,
  squaredExponential,
  sumKernel,
} from "isocompute/numerics";
import { describe, expect, it } from "vitest";

const coordinate = fc.double({ min: -3, max: 3, noNaN: true });
const observations = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 12 });
const candidates = [
  [0, 0],
  [1, -1],
  [-2.5, 0.5],
  [10, 10],
];
const near = (got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 1e-8) => {
  expect(got.length).toBe(want.length);
  for (let i = 0; i < got.length; i++) expect(Math.abs((got[i] ?? 0) - (want[i] ?? 0))).toBeLessThan(tolerance);
};

describe("gaussianProcess(points, values, kernel, options)", () => {
  const kernel = matern52({ lengthScale: [1, 2] });
  it("learns one by one what it learns at once, over candidates and alone", () => {
    fc.assert(
      fc.property(observations, fc.boolean(), (seen, standardise) => {
        const options = { noiseVariance: 0.1, priorMean: 0.2, standardise };
        const points = seen.map(([a, b]) => [a, b]);
        const values = seen.map(([, , v]) => v);
        const atOnce = gaussianProcess(points, values, kernel, options);
        const wanted = atOnce.predict(candidates);
        let process = gaussianProcess<number[]>([], [], kernel, options);
        let belief = process.predict(candidates);
        seen.forEach(([a, b, v]) => {
          process = process.observe([a, b], v);
          belief = belief.observe([a, b], v);
        });
        for (const other of [process.predict(candidates), belief, belief.process.predict(candidates)]) {
          near(other.mean, wanted.mean);
          near(other.sd, wanted.sd);
          near(other.covariance(), wanted.covariance());
        }
        expect(process.logMarginalLikelihood).toBeCloseTo(atOnce.logMarginalLikelihood, 8);
        expect(belief.process.values).toEqual(atOnce.values);
      }),
    );
  });
  it("does not care for the order of observations", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const belief = (list: typeof seen) =>
          gaussianProcess(
            list.map(([a, b]) => [a, b]),
            list.map(([, , v]) => v),
            kernel,
            { noiseVariance: list.map(([a]) => 0.05 + a * a) },
          ).predict(candidates);
        const [one, other] = [belief(seen), belief([...seen].reverse())];
        near(one.mean, other.mean);
        near(one.sd, other.sd);
      }),
    );
  });
  it("is never surer than an exact look, never less sure than its prior", () => {
    fc.assert(
      fc.property(observations, (seen) => {
        const points = seen.map(([a, b]) => [a, b]);
        const belief = gaussianProcess(points, new Float64Array(points.length), kernel, { noiseVariance: 0.01 });
        for (const sd of belief.predict([...points, ...candidates]).sd) {
          expect(sd).toBeGreaterThan(0);
          expect(sd).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });
  it("says the likelihood of the normal law it stands for", () => {
    // Two observations, by hand: covariance [[1 + s, c], [c, 1 + s]].
    const c = kernel([0, 0], [1, 1]);
    const s = 0.3;
    const [y1, y2] = [0.7, -0.2];
    const determinant = (1 + s) ** 2 - c * c;
    const square = ((1 + s) * (y1 * y1 + y2 * y2) - 2 * c * y1 * y2) / determinant;
    const wanted = -square / 2 - Math.log(determinant) / 2 - Math.log(2 * Math.PI);
    const points = [
      [0, 0],
      [1, 1],
    ];
    const process = gaussianProcess(points, [y1, y2], kernel, { noiseVariance: s });
    expect(process.logMarginalLikelihood).toBeCloseTo(wanted, 12);
  });
  it("covers the truth as often as it says, when the truth is drawn from its prior", () => {
    const rng = createRng("gaussian-process-calibration");
    const points = Array.from({ length: 13 }, (_, i) => [i / 2, 0]);
    const prior = gaussianProcess<number[]>([], [], kernel).predict(points);
    const runs = 400;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // A draw of all 13 values, one after the other, each given the ones before: the chain rule of the normal law.
      const stream = rng.fork(`${run}`);
      let drawn = prior;
      const truth = points.map((point, i) => {
        const value = (drawn.mean[i] ?? 0) + (drawn.sd[i] ?? 0) * stream.normal();
        drawn = drawn.observe(point, value, 1e-9);
        return value;
      });
      const seen = points.map((_, i) => i).filter((i) => i % 3 === 0);
      const noisy = seen.map((i) => (truth[i] ?? 0) + 0.3 * stream.normal());
      const belief = gaussianProcess(
        seen.map((i) => points[i] ?? []),
        noisy,
        kernel,
        { noiseVariance: 0.09 },
      ).predict(points);
      const asked = 1 + stream.below(12);
      covered += Number(
        Math.abs((belief.mean[asked] ?? 0) - (truth[asked] ?? 0)) <= 1.959964 * (belief.sd[asked] ?? 0),
      );
    }
    // Four standard errors of a 95 % rate in 400 runs.
    expect(Math.abs(covered / runs - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / runs));
  });
  it("says what was wrong with the input", () => {
    expect(() => gaussianProcess([[0]], [], matern52())).toThrow("a value for every point, got 0 for 1");
    expect(() => gaussianProcess([[0]], [1], matern52(), { noiseVariance: -1 })).toThrow("at least zero, got -1");
    expect(() => gaussianProcess([[0]], [1], matern52(), { noiseVariance: [1, 1] })).toThrow("got 2 for 1");
    expect(() => gaussianProcess([[0], [1, 2]], [1, 1], matern52())).toThrow("vectors of one length, got 1 and 2");
    expect(() => gaussianProcess([[Number.NaN]], [1], matern52())).toThrow("finite kernel values, got NaN");
    expect(() => gaussianProcess([[0]], [1], () => -1)).toThrow("positive definite");
    const one = gaussianProcess([[0]], [1], matern52(), { noiseVariance: [0.1] });
    expect(() => one.observe([1], 1)).toThrow("observe requires a noise variance");
    expect(() => one.predict([[0]]).covariance([1])).toThrow("indices below 1, got 1");
  });
});

describe("kernels", () => {
  it("compose as independent parts and interactions do", () => {
    type Point = { readonly model: string; readonly k: number };
    const same = (a: Point, b: Point) => Number(a.model === b.model);
    const k = kernelOn((p: Point) => [Math.log(p.k)], squaredExponential());
    const composite = sumKernel<Point>(k, productKernel(same, k));
    const [a, b, c] = [
      { model: "s", k: 1 },
      { model: "s", k: 4 },
      { model: "l", k: 4 },
    ];
    expect(composite(a, b)).toBeCloseTo(2 * k(a, b), 14);
    expect(composite(a, c)).toBeCloseTo(k(a, b), 14);
    expect(() => sumKernel()).toThrow("at least one kernel");
    expect(() => matern52({ lengthScale: 0 })).toThrow("matern52 requires length scales above zero, got [0]");
    expect(() => squaredExponential({ variance: Number.NaN })).toThrow("variance above zero, got NaN");
  });
});

describe("expectedImprovement(belief, best)", () => {
  const belief = fc.record({ mean: coordinate, sd: fc.double({ min: 0, max: 3, noNaN: true }), best: coordinate });
  it("is the integral of the chance to improve by more", () => {
    fc.assert(
      fc.property(belief, ({ mean, sd, best }) => {
        // Midpoint rule over the margin; the chance falls from margin 0 on.
        const [from, to, steps] = [0, Math.max(0, mean - best) + 9 * sd + 1e-9, 4000];
        const width = (to - from) / steps;
        let integral = 0;
        for (let i = 0; i < steps; i++)
          integral +=
            width *
            (probabilityOfImprovement({ mean: [mean], sd: [sd] }, best, { margin: from + (i + 0.5) * width })[0] ?? 0);
        const ei = expectedImprovement({ mean: [mean], sd: [sd] }, best)[0] ?? 0;
        expect(Math.abs(ei - integral)).toBeLessThan(width);
      }),
      { numRuns: 30 },
    );
  });
  it("minimises as it maximises the mirror image", () => {
    fc.assert(
      fc.property(belief, ({ mean, sd, best }) => {
        const up = expectedImprovement({ mean: [mean], sd: [sd] }, best, { margin: 0.1 });
        const down = expectedImprovement({ mean: [-mean], sd: [sd] }, -best, { margin: 0.1, direction: "minimise" });
        expect(down).toEqual(up);
      }),
    );
  });
  it("has no step where its two formulas meet", () => {
    const ei = expectedImprovement({ mean: [-2.5 + 1e-9, -2.5 - 1e-9], sd: [1, 1] }, 0);
    expect(Math.abs((ei[0] ?? 0) / (ei[1] ?? 1) - 1)).toBeLessThan(1e-7);
  });
  it("refuses what is not a belief", () => {
    expect(() => expectedImprovement({ mean: [1], sd: [] }, 0)).toThrow("a spread for every mean");
    expect(() => expectedImprovement({ mean: [1], sd: [-1] }, 0)).toThrow("spread -1 at index 0");
    expect(() => expectedImprovement({ mean: [1], sd: [1] }, Number.NaN)).toThrow("finite best value");
  });
});
