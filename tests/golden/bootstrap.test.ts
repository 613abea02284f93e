import { createRng } from "isocompute/core";
import {
  type BootstrapOptions,
  type BootstrapResult,
  bootstrap,
  bootstrapBand,
  clusterBootstrap,
  type IntervalMethod,
  type StatisticName,
} from "isocompute/stats";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

/** The names that the reference cases use, in ours. */
const statistics: Readonly<Record<string, StatisticName>> = {
  mean: "mean",
  median: "median",
  diff_means_paired: "meanDifference",
  diff_means_unpaired: "meanDifference",
  ratio_means_paired: "meanRatio",
  ratio_means_unpaired: "meanRatio",
  correlation: "correlation",
  max: "maximum",
};

function statisticOf(name: string): StatisticName {
  const found = statistics[name];
  if (found === undefined) throw new Error(`no statistic for ${name}`);
  return found;
}

const isPaired = (inputs: { paired?: boolean; statistic: string }) =>
  inputs.paired ?? inputs.statistic.endsWith("_paired");

function dataOf({ samples }: { samples: number[][] }): number[] | number[][] {
  const [only] = samples;
  return samples.length === 1 && only !== undefined ? only : samples;
}

/** Keys of an `intervals` block, in our options; `undefined` for what is not an interval. */
function optionsOf(key: string, rule: string): BootstrapOptions | undefined {
  const quantile = rule === "type7" ? "type7" : "normal";
  switch (key) {
    case "percentile":
    case "basic":
    case "studentized":
    case "normal":
      return { method: key, quantile };
    case "normal_bias_corrected":
      return { method: "normalBiasCorrected", quantile };
    case "bca":
      return { method: "bca", quantile, ties: rule === "type7" ? "midrank" : "strict" };
    case "bca_z0_strict":
      return { method: "bca", quantile, ties: "strict" };
    case "bca_adjusted_levels":
      return undefined;
    default:
      throw new Error(`no method for ${key}`);
  }
}

/** Every interval of a case whose resamples are given. Returns how many were compared. */
function compareIntervals({ id, inputs, expected, tolerance }: GoldenCase, extra: BootstrapOptions): number {
  let compared = 0;
  for (const [level, byRule] of Object.entries<Record<string, Record<string, [number, number]>>>(expected.intervals))
    for (const [rule, byKey] of Object.entries(byRule))
      for (const [key, want] of Object.entries(byKey)) {
        const options = optionsOf(key, rule);
        const result = bootstrap(dataOf(inputs), statisticOf(inputs.statistic), null, {
          ...(options ?? { method: "bca" }),
          ...extra,
          level: Number(level),
          paired: isPaired(inputs),
          resamples: inputs.resample_indices,
        });
        const got = options === undefined ? result.bca?.levels : [result.low, result.high];
        expectClose(got, want, tolerance, `${id} ${level} ${rule} ${key}`);
        expect(result.method, `${id} ${key}`).toBe(options?.method ?? "bca");
        compared++;
      }
  return compared;
}

function replayed({ inputs }: GoldenCase, options: BootstrapOptions): BootstrapResult {
  return bootstrap(dataOf(inputs), statisticOf(inputs.statistic), null, {
    paired: isPaired(inputs),
    resamples: inputs.resample_indices,
    keepDistribution: true,
    ...options,
  });
}

