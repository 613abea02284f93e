import { createRng } from "isocompute/core";
import {
  bestResponse,
  decompose,
  gridAnova,
  rankStructure,
  sobol,
  sobolFromSamples,
  twoWayAnova,
} from "isocompute/coupling";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

interface WantedRow {
  readonly df: number;
  readonly sum_sq: number;
  readonly F?: number;
  readonly p?: number;
}

function checkReplicated({ id, inputs, expected, tolerance }: GoldenCase): void {
  const rel = { rel: Number(tolerance["rel"]), abs: 1e-12 };
  const p = { abs: Number(tolerance["p_abs"]) };
  for (const type of [1, 2, 3] as const) {
    const got = twoWayAnova(inputs.A, inputs.B, inputs.y, { type });
    const want = expected[`type${type}`];
    for (const [row, wanted] of [
      [got.a, want.A],
      [got.b, want.B],
      [got.interaction, want["A:B"]],
    ] as const) {
      expect(row.df).toBe(wanted.df);
      expectClose(row.sumOfSquares, wanted.sum_sq, rel, `${id} type ${type} sum`);
      expectClose(row.f, wanted.F, rel, `${id} type ${type} F`);
      expectClose(row.p, wanted.p, p, `${id} type ${type} p`);
    }
    expectClose(got.residual.sumOfSquares, want.residual.sum_sq, rel, `${id} residual`);
    expect(got.residual.df).toBe(want.residual.df);
    expectClose(got.r2, expected.r2, rel, `${id} r2`);
    if (type === 2) {
      const eta = expected.partial_eta_sq_type2;
      expectClose(
        [got.a, got.b, got.interaction].map((r) => r.partialEtaSquared),
        [eta.A, eta.B, eta["A:B"]],
        rel,
        `${id} eta`,
      );
    }
  }
}

function checkGrid({ id, inputs, expected, tolerance }: GoldenCase): void {
  const close = { rel: Number(tolerance.rel), abs: Number(tolerance.abs) };
  const got = gridAnova(inputs.grid);
  for (const [row, wanted] of [
    [got.rows, expected.rows],
    [got.columns, expected.columns],
  ] as [typeof got.rows, WantedRow][]) {
    expect(row.df).toBe(wanted.df);
    expectClose(row.sumOfSquares, wanted.sum_sq, close, `${id} sum`);
    if (wanted.F === undefined) expect([row.f, row.p]).toEqual([null, null]);
    else {
      expectClose(row.f, wanted.F, close, `${id} F`);
      expectClose(row.p, wanted.p, close, `${id} p`);
    }
  }
  expectClose(got.residual.sumOfSquares, expected.residual.sum_sq, close, `${id} residual`);
  const tukey = expected.tukey_nonadditivity;
  if (typeof tukey === "string") expect(got.tukey, tukey).toBeNull();
  else {
    expectClose(got.tukey?.lambda, tukey.lambda_, close, `${id} lambda`);
    expectClose(got.tukey?.sumOfSquares, tukey.sum_sq, close, `${id} Tukey sum`);
    expectClose(got.tukey?.f, tukey.F, close, `${id} Tukey F`);
    expectClose(got.tukey?.p, tukey.p, close, `${id} Tukey p`);
    expect(got.tukey?.df).toEqual(tukey.df);
  }
  const want = expected.decomposition;
  const parts = decompose(inputs.grid);
  expectClose(parts.grandMean, want.grand_mean, close, `${id} mean`);
  expectClose(parts.rowEffects, want.upstream_effects, close, `${id} upstream`);
  expectClose(parts.columnEffects, want.downstream_effects, close, `${id} downstream`);
  expectClose(parts.interaction, want.interaction, close, `${id} interaction`);
  const v = parts.variance;
  expectClose([v.rows, v.columns, v.interaction, v.total], Object.values(want.variance), close, `${id} variance`);
  const s = parts.sobol;
  expectClose(
    [s.rows, s.columns, s.interaction, s.rowsTotal, s.columnsTotal],
    Object.values(want.sobol),
    close,
    `${id} sobol`,
  );
  const response = bestResponse(inputs.grid);
  expect(Array.from(response.downstream)).toEqual(want.best_downstream_per_upstream);
  expect(Array.from(response.upstream)).toEqual(want.best_upstream_per_downstream);
  expect(response.joint).toEqual(want.joint_best);
  expect(response.byMarginals).toEqual(want.best_by_marginals);
  expectClose(response.regret, want.regret_of_marginal_choice, close, `${id} regret`);
  const singular = rankStructure(inputs.grid).interactionSingularValues;
  const count = want.interaction_singular_values.length;
  expectClose(singular.slice(0, count), want.interaction_singular_values, close, `${id} singular values`);
}

