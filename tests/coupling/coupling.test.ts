import fc from "fast-check";
import { createRng, type Rng } from "isocompute/core";
import {
  bestResponse,
  contraction,
  couplingStrength,
  crossDifference,
  decompose,
  gridAnova,
  interactionTest,
  rankStructure,
  twoWayAnova,
} from "isocompute/coupling";
import { describe, expect, it } from "vitest";

const cell = fc.integer({ min: 0, max: 100 }).map((v) => v / 100);
const gridOf = (rows: number, columns: number) =>
  fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });

function observed(truth: readonly (readonly number[])[], questions: number, rng: Rng): number[][] {
  return truth.map((row) =>
    row.map((p) => {
      let hits = 0;
      for (let i = 0; i < questions; i++) if (rng.uniform() < p) hits++;
      return hits / questions;
    }),
  );
}

describe("decompose(grid) and rankStructure(grid)", () => {
  it("split the variance without remainder, and ranks explain ever more, up to all", () => {
    fc.assert(
      fc.property(gridOf(4, 3), (grid) => {
        const { variance, sobol } = decompose(grid);
        const all = grid.flat();
        const mean = all.reduce((s, v) => s + v, 0) / all.length;
        const direct = all.reduce((s, v) => s + (v - mean) ** 2, 0) / all.length;
        expect(Math.abs(variance.total - direct)).toBeLessThan(1e-12);
        fc.pre(direct > 1e-6);
        expect(sobol.rows + sobol.columns + sobol.interaction).toBeCloseTo(1, 10);
        const { additive, additivePlus, rank } = rankStructure(grid);
        for (const shares of [[additive, ...additivePlus], rank])
          shares.forEach((share, i) => {
            if (i > 0) expect(share).toBeGreaterThanOrEqual((shares[i - 1] ?? 0) - 1e-12);
          });
        expect(additivePlus.at(-1)).toBeCloseTo(1, 9);
        expect(rank.at(-1)).toBeCloseTo(1, 9);
        // One product on top of rows and columns is at least as rich as the best rank-1 matrix plus nothing.
        expect(additivePlus[0] ?? 0).toBeGreaterThanOrEqual(additive - 1e-12);
      }),
    );
  });
});

describe("interactionTest(grid, noise)", () => {
  const additive = [0.5, 0.6, 0.65].map((u) => [0, 0.05, 0.1, 0.12].map((v) => u + v));
  it("rejects an additive truth about as rarely as it says", () => {
    const rng = createRng("interaction-null");
    let rejected = 0;
    for (let r = 0; r < 600; r++)
      if (interactionTest(observed(additive, 100, rng), { trials: 100 }).p <= 0.05) rejected++;
    // 5 % of 600 is 30; three standard deviations are 16.
    expect(rejected).toBeGreaterThan(12);
    expect(rejected).toBeLessThan(47);
  });
  it("takes the noise's share off the interaction's", () => {
    const rng = createRng("interaction-share");
    let sum = 0;
    for (let r = 0; r < 200; r++)
      sum += interactionTest(observed(additive, 200, rng), { trials: 200 }).shareWithoutNoise;
    expect(Math.abs(sum / 200)).toBeLessThan(0.05);
  });
  it("refuses percentages and asks for noise that is there", () => {
    expect(() =>
      interactionTest(
        [
          [50, 60],
          [70, 80],
        ],
        { trials: 100 },
      ),
    ).toThrow("got 50 in row 0, column 0; divide percentages by 100");
    expect(() => interactionTest(additive, { sigma: 0 })).toThrow(
      "a positive sigma for every cell, got 0 in row 0, column 0",
    );
    expect(() => gridAnova([[1, 2]])).toThrow("at least two rows and two columns, got 1 × 2");
    expect(() => decompose([[1, 2], [3]])).toThrow("requires 2 columns in every row, got 1 in row 1");
    expect(() =>
      decompose([
        [1, 2],
        [3, Number.NaN],
      ]),
    ).toThrow("got NaN in row 1, column 1");
  });
});

describe("twoWayAnova(a, b, y, options)", () => {
  const tenth = fc.integer({ min: 0, max: 9 });
  it("tests nothing against rounding: replicates that agree leave no error", () => {
    fc.assert(
      fc.property(
        fc.array(tenth, { minLength: 2, maxLength: 4 }),
        fc.array(tenth, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 2, max: 4 }),
        (u, v, replicates) => {
          const rows = u.flatMap((a, i) =>
            v.flatMap((b, j) => Array.from({ length: replicates }, () => ({ a: i, b: j, y: (a + b) / 10 }))),
          );
          const of = (key: "a" | "b" | "y") => rows.map((row) => row[key]);
          for (const type of [1, 2, 3] as const) {
            const { a, b, interaction } = twoWayAnova(of("a"), of("b"), of("y"), { type });
            expect([a.p, b.p, interaction.p]).toEqual([null, null, null]);
            expect(interaction.partialEtaSquared).toBeNaN();
          }
        },
      ),
    );
  });
  it("tests against a residual of the size of a unit in the ninth place", () => {
    const y = [0.1, 0.3, 0.4, 0.6 + 1e-9, 0.1, 0.3, 0.4, 0.6 - 1e-9];
    const { interaction } = twoWayAnova([1, 1, 2, 2, 1, 1, 2, 2], [1, 2, 1, 2, 1, 2, 1, 2], y);
    expect(interaction.p).toBeGreaterThan(0.9);
  });
});

