import {
  adjustPValues,
  friedmanTest,
  kendallTau,
  mannWhitneyTest,
  mcnemarTest,
  nemenyiTest,
  pairedTTest,
  pearsonCorrelation,
  permutationTest,
  proportionInterval,
  signFlipTest,
  signTest,
  spearmanCorrelation,
  welchTTest,
  wilcoxonTest,
} from "isocompute/stats";
import { describe, expect, it } from "vitest";
import { expectClose, type GoldenCase, goldenCases } from "./golden-cases.js";

type Check = (got: unknown, want: unknown, what: string) => void;

function friedman({ inputs, expected, tolerance }: GoldenCase, check: Check): void {
  const test = friedmanTest(inputs.scores, { higherIsBetter: inputs.higher_is_better });
  const nemenyi = (alpha: number) => nemenyiTest(test.averageRanks, inputs.scores.length, { alpha });
  const names: string[] = inputs.columns_methods;
  const close = { abs: tolerance["nemenyi_abs"] as number };
  test.ranks.forEach((row, d) => {
    check(row, expected.ranks[d], `ranks ${d}`);
  });
  check(
    test.averageRanks,
    names.map((name) => expected.average_ranks[name]),
    "average ranks",
  );
  check(test.statistic, expected.chi2_tie_corrected, "chi2");
  check(test.p, expected.p, "p");
  check(test.uncorrected, expected.chi2_uncorrected, "uncorrected");
  check(test.imanDavenport.statistic, expected.iman_davenport_F, "F");
  check(test.imanDavenport.df, expected.iman_davenport_df, "df");
  check(test.imanDavenport.p, expected.iman_davenport_p, "F p");
  check(test.kendallW, expected.kendall_W, "W");
  for (const [alpha, q] of Object.entries(expected.nemenyi_q)) {
    expectClose(nemenyi(Number(alpha)).q, q, close, `q ${alpha}`);
    expectClose(nemenyi(Number(alpha)).criticalDifference, expected.critical_difference[alpha], close, `CD ${alpha}`);
  }
  expected.nemenyi_p.forEach((row: number[], i: number) => {
    expectClose(nemenyi(0.05).p[i], row, close, `nemenyi p ${i}`);
  });
  const pairs = nemenyi(0.05).significant.map(([i, j]) => [names[i], names[j]]);
  expect(pairs).toEqual(expected.significant_pairs_05);
}

function signedRank({ inputs, expected }: GoldenCase, check: Check): void {
  const d: number[] = inputs.differences;
  const plain = wilcoxonTest(d);
  check([plain.plus, plain.minus, plain.nonZero], [expected.W_plus, expected.W_minus, expected.n_nonzero], "rank sums");
  if (expected.p_exact_conditional_two_sided !== undefined) {
    check(plain.p, expected.p_exact_conditional_two_sided, "exact p");
    const greater = wilcoxonTest(d, { alternative: "greater" });
    check(greater.p, expected.p_exact_conditional_greater, "exact p, greater");
  }
  if (expected.scipy_exact !== undefined)
    check([plain.statistic, plain.p], [expected.scipy_exact.statistic, expected.scipy_exact.p], "exact");
  for (const zeros of ["wilcox", "pratt", "zsplit"] as const)
    for (const continuity of [false, true]) {
      const want = expected[`scipy_approx_${zeros}${continuity ? "_cc" : ""}`];
      const got = wilcoxonTest(d, { method: "approximate", zeros, continuity });
      check([got.statistic, got.p], [want.statistic, want.p], `${zeros} ${continuity}`);
    }
  if (expected.sign_flip_permutation_p_two_sided_mean !== undefined)
    check(signFlipTest(d, null).p, expected.sign_flip_permutation_p_two_sided_mean, "sign flip");
  check(signTest(d).p, expected.sign_test_p, "sign test");
  const t = pairedTTest(d);
  check([t.statistic, t.p], [expected.paired_t.t, expected.paired_t.p], "t");
  const R = expected.R_wilcox_test;
  check(plain.plus, R.V, "R's V");
  check(wilcoxonTest(d, { method: "approximate" }).p, R.p_normal_cc, "R normal, corrected");
  check(wilcoxonTest(d, { method: "approximate", continuity: false }).p, R.p_normal, "R normal");
}

function twoSamples({ inputs: { x, y }, expected }: GoldenCase, check: Check): void {
  const normal = mannWhitneyTest(x, y, { method: "approximate" });
  check([normal.statistic, normal.p], [expected.U1, expected.p_asymptotic_cc], "U");
  if (expected.p_exact !== undefined) check(mannWhitneyTest(x, y, { method: "exact" }).p, expected.p_exact, "exact U");
  check(permutationTest(x, y, null).p, expected.permutation_p_exact_abs_mean_diff, "permutation");
  const welch = welchTTest(x, y);
  check([welch.statistic, welch.p], [expected.welch_t, expected.welch_p], "Welch");
  check(normal.cliffsDelta, expected.cliffs_delta, "delta");
}

function correlations({ inputs: { x, y }, expected }: GoldenCase, check: Check): void {
  const pearson = pearsonCorrelation(x, y);
  check([pearson.estimate, pearson.p], [expected.pearson, expected.pearson_p], "Pearson");
  check([pearson.low, pearson.high], expected.pearson_ci95, "Fisher");
  const spearman = spearmanCorrelation(x, y);
  check([spearman.estimate, spearman.p], [expected.spearman, expected.spearman_p], "Spearman");
  check(kendallTau(x, y), expected.kendall_tau_b, "tau-b");
}