describe("bootstrap, replaying resamples of scipy and R boot", () => {
  it.each([...goldenCases("bootstrap_one_sample"), ...goldenCases("bootstrap_two_sample")])("$id", (golden) => {
    const { expected, tolerance, id } = golden;
    const close = (got: unknown, want: unknown, what: string) => expectClose(got, want, tolerance, `${id} ${what}`);
    const midrank = replayed(golden, { method: "bca" });
    const count = expected.theta_star.length;
    close(midrank.estimate, expected.theta_hat, "estimate");
    close(midrank.distribution, expected.theta_star, "replicates");
    close(midrank.standardError, expected.boot_se, "standard error");
    close(midrank.bias, expected.boot_bias, "bias");
    close((midrank.bca?.less ?? 0) * count, expected.count_less, "replicates below");
    close((midrank.bca?.equal ?? 0) * count, expected.count_equal, "replicates equal");
    close(midrank.bca?.acceleration, expected.acceleration, "acceleration");
    close(midrank.bca?.z0, expected.z0_midrank, "z0");
    close(replayed(golden, { method: "bca", ties: "strict" }).bca?.z0, expected.z0_strict, "strict z0");
    if (expected.studentized_t !== undefined) {
      const t = replayed(golden, { method: "studentized" });
      close(t.studentized?.standardError, expected.se_hat, "standard error of the estimate");
      close(t.studentized?.t, expected.studentized_t, "t values");
    }
    expect(compareIntervals(golden, {})).toBeGreaterThan(15);
  });

  it.each(goldenCases("bootstrap_structured").filter((c) => c.inputs.inner_indices !== undefined))("$id", (golden) => {
    const { expected, tolerance, id, inputs } = golden;
    const standardErrorFrom = { inner: inputs.inner_indices };
    const result = replayed(golden, { method: "studentized", standardErrorFrom });
    expectClose(result.estimate, expected.theta_hat, tolerance, `${id} estimate`);
    expectClose(result.distribution, expected.theta_star, tolerance, `${id} replicates`);
    expectClose(result.studentized?.standardError, expected.se_hat, tolerance, `${id} standard error`);
    expect(compareIntervals(golden, { standardErrorFrom })).toBe(2);
  });
});

describe("bootstraps of clusters and curves, replaying resamples", () => {
  const rest = goldenCases("bootstrap_structured").filter((c) => c.inputs.inner_indices === undefined);

  it.each(rest)("$id", ({ id, inputs, expected, tolerance }) => {
    const close = (got: unknown, want: unknown, what: string) => expectClose(got, want, tolerance, `${id} ${what}`);
    if (inputs.curves !== undefined) {
      for (const [level, want] of Object.entries<Record<string, unknown>>(expected.bands)) {
        const band = bootstrapBand(inputs.curves, null, { level: Number(level), resamples: inputs.resample_indices });
        close(band.mean, expected.mean, "mean");
        close(band.standardError, expected.boot_se, "standard error");
        close(band.criticalValue, want["critical_value"], "critical value");
        close(band.low, want["simultaneous_lo"], "low");
        close(band.high, want["simultaneous_hi"], "high");
        close(band.pointwiseLow, want["pointwise_percentile_lo"], "pointwise low");
        close(band.pointwiseHigh, want["pointwise_percentile_hi"], "pointwise high");
      }
      return;
    }
    for (const average of ["pooled", "macro"] as const)
      for (const [level, want] of Object.entries(expected[`percentile_type7_${average}`])) {
        const result = clusterBootstrap(inputs.clusters, null, {
          average,
          level: Number(level),
          method: "percentile",
          resamples: inputs.cluster_indices,
          keepDistribution: true,
        });
        close(result.estimate, expected[`${average}_mean`], `${average} mean`);
        close(result.distribution?.slice(0, 5), expected[`${average}_star_first5`], `${average} replicates`);
        close(result.standardError, expected[`boot_se_${average}`], `${average} standard error`);
        close([result.low, result.high], want, `${average} ${level}`);
      }
  });
});