describe("anova_coupling.json", () => {
  const cases = goldenCases("anova_coupling");
  it("has all its cases", () => expect(cases.length).toBe(7));
  it.each(cases)("$id: $description", (c) => (c.inputs.grid === undefined ? checkReplicated(c) : checkGrid(c)));
});

const functions: Readonly<Record<string, (inputs: GoldenCase["inputs"]) => (row: readonly number[]) => number>> = {
  ishigami:
    ({ a, b }) =>
    ([x = 0, y = 0, z = 0]) =>
      Math.sin(x) + a * Math.sin(y) ** 2 + b * z ** 4 * Math.sin(x),
  g:
    ({ a }) =>
    (row) =>
      row.reduce((product, x, i) => (product * (Math.abs(4 * x - 2) + a[i])) / (1 + a[i]), 1),
};

describe("sobol.json", () => {
  const cases = goldenCases("sobol");
  it("has all its cases", () => expect(cases.length).toBe(4));
  it.each(cases)("$id: $description", ({ id, inputs, expected, tolerance }) => {
    const f = functions[inputs.f.startsWith("prod") ? "g" : "ishigami"]?.(inputs);
    if (f === undefined) throw new Error(`no function for ${id}`);
    if (inputs.A !== undefined) {
      const close = { abs: Number(tolerance.abs) };
      const jansen = sobolFromSamples(f, inputs.A, inputs.B);
      const saltelli = sobolFromSamples(f, inputs.A, inputs.B, { estimator: "saltelli" });
      expectClose(jansen.variance, expected.variance_pooled_AB, close, `${id} variance`);
      expectClose(jansen.firstOrder, expected.S_jansen, close, `${id} Jansen`);
      expectClose(jansen.total, expected.ST_jansen, close, `${id} total`);
      expectClose(saltelli.firstOrder, expected.S_saltelli2010, close, `${id} Saltelli`);
      return;
    }
    const ranges = Array.from({ length: inputs.d }, () => [inputs.lower, inputs.upper] as const);
    const close = { abs: Number(tolerance["abs_at_N_8192_quasi_random"]) };
    const got = sobol(f, ranges, createRng(`golden-${id}`));
    expectClose(got.firstOrder, expected.S, close, `${id} S`);
    expectClose(got.total, expected.ST, close, `${id} ST`);
  });
});

/** What we chose among the behaviours each case calls acceptable. */
const edges: Readonly<Record<string, (c: GoldenCase) => void>> = {
  anova_saturated: ({ inputs }) =>
    expect(() => twoWayAnova(inputs.A, inputs.B, inputs.y)).toThrow(
      "requires replicates to test the interaction against, got one value per cell; use gridAnova",
    ),
  anova_empty_cell: ({ inputs }) =>
    expect(() => twoWayAnova(inputs.A, inputs.B, inputs.y)).toThrow(
      "a value in every cell, got 3 of 4; the interaction is not estimable",
    ),
};

describe("the anova edges of edge_other.json", () => {
  const cases = goldenCases("edge_other").filter((c) => c.kind === "anova");
  it("have each an answer of ours", () => expect(cases.map((c) => c.id).sort()).toEqual(Object.keys(edges).sort()));
  it.each(cases)("$id", (c) => edges[c.id]?.(c));
});
