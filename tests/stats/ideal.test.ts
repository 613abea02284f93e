import { createRng, type Rng } from "isocompute/core";
import { type BootstrapOptions, type BootstrapResult, bootstrap, type StatisticName } from "isocompute/stats";
import { describe, expect, it } from "vitest";

const lognormal = (rng: Rng, n: number) => Array.from({ length: n }, () => Math.exp(rng.normal()));
const coins = (rng: Rng, n: number, p: number) => Array.from({ length: n }, () => (rng.uniform() < p ? 1 : 0));
const fifths = (rng: Rng, n: number) => Array.from({ length: n }, () => rng.below(6) / 5);
const marks = (rng: Rng, n: number) => Array.from({ length: n }, () => rng.below(11) / 10);
/** Two systems that agree on most questions. */
const pairedCoins = (rng: Rng, n: number) => {
  const first = coins(rng, n, 0.6);
  return [first, first.map((score) => (rng.uniform() < 0.7 ? score : 1 - score))];
};

interface Study {
  readonly title: string;
  readonly data: number[] | number[][];
  readonly statistic: StatisticName;
  readonly options?: BootstrapOptions;
}

const rng = createRng("ideal");
const studies: readonly Study[] = [
  { title: "mean of 0/1 scores (binomial)", data: coins(rng, 60, 0.7), statistic: "mean" },
  { title: "mean of marks in tenths (lattice)", data: marks(rng, 40), statistic: "mean" },
  { title: "mean of 500 lognormals (Fourier)", data: lognormal(rng, 500), statistic: "mean" },
  { title: "mean of 12 lognormals (Fourier, few draws)", data: lognormal(rng, 12), statistic: "mean" },
  { title: "mean of 6 lognormals (listed)", data: lognormal(rng, 6), statistic: "mean" },
  {
    title: "paired difference of 0/1 scores (trinomial)",
    data: [coins(rng, 80, 0.6), coins(rng, 80, 0.5)],
    statistic: "meanDifference",
    options: { paired: true },
  },
  {
    title: "unpaired difference of 0/1 scores (two binomials)",
    data: [coins(rng, 50, 0.6), coins(rng, 37, 0.5)],
    statistic: "meanDifference",
  },
  {
    title: "unpaired difference of lognormals",
    data: [lognormal(rng, 30), lognormal(rng, 55)],
    statistic: "meanDifference",
  },
  {
    title: "unpaired difference of scores and lognormals",
    data: [coins(rng, 30, 0.5), lognormal(rng, 55)],
    statistic: "meanDifference",
  },
  {
    title: "ratio of paired lognormals",
    data: [lognormal(rng, 40), lognormal(rng, 40)],
    statistic: "meanRatio",
    options: { paired: true },
  },
  { title: "ratio of unpaired lognormals", data: [lognormal(rng, 40), lognormal(rng, 25)], statistic: "meanRatio" },
  { title: "ratio of unpaired 0/1 scores", data: [coins(rng, 60, 0.6), coins(rng, 70, 0.7)], statistic: "meanRatio" },
  {
    title: "ratio of paired 0/1 scores, few rows",
    data: [
      [1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1],
      [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1],
    ],
    statistic: "meanRatio",
    options: { paired: true },
  },
  {
    title: "ratio of 300 paired 0/1 scores",
    data: pairedCoins(rng, 300),
    statistic: "meanRatio",
    options: { paired: true },
  },
  {
    title: "ratio of paired marks in fifths",
    data: [fifths(rng, 30), fifths(rng, 30).map((mark) => mark + 0.2)],
    statistic: "meanRatio",
    options: { paired: true },
  },
  { title: "median of 31", data: lognormal(rng, 31), statistic: "median" },
  { title: "median of 32", data: lognormal(rng, 32), statistic: "median" },
  { title: "median of 60 marks in tenths", data: marks(rng, 60), statistic: "median" },
  {
    title: "mean over two strata",
    data: [...coins(rng, 30, 0.9), ...coins(rng, 20, 0.3)],
    statistic: "mean",
    options: { strata: Array.from({ length: 50 }, (_, i) => (i < 30 ? "easy" : "hard")) },
  },
  {
    title: "mean over two strata of lognormals",
    data: [...lognormal(rng, 30), ...lognormal(rng, 20)],
    statistic: "mean",
    options: { strata: Array.from({ length: 50 }, (_, i) => (i < 30 ? 0 : 1)) },
  },
  {
    title: "weighted mean",
    data: lognormal(rng, 50),
    statistic: "mean",
    options: { weights: Array.from({ length: 50 }, () => 0.5 + rng.uniform()) },
  },
];

const DRAWS = 100_000;
/** Share of drawn replicates at or below, and below, a point: what the ideal law's probabilities must agree with. */
function shares(replicates: Float64Array, point: number): [number, number] {
  const slack = 1e-9 * Math.max(1, Math.abs(point));
  let below = 0;
  let upTo = 0;
  for (const value of replicates) {
    if (value < point - slack) below++;
    if (value <= point + slack) upTo++;
  }
  return [below / replicates.length, upTo / replicates.length];
}

