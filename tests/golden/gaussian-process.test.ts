import { expectedImprovement, gaussianProcess, matern52, probabilityOfImprovement } from "isocompute/numerics";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

describe("gaussianProcess(points, values, kernel) on the golden cases", () => {
  const cases = goldenCases("gp_ei");
  it("has all eleven", () => {
    expect(cases.length).toBe(11);
  });

  it.each(cases)("gives the posterior of $id", ({ inputs, expected, tolerance }: GoldenCase) => {
    const process = gaussianProcess<number[]>(
      inputs.X,
      inputs.y,
      matern52({ lengthScale: inputs.length_scale, variance: inputs.signal_variance }),
      {
        noiseVariance: inputs.noise_variance,
        priorMean: inputs.prior_mean,
        standardise: inputs.normalize_y,
      },
    );
    const belief = process.predict(inputs.X_new);
    expectClose(belief.mean, expected.mean, tolerance, "mean");
    expectClose(belief.sd, expected.sd, tolerance, "sd");
    const onVariance = { abs: tolerance["variance_abs"] as number };
    expectClose(belief.variance, expected.variance, onVariance, "variance");
    const few = expected.covariance_first4.length;
    const joint = belief.covariance(Array.from({ length: few }, (_, i) => i));
    expectClose(joint, expected.covariance_first4.flat(), onVariance, "covariance");
    expectClose(process.logMarginalLikelihood, expected.log_marginal_likelihood, tolerance, "log likelihood");

    const { direction } = inputs;
    const best = direction === "maximise" ? Math.max(...inputs.y) : Math.min(...inputs.y);
    expectClose(best, expected.incumbent, {}, "incumbent");
    const ei = expectedImprovement(belief, best, { direction, margin: inputs.xi });
    expectClose(ei, expected.expected_improvement, tolerance, "expected improvement");
    const [first = 0, second = 0] = [...ei].sort((a, b) => b - a);
    if (first - second > 1e-6) expect(ei.indexOf(first)).toBe(expected.argmax_ei);
    const pi = probabilityOfImprovement(belief, best, { direction, margin: inputs.xi });
    expectClose(pi, expected.probability_of_improvement, tolerance, "probability of improvement");
    if (expected.ucb_kappa2 !== undefined)
      expectClose(
        belief.mean.map((m, i) => m + (direction === "maximise" ? 2 : -2) * (belief.sd[i] ?? 0)),
        expected.ucb_kappa2,
        tolerance,
        "confidence bound on the side of hope",
      );
  });
});

describe("gaussianProcess and expectedImprovement at the edges", () => {
  const edge = new Map(
    goldenCases("edge_other")
      .filter((c) => c.kind === "gp")
      .map((c) => [c.id, c]),
  );
  const column = (x: readonly number[]) => x.map((v) => [v]);
  const at = (id: string): GoldenCase => {
    const found = edge.get(id);
    if (found === undefined) throw new Error(`no golden case ${id}`);
    return found;
  };
  it("knows every case", () => {
    expect([...edge.keys()]).toEqual([
      "gp_duplicate_inputs_no_noise",
      "gp_constant_y_normalized",
      "gp_nan",
      "gp_no_data",
      "ei_zero_sd",
      "ei_deep_tail",
    ]);
  });
  it("refuses a point seen twice without noise", () => {
    const { X, y, noise } = at("gp_duplicate_inputs_no_noise").inputs;
    expect(() => gaussianProcess(column(X), y, matern52(), { noiseVariance: noise })).toThrow(
      "gaussianProcess requires a positive definite covariance, got none at observation 2",
    );
  });
  it.each([0.5, 0.8])("standardises three values of %d, which have no spread, by their mean alone", (value) => {
    const { inputs, expected } = at("gp_constant_y_normalized");
    const process = gaussianProcess(column(inputs.X), [value, value, value], matern52(), {
      noiseVariance: inputs.noise,
      standardise: inputs.normalize_y,
    });
    const belief = process.predict(column(inputs.X_new));
    expectClose(belief.mean, [value, value], { abs: 1e-6 }, "mean");
    expectClose(belief.sd, expected.trusted.sklearn.returns.sd, { abs: 1e-6 }, "sd");
  });
  it("refuses values that are not numbers", () => {
    const { X, y } = at("gp_nan").inputs;
    expect(() => gaussianProcess(column(X), y, matern52(), { noiseVariance: 0.1 })).toThrow(
      "requires finite values, got NaN at index 1",
    );
  });
  it("answers with the prior before any observation", () => {
    const { inputs, expected } = at("gp_no_data");
    const belief = gaussianProcess<number[]>([], [], matern52()).predict(column(inputs.X_new));
    expectClose(belief.mean, expected.trusted.sklearn_unfitted_predict.returns.mean, {}, "mean");
    expectClose(belief.sd, expected.trusted.sklearn_unfitted_predict.returns.sd, {}, "sd");
  });
  it("takes the improvement itself where there is no spread", () => {
    const { inputs, expected, tolerance } = at("ei_zero_sd");
    const ei = expectedImprovement(inputs, inputs.best, { margin: inputs.xi });
    expectClose(ei, expected.trusted.formula, tolerance, "expected improvement");
  });
  it("keeps its digits far in the tail", () => {
    const { inputs, expected, tolerance } = at("ei_deep_tail");
    const ei = expectedImprovement(inputs, inputs.best, { margin: inputs.xi });
    expectClose(ei, expected.trusted.mpmath_40_digits, { ...tolerance, abs: 1e-300 }, "expected improvement");
  });
});