const proportionNames = {
  wilson: "wilson",
  agresti_coull: "agrestiCoull",
  clopper_pearson: "clopperPearson",
  jeffreys: "jeffreys",
  wald_clipped: "wald",
} as const;

function proportions({ inputs, expected }: GoldenCase, check: Check): void {
  for (const [level, byMethod] of Object.entries<Record<string, number[][]>>(expected))
    for (const [name, want] of Object.entries(byMethod)) {
      const method = proportionNames[name as keyof typeof proportionNames];
      if (method === undefined) throw new Error(`no method for ${name}`);
      inputs.successes_n.forEach(([s, n]: [number, number], i: number) => {
        const { low, high } = proportionInterval(s, n, { method, level: Number(level) });
        check([low, high], want[i], `${name} ${level} ${s}/${n}`);
      });
    }
}

function mcnemar({ inputs, expected }: GoldenCase, check: Check): void {
  inputs.b_c.forEach(([b, c]: [number, number], i: number) => {
    const test = mcnemarTest(b, c);
    check(test.p, expected.exact_p[i], "exact");
    check(test.midP, expected.midp[i], "mid-p");
    check(test.chiSquare.p, expected.chi2_p[i], "chi2");
    // The reference's note: statsmodels corrects b = c past no difference (p < 1); R, and this, give p = 1.
    if (b !== c) check(test.chiSquareCorrected.p, expected.chi2_cc_p[i], "corrected chi2");
    else expect(test.chiSquareCorrected.p).toBe(1);
  });
}

function multiple({ inputs, expected }: GoldenCase, check: Check): void {
  const names = {
    holm: "holm",
    bonferroni: "bonferroni",
    bh: "benjaminiHochberg",
    by: "benjaminiYekutieli",
    hochberg: "hochberg",
  } as const;
  for (const [name, want] of Object.entries(expected))
    check(adjustPValues(inputs.p, names[name as keyof typeof names]), want, name);
}

function adapterOf({ inputs }: GoldenCase): (golden: GoldenCase, check: Check) => void {
  if (inputs.scores !== undefined) return friedman;
  if (inputs.differences !== undefined) return signedRank;
  if (inputs.successes_n !== undefined) return proportions;
  if (inputs.b_c !== undefined) return mcnemar;
  if (inputs.p !== undefined) return multiple;
  return (golden, check) => (golden.expected.pearson !== undefined ? correlations : twoSamples)(golden, check);
}

describe("tests, against scipy, statsmodels and R", () => {
  it.each(goldenCases("rank_tests"))("$id", (golden) => {
    let compared = 0;
    adapterOf(golden)(golden, (got, want, what) => {
      compared++;
      expectClose(got, want, golden.tolerance, `${golden.id} ${what}`);
    });
    expect(compared).toBeGreaterThan(3);
  });
});

/** What each degenerate case must give; the reference file lists it in words under `acceptable`. */
const edges: Readonly<Record<string, (golden: GoldenCase) => void>> = {
  friedman_two_methods({ inputs }) {
    // Rank sums 5 and 4 of three data sets: 12/(3·2·3)·(5² + 4²) - 3·3·3 = 1/3.
    expect(friedmanTest(inputs.scores).statistic).toBeCloseTo(1 / 3, 12);
  },
  friedman_all_tied({ inputs }) {
    const test = friedmanTest(inputs.scores);
    expect([test.statistic, test.p]).toEqual([0, 1]);
    expect(test.warnings.join()).toContain("every score is tied");
  },
  friedman_one_dataset({ inputs, expected }) {
    const test = friedmanTest(inputs.scores);
    expectClose([test.statistic, test.p], expected.trusted.scipy.returns, { abs: 1e-12 }, "one data set");
    expect(test.warnings.join()).toContain("few");
  },
  wilcoxon_all_zero_wilcox: allZero,
  wilcoxon_all_zero_pratt: allZero,
  wilcoxon_all_zero_zsplit: allZero,
  wilcoxon_n1: ({ inputs }) => expect(wilcoxonTest(inputs.differences).p).toBe(1),
  mcnemar_no_discordant: ({ inputs: { b, c } }) => expect(mcnemarTest(b, c).p).toBe(1),
  proportion_n0: ({ inputs: { successes, n } }) => expect(() => proportionInterval(successes, n)).toThrow(RangeError),
  pearson_constant: ({ inputs: { x, y } }) => expect(() => pearsonCorrelation(x, y)).toThrow("both samples to vary"),
};

function allZero({ inputs }: GoldenCase): void {
  const test = wilcoxonTest(inputs.differences, { zeros: inputs.zero_method });
  expect(test.p).toBe(1);
  expect(test.warnings.join()).toContain("every difference is zero");
}

describe("tests, where they degenerate", () => {
  const mine = goldenCases("edge_other").filter((c) => ["rank", "proportion", "association"].includes(c.kind ?? ""));
  it.each(mine)("answers $id as documented", (golden) => {
    const check = edges[golden.id];
    if (check === undefined) throw new Error(`no adapter for ${golden.id}`);
    check(golden);
  });
});