/** The exact law of the mean of resamples of a few values, by listing how often each value can be drawn. */
function listedMeans(data: readonly number[]): { upTo: (t: number) => number; below: (t: number) => number } {
  const n = data.length;
  const logFactorial = [0];
  for (let i = 1; i <= n; i++) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i));
  const found: [number, number][] = [];
  const visit = (row: number, left: number, logChance: number, sum: number): void => {
    const value = data[row] ?? 0;
    if (row === n - 1) {
      found.push([(sum + left * value) / n, Math.exp(logChance - (logFactorial[left] ?? 0))]);
      return;
    }
    for (let times = 0; times <= left; times++)
      visit(row + 1, left - times, logChance - (logFactorial[times] ?? 0), sum + times * value);
  };
  visit(0, n, (logFactorial[n] ?? 0) - n * Math.log(n), 0);
  found.sort(([a], [b]) => a - b);
  const cumulative = [0];
  for (const [, chance] of found) cumulative.push((cumulative.at(-1) ?? 0) + chance);
  const total = (keep: (mean: number) => boolean) => {
    let [low, high] = [0, found.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keep(found[middle]?.[0] ?? 0)) low = middle + 1;
      else high = middle;
    }
    return cumulative[low] ?? 0;
  };
  return { upTo: (t) => total((mean) => mean <= t), below: (t) => total((mean) => mean < t) };
}

