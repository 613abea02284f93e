import { compare, type Fit, families, fit as fitCurve, predict } from "isocompute/curves";
import { describe, expect, it } from "vitest";
import { type GoldenCase, goldenCases } from "./golden-cases.js";

type Wanted = Readonly<Record<string, unknown>> & {
  readonly params: Readonly<Record<string, number>>;
  readonly sse: number;
  readonly covariance: readonly (readonly number[])[] | null;
  readonly se?: Readonly<Record<string, number>>;
  readonly aicc: number;
  readonly bic: number;
  readonly prediction?: { x: number[]; y: number[]; se_delta_mean: number[] };
  readonly peak?: { x: number; y: number };
  readonly at_bound?: readonly string[];
};

const family = (name: string) => {
  const found = Object.entries(families).find(([key]) => key === name)?.[1];
  if (found === undefined) throw new Error(`no family ${name}`);
  return found;
};

/** The tolerances each golden case states in words, applied to one family. */
function checkFamily(got: Fit, want: Wanted, where: string): void {
  expect(got.ending, `${where}: ending`).not.toBe("stalled");
  expect(got.sse, `${where}: sse`).toBeLessThanOrEqual(want.sse * (1 + 1e-6) + 1e-12);
  // A better optimum than the reference's would be worth knowing.
  if (want.sse > 1e-12) expect(got.sse, `${where}: reference beaten`).toBeGreaterThanOrEqual(want.sse * (1 - 1e-6));
  // Of a noise-free fit the reference asks that it be perfect and bring the parameters back, not how perfect.
  const noiseFree = want.sse < 1e-12;
  if (Number.isFinite(want.aicc) && !noiseFree)
    expect(Math.abs(got.aicc - want.aicc), `${where}: aicc`).toBeLessThanOrEqual(1e-3);
  if (Number.isFinite(want.bic) && !noiseFree)
    expect(Math.abs(got.bic - want.bic), `${where}: bic`).toBeLessThanOrEqual(1e-3);
  if (noiseFree)
    for (const [name, value] of Object.entries(want.params))
      expect(Math.abs((got.parameters[name] ?? 0) / value - 1), `${where}: ${name}`).toBeLessThanOrEqual(1e-5);
  // Where a reference fit sits on a bound that our equally good one has not reached, the sum of squares decides.
  if (want.covariance === null || (want.at_bound !== undefined && got.ending === "singular")) return;
  for (const [name, value] of Object.entries(want.params)) {
    const se = want.se?.[name] ?? Number.NaN;
    const allowed = Math.max(1e-4 * Math.abs(value), Number.isNaN(se) ? 0 : 0.01 * se);
    expect(Math.abs((got.parameters[name] ?? Number.NaN) - value), `${where}: ${name}`).toBeLessThanOrEqual(
      allowed + 1e-12,
    );
  }
  expect([...got.atBound].sort(), `${where}: at bound`).toEqual([...(want.at_bound ?? [])].sort());
  want.covariance.forEach((row, j) => {
    row.forEach((value, k) => {
      const own = got.covariance?.[j]?.[k] ?? Number.NaN;
      if (Number.isNaN(value)) {
        expect(own, `${where}: covariance ${j},${k}`).toBeNaN();
        return;
      }
      const scale = Math.sqrt((want.covariance?.[j]?.[j] ?? 0) * (want.covariance?.[k]?.[k] ?? 0));
      expect(Math.abs(own - value), `${where}: covariance ${j},${k}`).toBeLessThanOrEqual(0.02 * scale);
    });
  });
  if (want.prediction !== undefined) {
    const { y, standardError } = predict(got, want.prediction.x);
    want.prediction.y.forEach((value, i) => {
      const se = want.prediction?.se_delta_mean[i] ?? 0;
      expect(Math.abs((y[i] ?? 0) - value), `${where}: prediction ${i}`).toBeLessThanOrEqual(0.01 * se + 1e-6);
      expect(Math.abs((standardError?.[i] ?? 0) - se), `${where}: prediction se ${i}`).toBeLessThanOrEqual(
        0.02 * se + 1e-9,
      );
    });
  }
  if (want.peak !== undefined) {
    const x = got.family.peak?.(got.theta) ?? Number.NaN;
    expect(Math.abs(x / want.peak.x - 1), `${where}: peak x`).toBeLessThanOrEqual(1e-3);
    expect(Math.abs(got.family.evaluate(got.theta, x) - want.peak.y), `${where}: peak y`).toBeLessThanOrEqual(1e-5);
  }
}

function checkCase({ id, inputs, expected }: GoldenCase): void {
  const wanted: [string, Wanted][] = Object.entries(expected.families);
  const precision = inputs.sigma === undefined ? {} : { sigma: inputs.sigma };
  const names = ["const", "loglin", "logquad", "power", "exppow", "satexp", "hill", "risefall"];
  const comparison = compare(inputs.x, inputs.y, {
    ...precision,
    families: names.filter((name) => wanted.some(([w]) => w === name)).map(family),
  });
  expect(comparison.left, `${id}: families left out`).toEqual([]);
  for (const [name, want] of wanted) {
    const rival = comparison.rivals.find((r) => r.name === name);
    if (rival === undefined) throw new Error(`${id}: ${name} was not fitted`);
    checkFamily(rival.fit, want, `${id} ${name}`);
    const weight = expected.akaike_weights[name];
    if (weight !== undefined)
      expect(Math.abs(rival.weight - weight), `${id} ${name}: weight`).toBeLessThanOrEqual(1e-3);
  }
  const gaps = Object.values<number>(expected.delta_aicc).sort((a, b) => a - b);
  if ((gaps[1] ?? Number.POSITIVE_INFINITY) > 0.01)
    expect(comparison.best.name, `${id}: best`).toBe(expected.best_by_aicc);
  const order = comparison.rivals.map((r) => r.name);
  expected.ranking_by_aicc.forEach((name: string, i: number) => {
    const other = order[i] ?? "";
    if (other === name) return;
    const gap = (expected.delta_aicc[name] ?? Number.NaN) - (expected.delta_aicc[other] ?? Number.NaN);
    expect(Math.abs(gap), `${id}: ranking at ${i}, ${other} for ${name}`).toBeLessThanOrEqual(0.01);
  });
}

describe.each(["fits_seed", "fits_synthetic"])("the fits of %s.json", (file) => {
  const cases = goldenCases(file);
  it("are all there", () => expect(cases.length).toBe(file === "fits_seed" ? 9 : 21));
  it.each(cases)("$id: $description", checkCase);
});

describe("the robust fits of fits_robust.json", () => {
  const cases = goldenCases("fits_robust");
  it("are all there", () => expect(cases.length).toBe(3));
  it.each(cases)("$id: $description", ({ id, inputs, expected }) => {
    const got = fitCurve(family(inputs.family), inputs.x, inputs.y, { loss: inputs.loss, lossScale: inputs.f_scale });
    expect(got.cost, `${id}: cost`).toBeLessThanOrEqual(expected.cost * (1 + 1e-6));
    for (const [name, value] of Object.entries<number>(expected.params))
      expect(Math.abs((got.parameters[name] ?? 0) / value - 1), `${id}: ${name}`).toBeLessThanOrEqual(1e-3);
    const plain = fitCurve(family(inputs.family), inputs.x, inputs.y);
    expect(plain.sse, `${id}: ols`).toBeLessThanOrEqual(expected.ols_sse * (1 + 1e-6));
  });
});
