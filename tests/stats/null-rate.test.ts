import { createRng, type Rng } from "isocompute/core";
import {
  adjustPValues,
  bayesianSignedRank,
  binomialLaw,
  discordance,
  friedmanTest,
  mannWhitneyTest,
  mcnemarTest,
  nemenyiTest,
  pairedTTest,
  pearsonCorrelation,
  permutationTest,
  powerOf,
  questionsNeeded,
  signFlipTest,
  signTest,
  spearmanCorrelation,
  welchTTest,
  wilcoxonTest,
} from "isocompute/stats";
import { describe, expect, it } from "vitest";

/** Four standard errors of a rate of 5 % over so many runs. */
const noise = (runs: number) => 4 * Math.sqrt((0.05 * 0.95) / runs);

const normals = (rng: Rng, n: number, sd = 1) => Array.from({ length: n }, () => sd * rng.normal());
const marks = (rng: Rng, n: number) => Array.from({ length: n }, () => rng.below(5));
const skewed = (rng: Rng, n: number) =>
  Array.from({ length: n }, () => (rng.below(2) === 0 ? 1 : -1) * Math.exp(rng.normal()));

/** A true null hypothesis, and the least rate that a test which is not merely timid should reach. */
const nulls: readonly {
  readonly title: string;
  readonly least: number;
  readonly runs?: number;
  readonly p: (rng: Rng) => number;
}[] = [
  { title: "Wilcoxon, 8 differences", least: 0.02, p: (rng) => wilcoxonTest(skewed(rng, 8)).p },
  {
    title: "Wilcoxon, 20 differences with ties and zeros",
    least: 0.03,
    p: (rng) => wilcoxonTest(marks(rng, 20).map((m) => m - 2)).p,
  },
  {
    title: "Wilcoxon by the normal approximation, 25 differences",
    least: 0.03,
    p: (rng) => wilcoxonTest(normals(rng, 25), { method: "approximate" }).p,
  },
  { title: "sign flips, 10 differences", least: 0.03, p: (rng) => signFlipTest(skewed(rng, 10), null).p },
  { title: "sign flips, 30 differences bounded", least: 0.03, p: (rng) => signFlipTest(normals(rng, 30), null).p },
  {
    title: "sign flips, 1500 differences drawn",
    least: 0.02,
    runs: 500,
    p: (rng) => signFlipTest(normals(rng, 1500), rng, { resamples: 99 }).p,
  },
  { title: "sign test, 25 differences", least: 0.02, p: (rng) => signTest(skewed(rng, 25)).p },
  { title: "paired t, 6 differences", least: 0.03, p: (rng) => pairedTTest(normals(rng, 6)).p },
  {
    title: "Welch's t, 4 against 20, spreads 3 and 1",
    least: 0.02,
    p: (rng) => welchTTest(normals(rng, 4, 3), normals(rng, 20)).p,
  },
  {
    title: "permutation, 3 against 21",
    least: 0.03,
    p: (rng) => permutationTest(normals(rng, 3), normals(rng, 21), null).p,
  },
  {
    title: "permutation, 12 against 30, drawn",
    least: 0.02,
    p: (rng) => permutationTest(normals(rng, 12), normals(rng, 30), rng, { resamples: 199 }).p,
  },
  {
    title: "Mann-Whitney, 3 against 21",
    least: 0.02,
    p: (rng) => mannWhitneyTest(normals(rng, 3), normals(rng, 21)).p,
  },
  {
    title: "Mann-Whitney, 5 against 12 with ties",
    least: 0.02,
    p: (rng) => mannWhitneyTest(marks(rng, 5), marks(rng, 12)).p,
  },
  {
    title: "Mann-Whitney by the normal approximation, 30 against 90",
    least: 0.03,
    p: (rng) => mannWhitneyTest(normals(rng, 30), normals(rng, 90), { method: "approximate" }).p,
  },
  {
    title: "McNemar, 40 questions",
    least: 0.005,
    p: (rng) => mcnemarTest(...discordant(rng, 40)).p,
  },
  { title: "McNemar's mid-p, 60 questions", least: 0.02, p: (rng) => mcnemarTest(...discordant(rng, 60)).midP },
  {
    title: "Friedman, 12 data sets, 4 methods",
    least: 0.02,
    p: (rng) => friedmanTest(Array.from({ length: 12 }, () => normals(rng, 4))).p,
  },
  {
    title: "Iman and Davenport, 8 data sets, 5 methods with ties",
    least: 0.02,
    p: (rng) => friedmanTest(Array.from({ length: 8 }, () => marks(rng, 5))).imanDavenport.p,
  },
  {
    title: "Nemenyi over all pairs, 15 data sets, 5 methods",
    least: 0.005,
    runs: 200,
    p(rng) {
      const test = friedmanTest(Array.from({ length: 15 }, () => normals(rng, 5)));
      return Math.min(...nemenyiTest(test.averageRanks, 15).p.flatMap((row) => [...row]));
    },
  },
  { title: "Pearson, 8 pairs", least: 0.03, p: (rng) => pearsonCorrelation(normals(rng, 8), normals(rng, 8)).p },
  { title: "Spearman, 12 pairs", least: 0.03, p: (rng) => spearmanCorrelation(normals(rng, 12), normals(rng, 12)).p },
  {
    title: "Holm over five tests",
    least: 0.02,
    p: (rng) =>
      Math.min(
        ...adjustPValues(
          Array.from({ length: 5 }, () => rng.uniform()),
          "holm",
        ),
      ),
  },
];

