import fc from "fast-check";
import {
  brentMinimum,
  brentRoot,
  goldenSection,
  goldenSectionSteps,
  leastSquares,
  type ResidualModel,
} from "isocompute/numerics";
import { describe, expect, it } from "vitest";

const at = (a: ArrayLike<number>, i: number): number => a[i] ?? Number.NaN;

/** Rosenbrock's valley as two residuals. */
const rosenbrock: ResidualModel = {
  points: 2,
  parameters: 2,
  evaluate(t, r, j) {
    r[0] = 10 * (at(t, 1) - at(t, 0) ** 2);
    r[1] = 1 - at(t, 0);
    j.set([-20 * at(t, 0), 10, -1, 0]);
  },
};

describe("leastSquares(model, start, options)", () => {
  it("walks down Rosenbrock's valley and says it converged", () => {
    const result = leastSquares(rosenbrock, [-1.2, 1]);
    expect(result.ending).toBe("converged");
    expect(at(result.theta, 0)).toBeCloseTo(1, 8);
    expect(at(result.theta, 1)).toBeCloseTo(1, 8);
    expect(result.evaluations).toBeLessThan(60);
  });
  it("stops on the bound where the bounded optimum lies", () => {
    // With x ≤ 0.5 the optimum is (0.5, 0.25).
    const result = leastSquares(rosenbrock, [-1.2, 1], { upper: [0.5, 10] });
    expect([at(result.theta, 0), result.atBound[0], result.atBound[1]]).toEqual([0.5, 1, 0]);
    expect(at(result.theta, 1)).toBeCloseTo(0.25, 8);
    expect(result.ending).toBe("converged");
  });
  it("says limit when it was not given time", () => {
    expect(leastSquares(rosenbrock, [-1.2, 1], { maxIterations: 3 }).ending).toBe("limit");
  });
  it("solves every bounded linear problem: no feasible point is better", () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 10, maxLength: 10 }),
        fc.array(value, { minLength: 5, maxLength: 5 }),
        fc.array(fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })), {
          minLength: 20,
          maxLength: 20,
        }),
        (a, b, places) => {
          const cost = (x: number, y: number) =>
            b.reduce((sum, v, i) => sum + (at(a, 2 * i) * x + at(a, 2 * i + 1) * y - v) ** 2, 0) / 2;
          const linear: ResidualModel = {
            points: 5,
            parameters: 2,
            evaluate(t, r, j) {
              for (let i = 0; i < 5; i++) {
                r[i] = at(a, 2 * i) * at(t, 0) + at(a, 2 * i + 1) * at(t, 1) - at(b, i);
                j[2 * i] = at(a, 2 * i);
                j[2 * i + 1] = at(a, 2 * i + 1);
              }
            },
          };
          const found = leastSquares(linear, [0, 0], { lower: [-1, -1], upper: [1, 1] });
          for (const [x, y] of places) expect(found.cost).toBeLessThanOrEqual(cost(x, y) * (1 + 1e-9) + 1e-12);
        },
      ),
    );
  });
  it("leaves a bound that it touched on the way", () => {
    // Minimum of (xy − 1)² + (x − 2)²/100 near (2, 0.5), started on the bound x = 0.1.
    const model: ResidualModel = {
      points: 2,
      parameters: 2,
      evaluate(t, r, j) {
        r[0] = at(t, 0) * at(t, 1) - 1;
        r[1] = (at(t, 0) - 2) / 10;
        j.set([at(t, 1), at(t, 0), 0.1, 0]);
      },
    };
    const found = leastSquares(model, [0.1, 5], { lower: [0.1, 0], upper: [9, 9] });
    expect(at(found.theta, 0)).toBeCloseTo(2, 6);
    expect(Array.from(found.atBound)).toEqual([0, 0]);
  });
  it("refuses what it cannot start from", () => {
    expect(() => leastSquares(rosenbrock, [2, 0], { upper: [1, 1] })).toThrow(
      "a start inside [-Infinity, 1] for parameter 0, got 2",
    );
    expect(() => leastSquares(rosenbrock, [0])).toThrow("a start of 2 numbers, got 1");
    expect(() => leastSquares({ ...rosenbrock, points: 1 }, [0, 0])).toThrow(
      "at least as many points as free parameters, got 1 for 2",
    );
    expect(() => leastSquares(rosenbrock, [Number.NaN, 0])).toThrow("got NaN");
    expect(() => leastSquares(rosenbrock, [0, 0], { lower: [1, 0], upper: [0, 0] })).toThrow("lower <= upper");
  });
});

describe("brentMinimum and brentRoot", () => {
  it("find the minimum of a tilted cosine and the root of a cubic", () => {
    const minimum = brentMinimum((x) => Math.cos(x) + 0.1 * x, 1, 6);
    expect(minimum.converged).toBe(true);
    expect(minimum.x).toBeCloseTo(Math.PI + Math.asin(-0.1) * -1 - 2 * Math.asin(0.1), 7);
    const root = brentRoot((x) => x ** 3 - 2 * x - 5, 2, 3);
    expect(root.x).toBeCloseTo(2.0945514815423265, 12);
    expect(root.evaluations).toBeLessThan(15);
  });
  it("brentRoot finds the root of every rising line, and refuses equal signs", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -5, max: 5, noNaN: true }),
        fc.double({ min: 0.01, max: 9, noNaN: true }),
        (x0, slope) => {
          expect(Math.abs(brentRoot((x) => slope * (x - x0) ** 3, -6, 6.5).x - x0)).toBeLessThan(1e-3);
          expect(Math.abs(brentRoot((x) => slope * (x - x0), -6, 6.5).x - x0)).toBeLessThan(1e-11);
        },
      ),
    );
    expect(() => brentRoot((x) => x * x + 1, -1, 1)).toThrow("a change of sign, got 2 at -1 and 2 at 1");
  });
});

describe("goldenSection(f, from, to)", () => {
  it("finds the peak of every strictly unimodal sequence within its promise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 1e6 }), (size, seed) => {
        const peak = 1 + (seed % size);
        const asked: number[] = [];
        const found = goldenSection(
          (k) => {
            asked.push(k);
            return k <= peak ? k : peak - 3 * (k - peak);
          },
          1,
          size,
        );
        expect(found.at).toBe(peak);
        expect(new Set(asked).size).toBe(asked.length);
        expect(found.evaluations).toBeLessThanOrEqual(Math.ceil(Math.log(size) / Math.log((1 + Math.sqrt(5)) / 2)) + 2);
        expect(asked.every((k) => k >= 1 && k <= size)).toBe(true);
      }),
    );
  });
  it("talks step by step, so that the caller may measure elsewhere", () => {
    const steps = goldenSectionSteps(1, 100);
    let next = steps.next();
    while (!next.done) next = steps.next(-Math.abs(next.value - 61));
    expect(next.value.at).toBe(61);
  });
  it("refuses fractions and NaN", () => {
    expect(() => goldenSection((k) => k, 0.5, 3)).toThrow("integers in rising order, got [0.5, 3]");
    expect(() => goldenSection(() => Number.NaN, 1, 9)).toThrow("comparable values, got NaN at");
  });
});