describe("bootstrap, drawing its own resamples", () => {
  it.each(goldenCases("bootstrap_own_rng"))("$id lands near the mean of 24 runs of scipy or R", (golden) => {
    const { id, inputs, expected, tolerance } = golden;
    const rng = createRng(`golden ${id}`);
    const limits = tolerance["per_endpoint"] as Record<string, [number, number]>;
    let compared = 0;
    for (const [key, [low, high]] of Object.entries(limits)) {
      const [level, method] = key.split("/") as [string, IntervalMethod];
      const source = method === "studentized" ? expected.R_boot[level]?.[method] : expected.scipy[level]?.[method];
      const want: [number, number] = source.mean;
      for (const resamples of method === "studentized" ? [inputs.B] : [inputs.B, undefined]) {
        const result = bootstrap(dataOf(inputs), statisticOf(inputs.statistic), rng.fork(key), {
          method,
          level: Number(level),
          paired: isPaired(inputs),
          ...(resamples === undefined ? {} : { resamples }),
        });
        expectClose(result.low, want[0], { abs: low + 1e-9 }, `${id} ${key} low, resamples ${result.resamples}`);
        expectClose(result.high, want[1], { abs: high + 1e-9 }, `${id} ${key} high, resamples ${result.resamples}`);
        expectClose(result.standardError, expected.boot_se.mean, { abs: 5 * expected.boot_se.sd }, `${id} se`);
        compared++;
      }
    }
    const exact = expected.exact_percentile_B_infinite as Record<string, [number, number]> | undefined;
    for (const [level, want] of Object.entries(exact ?? {})) {
      const ideal = bootstrap(dataOf(inputs), statisticOf(inputs.statistic), null, {
        method: "percentile",
        level: Number(level),
        resamples: "ideal",
      });
      expectClose([ideal.low, ideal.high], want, { abs: 1e-12 }, `${id} ideal`);
      expectClose(ideal.standardError, expected.exact_boot_se_B_infinite, { rel: 1e-10 }, `${id} ideal se`);
    }
    expect(compared).toBeGreaterThanOrEqual(8);
  });
});

/** What each edge case must give; the reference file lists it in words under `acceptable`. */
const edges: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  bootstrap_constant: (g) => expectDegenerate(g, 0.4),
  bootstrap_bernoulli_all_zero: (g) => expectDegenerate(g, 0, /Wilson/),
  bootstrap_bernoulli_all_one: (g) => expectDegenerate(g, 1, /Wilson/),
  bootstrap_n1: (g) => expectRefusal(g, "at least two observations, got 1"),
  bootstrap_n2: (g) => {
    for (const level of [0.9, 0.95]) {
      const [low, high] = interval(g, { method: "percentile", level });
      expectClose([low, high], [0.2, 0.8], { abs: 1e-12 }, g.id);
    }
    const bca = edge(g, { method: "bca" });
    expect(Math.abs(bca.bca?.acceleration ?? 1)).toBeLessThan(1e-15);
    expect(bca.high).toBeGreaterThan(bca.low);
  },
  bootstrap_empty: (g) => expectRefusal(g, "at least two observations, got 0"),
  bootstrap_nan_in_data: (g) => expectRefusal(g, "got NaN at index 2"),
  bootstrap_inf_in_data: (g) => expectRefusal(g, "got Infinity at index 2"),
  bootstrap_paired_unequal: (g) => expectRefusal(g, "equal length, got 3 and 2"),
  bootstrap_ratio_zero_denominator(g) {
    for (const method of ["percentile", "basic", "bca"] as const) {
      const result = edge(g, { method });
      expect(result.warnings.map((w) => w.code)).toContain("non-finite-replicates");
      expect(Number.isFinite(result.low) && Number.isFinite(result.high)).toBe(true);
    }
  },
  bootstrap_correlation_constant: (g) => expectRefusal(g, "not finite"),
  bootstrap_correlation_perfect(g) {
    const result = edge(g, { method: "percentile" });
    expect([result.estimate, result.low, result.high]).toEqual([1, 1, 1]);
    expect(edge(g, { method: "bca" }).warnings.map((w) => w.code)).toContain("degenerate");
  },
  bootstrap_statistic_extreme(g) {
    expect(interval(g, { method: "percentile" })).toEqual([0.6, 0.8]);
    expect(edge(g, { method: "bca" }).warnings.map((w) => w.code)).toContain("extreme-statistic");
  },
  bootstrap_one_outlier(g) {
    for (const method of ["percentile", "bca"] as const) {
      const [low, high] = interval(g, { method });
      expect(low).toBe(0);
      expect(high).toBeGreaterThan(0.1);
    }
  },
  bootstrap_B1: (g) => expectRefusal(g, "at least two resamples, got 1"),
  bootstrap_B0: (g) => expectRefusal(g, "at least two resamples, got 0"),
  bootstrap_level_0: (g) => expectRefusal(g, "level in (0, 1), got 0"),
  bootstrap_level_1: (g) => expectRefusal(g, "level in (0, 1), got 1"),
  "bootstrap_level_1.5": (g) => expectRefusal(g, "level in (0, 1), got 1.5"),
  bootstrap_level_95: (g) => expectRefusal(g, "level in (0, 1), got 95; 95% is 0.95"),
  "bootstrap_level_-0.1": (g) => expectRefusal(g, "level in (0, 1), got -0.1"),
  bootstrap_separated_unpaired: (g) => expectDegenerate(g, -1),
  bootstrap_separated_spread(g) {
    for (const method of ["percentile", "basic", "bca"] as const) {
      const [low, high] = interval(g, { method });
      expect(high).toBeLessThan(0);
      expect(low).toBeGreaterThan(-0.85);
    }
  },
  bootstrap_large_offset({ id, inputs, expected, tolerance }) {
    const [x] = inputs.samples as [number[]];
    const options = { method: "percentile", resamples: inputs.resample_indices } as const;
    const plain = bootstrap(x, "mean", null, options);
    expectClose([plain.low, plain.high], expected.percentile95_type7_without_offset, { abs: 1e-9 }, id);
    expectClose(plain.standardError, expected.boot_se, { abs: 1e-9 }, id);
    const moved = bootstrap(
      x.map((v) => v + inputs.offset),
      "mean",
      null,
      options,
    );
    const back = [moved.low - inputs.offset, moved.high - inputs.offset];
    expectClose(back, expected.percentile95_type7_without_offset, { abs: tolerance["abs_with_offset"] as number }, id);
    expectClose(moved.standardError, expected.boot_se, { abs: tolerance["se_abs_with_offset"] as number }, id);
  },
};

