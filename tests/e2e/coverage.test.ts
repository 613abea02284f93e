import { createRng, type Rng } from "isocompute/core";
import {
  binomialLaw,
  bootstrap,
  bootstrapBand,
  clusterBootstrap,
  type IntervalMethod,
  proportionInterval,
  studentInterval,
  twoLevelBootstrap,
} from "isocompute/stats";
import { summarize } from "isocompute/study";
import { describe, expect, it } from "vitest";
import { goldenCases } from "../golden/golden-cases.js";
import { compareRow } from "../study/compare-row.js";

interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Endpoints of lattice data may miss the truth by one unit in the last place. */
const covers = ({ low, high }: Bounds, truth: number) => low <= truth + 1e-9 && high >= truth - 1e-9;

/** Share of `runs` samples whose interval covers the truth. */
function coverage(name: string, runs: number, truth: number, interval: (rng: Rng) => Bounds): number {
  const root = createRng(`coverage ${name}`);
  let covered = 0;
  for (let run = 0; run < runs; run++) if (covers(interval(root.fork(run)), truth)) covered++;
  return covered / runs;
}

describe("coverage of intervals for a mean, against scipy's studies", () => {
  it.each(goldenCases("coverage"))("$id", ({ id, inputs, expected, tolerance }) => {
    const limits = tolerance.abs as unknown as Record<string, number>;
    const bernoulli = inputs.distribution === "Bernoulli";
    const draw = (rng: Rng) =>
      Float64Array.from({ length: inputs.n }, () =>
        bernoulli ? Number(rng.uniform() < inputs.p) : Math.exp(inputs.mu + inputs.sigma * rng.normal()),
      );
    for (const [method, limit] of Object.entries(limits)) {
      const got = coverage(`${id} ${method}`, 1000, expected.true_mean, (rng) => {
        const data = draw(rng);
        if (method === "t")
          return data.every((x) => x === data[0]) ? { low: data[0] ?? 0, high: data[0] ?? 0 } : studentInterval(data);
        return bootstrap(data, "mean", rng, {
          method: method as IntervalMethod,
          ...(bernoulli ? { resamples: inputs.B } : {}),
        });
      });
      const want = expected.simulated[method].coverage;
      expect(Math.abs(got - want), `${id} ${method}: ${got}, scipy ${want}`).toBeLessThanOrEqual(limit);
    }
    if (!bernoulli) return;
    // Exact coverage of the ideal law: every count of successes, weighed by its chance.
    const chances = binomialLaw(inputs.n, inputs.p);
    const exact = (interval: (s: number) => Bounds) =>
      chances.reduce((sum, chance, s) => sum + (covers(interval(s), inputs.p) ? chance : 0), 0);
    const scores = (s: number) => Array.from({ length: inputs.n }, (_, i) => Number(i < s));
    const ideal = (method: IntervalMethod) => exact((s) => bootstrap(scores(s), "mean", null, { method }));
    const formula = (method: "wilson" | "agrestiCoull" | "clopperPearson" | "jeffreys" | "wald") =>
      exact((s) => proportionInterval(s, inputs.n, { method }));
    const found: Record<string, number> = {
      percentile_B_infinite: ideal("percentile"),
      basic_B_infinite: ideal("basic"),
      bca_midrank_B_infinite: ideal("bca"),
      wald: formula("wald"),
      wilson: formula("wilson"),
      agresti_coull: formula("agrestiCoull"),
      clopper_pearson: formula("clopperPearson"),
      jeffreys: formula("jeffreys"),
      t_interval: exact((s) =>
        s === 0 || s === inputs.n ? { low: s / inputs.n, high: s / inputs.n } : studentInterval(scores(s)),
      ),
    };
    for (const [name, want] of Object.entries<number>(expected.exact_enumeration))
      expect(Math.abs((found[name] ?? 9) - want), `${id} ${name}: ${found[name]}, want ${want}`).toBeLessThan(1e-9);
  });
});

/** Runs × level within four standard errors of the wanted coverage, and not below a stated floor. */
function expectCoverage(got: number, least: number, most: number, what: string): void {
  expect(got, `${what} covers ${got}`).toBeGreaterThanOrEqual(least);
  expect(got, `${what} covers ${got}`).toBeLessThanOrEqual(most);
}