describe("the ideal bootstrap", () => {
  it.each(studies)("is the limit of drawn resamples: $title", ({ title, data, statistic, options }) => {
    const run = (more: BootstrapOptions): BootstrapResult =>
      bootstrap(data, statistic, createRng(`ideal ${title}`), { ...options, ...more });
    const drawn = run({ resamples: DRAWS, keepDistribution: true });
    const replicates = drawn.distribution as Float64Array;
    expect(run({ resamples: "ideal" }).resamples).toBe("ideal");
    for (const level of [0.5, 0.9, 0.95, 0.99]) {
      const ideal = run({ level, method: "percentile" });
      expect(ideal.resamples, "ideal is the default").toBe("ideal");
      const tail = (1 - level) / 2;
      for (const [point, p] of [
        [ideal.low, tail],
        [ideal.high, 1 - tail],
      ] as const) {
        // The p-quantile is where the chance of "below" has not passed p and that of "at most" has reached it.
        const noise = 4.5 * Math.sqrt((p * (1 - p)) / DRAWS);
        const [below, upTo] = shares(replicates, point);
        expect(below, `${p} from below`).toBeLessThanOrEqual(p + noise);
        expect(upTo, `${p} from above`).toBeGreaterThanOrEqual(p - noise);
      }
    }
    const ideal = run({ method: "bca" });
    const noise = 5 / Math.sqrt(DRAWS);
    expect(Math.abs((ideal.bca?.less ?? 9) - (drawn.bca?.less ?? 0))).toBeLessThan(noise);
    expect(Math.abs((ideal.bca?.equal ?? 9) - (drawn.bca?.equal ?? 0))).toBeLessThan(noise);
    expect(ideal.bca?.acceleration).toBe(drawn.bca?.acceleration);
    expect(Math.abs(ideal.standardError / drawn.standardError - 1)).toBeLessThan(0.015);
    expect(Math.abs(ideal.bias - drawn.bias)).toBeLessThan((5 * drawn.standardError) / Math.sqrt(DRAWS));
    expect(ideal.error).toBeLessThan(2e-4);
  });

  it("counts exactly: the mean of 0/1 scores against the binomial formula", () => {
    // n = 5, three ones: P(k) = C(5, k) 0.6^k 0.4^(5-k); cumulative 0.01024, 0.08704, 0.31744, 0.66304, 0.92224, 1.
    const data = [1, 0, 1, 1, 0];
    const at = (level: number) => bootstrap(data, "mean", null, { method: "percentile", level });
    expect([at(0.95).low, at(0.95).high]).toEqual([0.2, 1]);
    expect([at(0.5).low, at(0.5).high]).toEqual([0.4, 0.8]);
    const bca = bootstrap(data, "mean", null, { method: "bca" }).bca;
    expect(bca?.less).toBeCloseTo(0.31744, 14);
    expect(bca?.equal).toBeCloseTo(0.3456, 14);
  });

  it("does not need chance and says what it cannot do", () => {
    expect(() => bootstrap([1, 2, 4], "standardDeviation", null)).toThrow("requires an rng");
    expect(() => bootstrap([1, 2, 4], "standardDeviation", null, { resamples: "ideal" })).toThrow("knows no ideal law");
  });

  it("leaves a ratio of very many paired 0/1 scores to drawing, where the grid would be too large", () => {
    const result = bootstrap(pairedCoins(rng, 5000), "meanRatio", createRng("fallback"), {
      paired: true,
      resamples: 99,
    });
    expect(result.resamples).toBe(99);
    expect(() => bootstrap(pairedCoins(rng, 5000), "meanRatio", null, { paired: true })).toThrow("requires an rng");
  });

  it("counts exactly: the ratio of 60 pairs of 0/1 scores against all 39 711 resamples", () => {
    const [x = [], y = []] = pairedCoins(createRng("sixty pairs"), 60);
    const n = x.length;
    const chance = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ].map(([a, b]) => x.filter((score, i) => score === a && y[i] === b).length / n);
    const logs = [0];
    for (let i = 1; i <= n; i++) logs.push((logs[i - 1] ?? 0) + Math.log(i));
    const ratios: [number, number][] = [];
    for (let both = 0; both <= n; both++)
      for (let first = 0; first <= n - both; first++)
        for (let second = 1; second <= n - both - first; second++) {
          const counts = [n - both - first - second, second, first, both];
          const log = counts.reduce((sum, c, i) => sum + c * Math.log(chance[i] ?? 0) - (logs[c] ?? 0), logs[n] ?? 0);
          ratios.push([(both + first) / (both + second), Math.exp(log)]);
        }
    const total = (keep: (ratio: number) => boolean) =>
      ratios.reduce((sum, [ratio, p]) => sum + (keep(ratio) ? p : 0), 0);
    for (const level of [0.3, 0.9, 0.99]) {
      const { low, high } = bootstrap([x, y], "meanRatio", null, { paired: true, method: "percentile", level });
      for (const [point, p] of [
        [low, (1 - level) / 2],
        [high, (1 + level) / 2],
      ] as const) {
        expect(total((ratio) => ratio < point)).toBeLessThan(p + 1e-11);
        expect(total((ratio) => ratio <= point)).toBeGreaterThan(p - 1e-11);
      }
    }
  });

  it("counts exactly: the median of four against all 256 resamples", () => {
    const data = [1, 2, 4, 8];
    const counts = new Map<number, number>();
    for (let code = 0; code < 256; code++) {
      const drawn = [0, 1, 2, 3].map((d) => data[(code >> (2 * d)) & 3] ?? 0).sort((a, b) => a - b);
      const median = ((drawn[1] ?? 0) + (drawn[2] ?? 0)) / 2;
      counts.set(median, (counts.get(median) ?? 0) + 1);
    }
    const ascending = [...counts].sort(([a], [b]) => a - b);
    const mean = ascending.reduce((sum, [value, count]) => sum + (value * count) / 256, 0);
    for (const p of [0.01, 0.05, 0.1, 0.2, 0.3, 0.4]) {
      let sum = 0;
      const wanted = ascending.find(([, count]) => {
        sum += count;
        return sum >= 256 * p;
      })?.[0];
      const result = bootstrap(data, "median", null, { method: "percentile", level: 1 - 2 * p });
      expect(result.low).toBe(wanted);
      expect(result.bias).toBeCloseTo(mean - 3, 12);
    }
    // 100 and 100 001 values: far from overflow and from the digits' end.
    for (const n of [100, 100_000]) {
      const even = bootstrap(
        Array.from({ length: n }, (_, i) => i),
        "median",
        null,
        { method: "percentile" },
      );
      expect(even.standardError / (Math.sqrt(n) / 2)).toBeGreaterThan(0.95);
      expect(even.standardError / (Math.sqrt(n) / 2)).toBeLessThan(1.05);
      expect(Math.abs(even.bias)).toBeLessThan(1e-6 * n);
    }
  });

  it("says of a Fourier law's error what listing all resamples of ten values confirms", () => {
    const stream = createRng("fourier error");
    const draw = [() => Math.exp(stream.normal()), () => stream.normal(), () => stream.uniform()];
    draw.forEach((next) => {
      const data = Array.from({ length: 10 }, next);
      const listed = listedMeans(data);
      let worst = 0;
      let claimed = 0;
      for (let level = 0.02; level < 1; level += 0.02) {
        const { low, high, error = 0 } = bootstrap(data, "mean", null, { method: "percentile", level });
        claimed = error;
        for (const [point, p] of [
          [low, (1 - level) / 2],
          [high, (1 + level) / 2],
        ] as const)
          worst = Math.max(worst, p - listed.upTo(point), listed.below(point) - p);
      }
      expect(claimed).toBeGreaterThan(1e-5);
      expect(worst).toBeLessThan(claimed);
    });
  });

  it("leaves a ratio of scores over nearly equal costs to drawing, and gives it over spread ones", () => {
    const scores = coins(rng, 300, 0.6);
    const tight = scores.map(() => 100 + 0.01 * rng.normal());
    const spread = scores.map(() => 100 * Math.exp(0.5 * rng.normal()));
    const options = { paired: true } as const;
    expect(bootstrap([scores, tight], "meanRatio", createRng("fallback"), options).resamples).toBe(9999);
    expect(bootstrap([scores, spread], "meanRatio", null, options).resamples).toBe("ideal");
  });

  it("sees the lattice through a little noise, and leaves it to drawing too", () => {
    const blurred = coins(rng, 300, 0.6).map((x) => x + 1e-3 * rng.normal());
    expect(bootstrap(blurred, "mean", createRng("fallback")).resamples).toBe(9999);
    const smooth = coins(rng, 300, 0.6).map((x) => x + 0.2 * rng.normal());
    expect(bootstrap(smooth, "mean", null).resamples).toBe("ideal");
  });
});