function discordant(rng: Rng, questions: number): [number, number] {
  let first = 0;
  let second = 0;
  for (let i = 0; i < questions; i++) {
    const draw = rng.uniform();
    if (draw < 0.15) first++;
    else if (draw < 0.3) second++;
  }
  return [first, second];
}

describe("a true null hypothesis", () => {
  it.each(nulls)("is rejected at 5 % at most that often: $title", ({ title, least, runs = 800, p }) => {
    const root = createRng(`null ${title}`);
    let rejected = 0;
    for (let run = 0; run < runs; run++) if (p(root.fork(run)) <= 0.05) rejected++;
    expect(rejected / runs).toBeLessThanOrEqual(0.05 + noise(runs));
    expect(rejected / runs, "not merely timid").toBeGreaterThanOrEqual(least);
  });

  it("is rejected exactly as often as the binomial law says: McNemar by enumeration", () => {
    // Given 17 disagreements the count is Binomial(17, 1/2): the chance of p <= 0.05 is below 5 %.
    const rate = binomialLaw(17, 0.5).reduce(
      (sum, chance, b) => sum + (mcnemarTest(b, 17 - b).p <= 0.05 ? chance : 0),
      0,
    );
    expect(rate).toBeLessThanOrEqual(0.05);
    expect(rate).toBeGreaterThan(0.02);
  });
});

describe("bayesianSignedRank(differences, rng)", () => {
  it("finds equivalence, and the better one, and sums to one", () => {
    const rng = createRng("bayes");
    const same = bayesianSignedRank(normals(rng, 40, 0.002), rng, { rope: 0.01, draws: 2000 });
    expect(same.equivalent).toBeGreaterThan(0.95);
    const better = bayesianSignedRank(
      normals(rng, 20, 0.02).map((d) => d + 0.1),
      rng,
      { rope: 0.01, draws: 2000 },
    );
    expect(better.above).toBeGreaterThan(0.95);
    expect(same.below + same.equivalent + same.above).toBeCloseTo(1, 12);
    const mirrored = bayesianSignedRank([-0.1, -0.05, 0.02], createRng("m"), { draws: 20_000, rope: 0.03 });
    const plain = bayesianSignedRank([0.1, 0.05, -0.02], createRng("n"), { draws: 20_000, rope: 0.03 });
    expect(mirrored.below).toBeCloseTo(plain.above, 1);
  });

  it("takes a difference that equals the rope on paper to lie within it, whichever way it was rounded", () => {
    // 0.8 - 0.7 is above 0.1 as a double, 0.3 - 0.2 below.
    for (const difference of [0.8 - 0.7, 0.3 - 0.2, 0.7 - 0.8, 0.2 - 0.3]) {
      const differences = Array.from({ length: 20 }, () => difference);
      expect(bayesianSignedRank(differences, createRng("edge"), { rope: 0.1, draws: 200 }).equivalent).toBe(1);
      const outside = bayesianSignedRank(differences, createRng("edge"), { rope: 0.0999, draws: 200 });
      expect(difference > 0 ? outside.above : outside.below).toBe(1);
    }
  });

  it("claims a difference about as often on either side when there is none", () => {
    const root = createRng("bayes null");
    let claims = 0;
    for (let run = 0; run < 300; run++) {
      const rng = root.fork(run);
      const { below, above } = bayesianSignedRank(normals(rng, 12), rng, { rope: 0, draws: 200 });
      if (below > 0.975 || above > 0.975) claims++;
    }
    expect(claims / 300).toBeLessThan(0.11);
  });
});

describe("questionsNeeded(design, power)", () => {
  it("gives the power it promises to McNemar's test", () => {
    const share = discordance(0.75, 0.7, 0.5);
    const design = { difference: 0.05, discordance: share };
    const questions = questionsNeeded(design, 0.8);
    expect(powerOf(design, questions)).toBeCloseTo(0.8, 2);
    const root = createRng("power");
    let seen = 0;
    for (let run = 0; run < 400; run++) {
      const rng = root.fork(run);
      let first = 0;
      let second = 0;
      for (let i = 0; i < questions; i++) {
        const draw = rng.uniform();
        if (draw < (share + 0.05) / 2) first++;
        else if (draw < share) second++;
      }
      if (mcnemarTest(first, second).chiSquare.p <= 0.05) seen++;
    }
    expect(seen / 400).toBeGreaterThan(0.8 - 4 * 0.02);
    expect(seen / 400).toBeLessThan(0.8 + 4 * 0.02);
  });
});