describe("coverage on small and unequal groups", () => {
  // Nominal 95 % throughout; 600 runs have a standard error of 0.009. Bounds that lean low are what the method gives at this size, not hoped for.
  const runs = 600;
  const normal = (rng: Rng, n: number, mean = 0, sd = 1) =>
    Float64Array.from({ length: n }, () => mean + sd * rng.normal());

  it.each([
    ["percentile", 0.88, 0.96],
    ["bca", 0.87, 0.96],
    ["basic", 0.87, 0.96],
    ["normal", 0.88, 0.96],
    ["normalBiasCorrected", 0.88, 0.96],
    ["expanded", 0.92, 0.98],
    ["studentized", 0.92, 0.98],
  ] as const)("%s: unpaired difference of means, 9 against 25, spreads 1 and 3", (method, least, most) => {
    const got = coverage(`unpaired ${method}`, runs, 1, (rng) =>
      bootstrap([normal(rng, 9, 1, 3), normal(rng, 25)], "meanDifference", rng, {
        method,
        ...(method === "studentized" ? { resamples: 399 } : {}),
      }),
    );
    expectCoverage(got, least, most, method);
  });

  it("paired difference of 0/1 scores, 40 questions", () => {
    const got = coverage("paired", runs, 0.15, (rng) => {
      const x: number[] = [];
      const y: number[] = [];
      for (let i = 0; i < 40; i++) {
        const both = rng.uniform() < 0.55;
        x.push(Number(both || rng.uniform() < 0.5));
        y.push(Number(both || rng.uniform() < 1 / 6));
      }
      return bootstrap([x, y], "meanDifference", null, { paired: true });
    });
    expectCoverage(got, 0.91, 0.985, "bca");
  });

  it("ratio of means and correlation, 25 pairs", () => {
    const ratio = coverage("ratio", 300, 2, (rng) => {
      const y = Array.from({ length: 25 }, () => Math.exp(0.4 * rng.normal()));
      return bootstrap([y.map((v) => 2 * v * (1 + 0.3 * rng.normal())), y], "meanRatio", rng, {
        paired: true,
        resamples: 999,
      });
    });
    expectCoverage(ratio, 0.88, 0.98, "ratio");
    const r = coverage("correlation", 300, 0.6, (rng) => {
      const x = normal(rng, 25);
      return bootstrap([x, x.map((v) => 0.6 * v + 0.8 * rng.normal())], "correlation", rng, { resamples: 999 });
    });
    expectCoverage(r, 0.88, 0.98, "correlation");
  });

  it("clusters of unequal size: whole clusters cover, loose observations do not", () => {
    const clusters = (rng: Rng) =>
      Array.from({ length: 25 }, (_, c) => {
        const skill = rng.uniform();
        return Array.from({ length: 4 + (c % 9) }, () => Number(rng.uniform() < skill));
      });
    for (const average of ["macro", "pooled"] as const) {
      const got = coverage(`cluster ${average}`, 400, 0.5, (rng) =>
        clusterBootstrap(clusters(rng), rng, { average, resamples: 499 }),
      );
      expectCoverage(got, 0.89, 0.98, average);
    }
    const loose = coverage("loose", 400, 0.5, (rng) => bootstrap(clusters(rng).flat(), "mean", null));
    expect(loose).toBeLessThan(0.8);
    const twice = coverage("two levels", 300, 0.5, (rng) => twoLevelBootstrap(clusters(rng), rng, { resamples: 399 }));
    expectCoverage(twice, 0.93, 1, "two levels");
  });

  it("few clusters that differ: widened percentiles cover, plain ones do not", () => {
    const clusters = (rng: Rng) =>
      Array.from({ length: 6 }, () => {
        const own = 2 * rng.normal();
        return Array.from({ length: 3 }, () => own + rng.normal());
      });
    const got = (method: "expanded" | "percentile") =>
      coverage(`few ${method}`, 400, 0, (rng) => twoLevelBootstrap(clusters(rng), rng, { method, resamples: 999 }));
    expectCoverage(got("expanded"), 0.93, 1, "expanded");
    expect(got("percentile")).toBeLessThan(0.92);
  });

  it("regret in a few worlds of few tasks that differ, or of one task", () => {
    const interval = (rng: Rng, tasks: number, worlds: number): Bounds => {
      const rows = Array.from({ length: tasks }, (_, t) => {
        const own = 0.02 * rng.normal();
        return Array.from({ length: worlds }, (_, w) =>
          compareRow({ task: `task ${t}`, arena: `${w}`, regret: [0.1 + own + 0.01 * rng.normal()] }),
        );
      }).flat();
      const value = summarize(rows, { checkpoints: [1] })[0]?.regret[0]?.value;
      return { low: value?.interval?.[0] ?? Number.NaN, high: value?.interval?.[1] ?? Number.NaN };
    };
    const many = coverage("six tasks", 300, 0.1, (rng) => interval(rng, 6, 2));
    expectCoverage(many, 0.92, 0.995, "six tasks");
    const root = createRng("one task");
    let covered = 0;
    for (let run = 0; run < 600; run++) {
      const rng = root.fork(run);
      const rows = Array.from({ length: 6 }, (_, w) =>
        compareRow({ arena: `${w}`, regret: [0.1 + 0.01 * rng.normal()] }),
      );
      const bounds = summarize(rows, { checkpoints: [1] })[0]?.regret[0]?.value.interval;
      if (bounds && bounds[0] <= 0.1 && bounds[1] >= 0.1) covered++;
    }
    expectCoverage(covered / 600, 0.93, 0.97, "one task");
  });

  it("strata keep their sizes, and weights count", () => {
    const labels = Array.from({ length: 60 }, (_, i) => (i < 40 ? "easy" : "hard"));
    const strata = coverage("strata", runs, 0.75, (rng) =>
      bootstrap(
        labels.map((label) => Number(rng.uniform() < (label === "easy" ? 0.9 : 0.45))),
        "mean",
        null,
        { strata: labels },
      ),
    );
    expectCoverage(strata, 0.92, 0.985, "strata");
    const weights = Array.from({ length: 60 }, (_, i) => (i < 40 ? 1 : 3));
    const weighted = coverage("weights", 300, (40 * 1 + 60 * 2) / 100, (rng) =>
      bootstrap(
        weights.map((w) => (w === 1 ? 1 : 2) + rng.normal()),
        "mean",
        rng,
        { weights, resamples: 499 },
      ),
    );
    expectCoverage(weighted, 0.9, 0.985, "weights");
  });

  it("a band covers the whole curve; pointwise intervals together do not", () => {
    const truth = [0.2, 0.35, 0.5, 0.6, 0.65, 0.7, 0.72, 0.73];
    let whole = 0;
    let pointwise = 0;
    const root = createRng("band");
    for (let run = 0; run < 300; run++) {
      const rng = root.fork(run);
      const curves = Array.from({ length: 50 }, () => truth.map((p) => p + 0.3 * rng.normal()));
      const band = bootstrapBand(curves, rng, { resamples: 399 });
      if (truth.every((p, k) => p >= (band.low[k] ?? 1) && p <= (band.high[k] ?? 0))) whole++;
      if (truth.every((p, k) => p >= (band.pointwiseLow[k] ?? 1) && p <= (band.pointwiseHigh[k] ?? 0))) pointwise++;
    }
    expectCoverage(whole / 300, 0.89, 0.98, "band");
    expect(pointwise / 300).toBeLessThan(0.85);
  });

  it.each([
    ["wilson", 0.93, 0.98],
    ["jeffreys", 0.9, 0.98],
    ["clopperPearson", 0.95, 1],
    ["agrestiCoull", 0.93, 0.99],
  ] as const)("%s on 15 questions, over all accuracies", (method, least, most) => {
    // Exact: averaged over accuracies 0.05 to 0.95.
    const rates = Array.from({ length: 19 }, (_, i) => 0.05 * (i + 1));
    const covered = rates.map((p) =>
      binomialLaw(15, p).reduce(
        (sum, chance, s) => sum + (covers(proportionInterval(s, 15, { method }), p) ? chance : 0),
        0,
      ),
    );
    expectCoverage(covered.reduce((a, b) => a + b, 0) / covered.length, least, most, method);
    if (method === "clopperPearson") expect(Math.min(...covered)).toBeGreaterThanOrEqual(0.95);
  });
});