function edge({ id, inputs }: GoldenCase, options: BootstrapOptions): BootstrapResult {
  return bootstrap(dataOf(inputs), statisticOf(inputs.statistic), createRng(id), {
    level: inputs.level,
    resamples: inputs.B,
    paired: isPaired(inputs),
    ...options,
  });
}

function interval(golden: GoldenCase, options: BootstrapOptions): [number, number] {
  const { low, high } = edge(golden, options);
  return [low, high];
}

function expectDegenerate(golden: GoldenCase, value: number, hint?: RegExp): void {
  for (const method of ["percentile", "basic", "normal", "bca", "studentized"] as const)
    for (const resamples of method === "studentized" ? [golden.inputs.B] : [golden.inputs.B, "ideal"]) {
      const result = edge(golden, { method, resamples });
      expectClose([result.estimate, result.low, result.high], [value, value, value], { abs: 1e-15 }, golden.id);
      const warning = result.warnings.find((w) => w.code === "degenerate");
      expect(warning?.message, `${golden.id} ${method}`).toMatch(hint ?? /cannot see any uncertainty/);
    }
}

function expectRefusal(golden: GoldenCase, message: string): void {
  for (const method of ["percentile", "basic", "bca", "studentized"] as const) {
    expect(() => edge(golden, { method })).toThrow(RangeError);
    expect(() => edge(golden, { method })).toThrow(message);
  }
}

describe("bootstrap, where it degenerates", () => {
  it.each(goldenCases("edge_bootstrap"))("answers $id as documented", (golden) => {
    const check = edges[golden.id];
    if (check === undefined) throw new Error(`no adapter for ${golden.id}`);
    check(golden);
  });
});