describe("crossDifference(grid, upstream, downstream, noise)", () => {
  it("covers the true slope about as often as it says", () => {
    const [u, v] = [
      [0, 1, 2],
      [0, 1, 2, 3],
    ];
    const truth = u.map((a) => v.map((b) => 0.4 + 0.08 * a + 0.06 * b - 0.015 * a * b));
    const rng = createRng("cross");
    let covered = 0;
    for (let r = 0; r < 500; r++) {
      const { interval } = crossDifference(observed(truth, 200, rng), u, v, { trials: 200 });
      if (interval[0] <= -0.015 && -0.015 <= interval[1]) covered++;
    }
    expect(covered / 500).toBeGreaterThan(0.92);
    expect(covered / 500).toBeLessThan(0.98);
  });
  it("sees nothing in an additive grid", () => {
    const grid = [0, 1].map((a) => [0, 1, 2].map((b) => 0.3 + 0.1 * a + 0.1 * b));
    const { slope, verdict } = crossDifference(grid, [0, 1], [0, 1, 2], { sigma: 0.01 });
    expect(slope).toBeCloseTo(0, 12);
    expect(verdict).toBe("undecided");
  });
});

describe("contraction(response, upstream, downstream)", () => {
  // Score −(v − 4 + u/2)² − (u − v/2)²: best v = 4 − u/2 and so on; a product of slopes below one, and coordinate updates meet.
  const coordinates = Array.from({ length: 41 }, (_, i) => i / 10);
  const score = (u: number, v: number) => -((v - 3 + u / 2) ** 2) - 0.5 * (u - 1 - v / 4) ** 2;
  it("finds the slope of a linear best response, up to the grid's steps", () => {
    const response = bestResponse(coordinates.map((u) => coordinates.map((v) => score(u, v))));
    const found = contraction(response, coordinates, coordinates);
    // ∂/∂v = 0 gives v (2 + 1/16) = 6 − u + (u − 1)/4: slope −(3/4)/(33/16). ∂/∂u = 0 gives 1.5 u = (3 − v) + 1 + v/4: slope −1/2.
    expect(found.downstream).toBeCloseTo(4 / 11, 1);
    expect(found.upstream).toBeCloseTo(1 / 2, 1);
    expect(found.round).toBeLessThan(1);
    expect(found.reachesJointOptimum).toBe(true);
    expect(found.rounds).toBeLessThan(6);
  });
  it("says when coordinate updates can stick: two separate optima", () => {
    const response = bestResponse([
      [0.9, 0.1],
      [0.1, 0.8],
    ]);
    expect(contraction(response, [0, 1], [0, 1])).toMatchObject({ round: 1, reachesJointOptimum: false });
  });
});

describe("couplingStrength(grid, upstream, downstream, rng, options)", () => {
  const grid = [
    [0.5, 0.6, 0.55],
    [0.7, 0.6, 0.5],
  ];
  it("keeps questions paired: the same questions everywhere leave less room than redrawn rates", () => {
    const rng = createRng("paired");
    const base = Array.from({ length: 80 }, () => rng.uniform());
    const questions = grid.map((row) => row.map((p) => base.map((u) => (u < p ? 1 : 0))));
    const rates = questions.map((row) => row.map((s) => s.reduce((a: number, b) => a + b, 0) / s.length));
    const paired = couplingStrength(undefined, [0, 1], [0, 1, 2], createRng("a"), { questions, resamples: 400 });
    const redrawn = couplingStrength(rates, [0, 1], [0, 1, 2], createRng("a"), { trials: 80, resamples: 400 });
    expect(paired.bestColumn[0]?.[1] ?? 0).toBeGreaterThan(redrawn.bestColumn[0]?.[1] ?? 1);
    expect(paired.shift.estimate).toBe(-1);
  });
  it("leaves resamples with a constant grid out of the interaction's share, and counts them", () => {
    const near = [
      [1, 1],
      [1, 0.9],
    ];
    const options = { trials: 10, resamples: 200 };
    const { interactionShare, constant } = couplingStrength(near, [0, 1], [0, 1], createRng("constant"), options);
    expect(constant).toBeGreaterThan(40);
    expect(constant).toBeLessThan(100);
    expect(interactionShare.interval.every((end) => end >= 0 && end <= 1)).toBe(true);
    const flat = [0, 1, 2].map(() => [0, 1, 2].map(() => Array.from({ length: 5 }, () => 0.7)));
    const none = couplingStrength(undefined, [0, 1, 2], [0, 1, 2], createRng("flat"), {
      questions: flat,
      resamples: 50,
    });
    expect(none.constant).toBe(50);
    expect([none.interactionShare.estimate, ...none.interactionShare.interval]).toEqual([NaN, NaN, NaN]);
  });
  it("repeats under the same stream and wants to know the noise", () => {
    const run = () => couplingStrength(grid, [0, 1], [0, 1, 2], createRng("b"), { trials: 100, resamples: 100 });
    expect(run()).toEqual(run());
    expect(() => couplingStrength(grid, [0, 1], [0, 1, 2], createRng("b"), {})).toThrow("either trials or questions");
    expect(() => contraction(bestResponse(grid), [1, 0], [0, 1, 2])).toThrow(
      "rising upstream coordinates, got 0 after 1",
    );
  });
});
