import fc from "fast-check";
import { createRng } from "isocompute/core";
import {
  amortization,
  anytimeRegret,
  type CompareRow,
  duel,
  paretoFront,
  rankSearchers,
  regretAt,
  runLength,
  runningTime,
  summarize,
  targetsMet,
  trialHours,
} from "isocompute/study";
import { describe, expect, it } from "vitest";
import { compareRow as row } from "./compare-row.js";

const regrets = fc.array(fc.option(fc.double({ min: 0, max: 0.8, noNaN: true })), { minLength: 1, maxLength: 30 });

describe("regretAt(row, trials)", () => {
  it("is the last word, and the best score itself where nothing was recommended", () => {
    const one = row({ regret: [null, 0.1] });
    expect([0, 1, 2, 3, 50].map((t) => regretAt(one, t))).toEqual([0.8, 0.8, 0.1, 0.1, 0.1]);
  });
});

describe("anytimeRegret(row, over, range)", () => {
  it("is a mean: between the least and the largest, and a constant for a constant", () => {
    fc.assert(
      fc.property(regrets, (regret) => {
        const one = row({ regret });
        const all = [...regret.map((r) => r ?? 0.8), 0.8];
        const value = anytimeRegret(one, "units", [50, 5000]);
        expect(value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-12);
        expect(value).toBeLessThanOrEqual(0.8 + 1e-12);
      }),
    );
    expect(anytimeRegret(row({ regret: [0.2, 0.2] }), "trials", [1, 50])).toBeCloseTo(0.2, 12);
  });

  it("is lower for the search that is good earlier", () => {
    const early = row({ regret: [0.01, 0.01, 0.01] });
    const late = row({ regret: [0.3, 0.3, 0.01] });
    expect(anytimeRegret(early, "trials", [1, 3])).toBeLessThan(anytimeRegret(late, "trials", [1, 3]));
  });

  it("counts nothing outside its range", () => {
    const one = row({ regret: [0.4, 0.2], units: [10, 1000] });
    expect(anytimeRegret(one, "units", [20, 100])).toBeCloseTo(0.4, 12);
    expect(() => anytimeRegret(one, "units", [0, 10])).toThrow("above zero");
  });
});

describe("run lengths", () => {
  it("are the first effort at which the target is met", () => {
    expect(runLength(row(), 0.05, "trials")).toBe(3);
    expect(runLength(row(), 0.05, "units")).toBe(300);
    expect(runLength(row(), 0.001, "units")).toBeNull();
  });

  it("charge failures with all that they spent", () => {
    const never = row({ regret: [0.3, 0.3] });
    expect(runningTime([row(), never, row()], 0.05, "units")).toEqual({
      expected: (300 + 200 + 300) / 2,
      median: 300,
      successes: 2,
      runs: 3,
    });
    expect(runningTime([never], 0.05, "trials")).toEqual({ expected: null, median: null, successes: 0, runs: 1 });
  });

  it("give, without failures, their mean", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (lengths) => {
        const rows = lengths.map((n) => row({ regret: Array.from({ length: 20 }, (_, t) => (t + 1 >= n ? 0 : 0.3)) }));
        const mean = lengths.reduce((a, b) => a + b, 0) / lengths.length;
        expect(runningTime(rows, 0.01, "trials").expected).toBeCloseTo(mean, 9);
      }),
    );
  });

  it("have a distribution that rises to the share of targets met", () => {
    fc.assert(
      fc.property(fc.array(regrets, { minLength: 1, maxLength: 8 }), (many) => {
        const rows = many.map((regret) => row({ regret }));
        const targets = [0.5, 0.05, 0.01];
        const steps = targetsMet(rows, targets, "trials");
        const met = rows.flatMap((one) => targets.filter((target) => runLength(one, target, "trials") !== null)).length;
        expect(steps.at(-1)?.share ?? 0).toBeCloseTo(met / (3 * rows.length), 12);
        for (const [i, step] of steps.entries()) {
          expect(step.share).toBeGreaterThan(steps[i - 1]?.share ?? 0);
          expect(step.effort).toBeGreaterThan(steps[i - 1]?.effort ?? 0);
        }
      }),
    );
  });
});

const rng = createRng("metrics");
/** Two searchers in many worlds; the first better by `gain` on average. */
function contest(gain: number, tasks = 5, arenas = 20): CompareRow[] {
  return Array.from({ length: tasks }, (_, t) =>
    Array.from({ length: arenas }, (_, i) => {
      const shared = 0.05 + 0.02 * rng.normal();
      const world = { task: `t${t}`, arena: String(i) };
      return [
        row({ ...world, searcher: "a", regret: [0.3, shared - gain + 0.005 * rng.normal()] }),
        row({ ...world, searcher: "b", regret: [0.3, shared + 0.005 * rng.normal()] }),
      ];
    }).flat(),
  ).flat();
}

describe("duel(rows, first, second)", () => {
  it("finds a difference, its interval and how probable it is", () => {
    const found = duel(contest(0.03), "a", "b");
    expect(found.difference.mean).toBeCloseTo(-0.03, 2);
    expect(found.difference.interval?.[1]).toBeLessThan(-0.02);
    expect(found.probability.first).toBeGreaterThan(0.99);
    expect(found.wins).toBeGreaterThan(90);
    expect(found.wins + found.ties + found.losses).toBe(100);
  });

  it("calls equals equal, and is the other way round the other way round", () => {
    const rows = contest(0);
    const [one, other] = [duel(rows, "a", "b"), duel(rows, "b", "a")];
    expect(one.probability.equivalent).toBeGreaterThan(0.99);
    expect(one.difference.mean).toBeCloseTo(-other.difference.mean, 12);
    expect([one.wins, one.losses]).toEqual([other.losses, other.wins]);
  });

  it("takes a difference that equals the rope on paper for a tie, whichever way it was rounded", () => {
    const met = (regrets: readonly (readonly [number, number])[], rope?: number) => {
      const rows = regrets.flatMap(([a, b], arena) => [
        row({ arena: String(arena), searcher: "a", regret: [a] }),
        row({ arena: String(arena), searcher: "b", regret: [b] }),
      ]);
      const { wins, ties, losses, probability } = duel(rows, "a", "b", rope === undefined ? {} : { rope });
      return { wins, ties, losses, equivalent: probability.equivalent };
    };
    expect(0.31 - 0.3).toBeGreaterThan(0.01);
    const even = { wins: 0, ties: 2, losses: 0, equivalent: 1 };
    expect(
      met([
        [0.31, 0.3],
        [0.3, 0.31],
      ]),
    ).toEqual(even);
    expect(
      met(
        [
          [0.1 + 0.2, 0.3],
          [0.3, 0.1 + 0.2],
        ],
        0,
      ),
    ).toEqual(even);
    expect(
      met([
        [0.311, 0.3],
        [0.3, 0.311],
      ]),
    ).toMatchObject({ wins: 1, ties: 0, losses: 1 });
  });

  it("averages seeds before it compares: a world is counted once", () => {
    const rows = contest(0.03, 2, 4).flatMap((one) => [one, { ...one, seed: 1 }]);
    expect(duel(rows, "a", "b").difference.worlds).toBe(8);
  });

  it("counts a world once that was searched under several budgets and numbers of questions", () => {
    const once = contest(0.004, 1, 6);
    const often = once.flatMap((one) =>
      [996, 997, 998, 999].flatMap((budget) => [50, 100].map((questions) => ({ ...one, budget, questions }))),
    );
    const [few, many] = [duel(once, "a", "b"), duel(often, "a", "b")];
    expect(many.difference.worlds).toBe(6);
    expect(many.wins + many.ties + many.losses).toBe(6);
    expect(many.difference.mean).toBeCloseTo(few.difference.mean, 12);
    for (const end of [0, 1] as const)
      expect(many.difference.interval?.[end]).toBeCloseTo(few.difference.interval?.[end] ?? Number.NaN, 12);
    expect(many.probability.first).toBeCloseTo(few.probability.first, 12);
    const regretOf = (rows: CompareRow[]) => summarize(rows, { checkpoints: [2] })[0]?.regret[0]?.value;
    expect(regretOf(often)).toMatchObject({
      worlds: 6,
      interval: [
        expect.closeTo(regretOf(once)?.interval?.[0] ?? Number.NaN, 12),
        expect.closeTo(regretOf(once)?.interval?.[1] ?? Number.NaN, 12),
      ],
    });
  });

  it("takes the mean over a world's conditions pair by pair", () => {
    const at = (arena: string, budget: number, a: number, b: number) => [
      row({ arena, budget, searcher: "a", regret: [a] }),
      row({ arena, budget, searcher: "b", regret: [b] }),
    ];
    const rows = [...at("0", 500, 0.1, 0.2), ...at("0", 1000, 0.02, 0.06), ...at("1", 500, 0.3, 0.2)];
    const { difference, wins, losses } = duel(rows, "a", "b", { trials: 1 });
    expect(difference.mean).toBeCloseTo((-0.07 + 0.1) / 2, 12);
    expect([wins, losses]).toEqual([1, 1]);
  });

  it("refuses what is not paired, and tracks together", () => {
    const rows = contest(0.03, 2, 3);
    expect(() => duel(rows.slice(1), "a", "b")).toThrow("in the same worlds; one is missing in t0/0");
    expect(() => duel(rows.slice(2), "a", "b")).not.toThrow();
    const dearer = rows.map((one) => ({ ...one, budget: 2000 })).slice(1);
    expect(() => duel([...rows, ...dearer], "a", "b")).toThrow("one is missing in t0/0/2000/50");
    expect(() => duel(rows, "a", "c")).toThrow("in the same worlds");
    const mixed = rows.map((one, i): CompareRow => (i === 0 ? { ...one, track: "grey-box" } : one));
    expect(() => duel(mixed, "a", "b")).toThrow("rows of one track");
  });

  it("covers the true difference about as often as its interval says", () => {
    let covered = 0;
    for (let i = 0; i < 60; i++) {
      const { interval } = duel(contest(0.02, 6, 8), "a", "b").difference;
      if (interval !== null && interval[0] <= -0.02 && -0.02 <= interval[1]) covered++;
    }
    // Resampling twice leans wide: never far below 95 %.
    expect(covered).toBeGreaterThanOrEqual(54);
  });
});

describe("summarize(rows)", () => {
  it("tells regret at round numbers of trials and at the end", () => {
    const at = (length: number) =>
      summarize([row({ regret: Array.from({ length }, () => 0.1) })])[0]?.regret.map(({ trials }) => trials);
    expect([2, 5, 30, 60].map(at)).toEqual([[2], [5], [5, 10, 20, 30], [5, 10, 20, 50, 60]]);
  });

  it("gives each searcher its means by task, and how long it takes to a target", () => {
    const rows = [
      row({ recommended: { allocation: "x", units: 5, score: 0.85, truth: 0.79, test: 0.75 } }),
      row({ arena: "2", regret: [0.3, 0.2, 0.03, 0.03], wasted: 4, plannerSeconds: 2, plannerTokens: 80 }),
      row({ task: "u", regret: [0.1, 0.1, 0.1, 0.1] }),
    ];
    const [summary] = summarize(rows, { checkpoints: [1, 4], targets: [0.05] });
    expect(summary?.regret.map(({ value }) => value.mean)).toEqual([
      expect.closeTo((0.3 + 0.1) / 2, 12),
      expect.closeTo((0.02 + 0.1) / 2, 12),
    ]);
    expect(summary?.regret[0]?.value).toMatchObject({ tasks: 2, worlds: 3 });
    expect(summary?.gap).toMatchObject({ mean: expect.closeTo(0.1, 12), interval: null });
    expect(summary?.toTarget[0]?.trials).toMatchObject({ successes: 2, runs: 3, expected: (3 + 3 + 4) / 2 });
    expect(summary).toMatchObject({ searcher: "a", searches: 3, wasted: 1, plannerTokens: 20, units: 400 });
    expect(summary?.plannerSecondsPerTrial).toBeCloseTo(2 / 4 / 2 / 2, 12);
  });
});

describe("rankSearchers(rows, trials)", () => {
  it("ranks by blocks, and tests only with ten of them", () => {
    const few = rankSearchers(contest(0.03, 5), 2);
    expect(few).toMatchObject({ searchers: ["a", "b"], averageRanks: [1, 2], tests: null });
    const many = rankSearchers(contest(0.03, 12), 2);
    expect(many.blocks).toHaveLength(12);
    expect(many.tests?.friedman.p).toBeLessThan(0.01);
    expect(many.tests?.nemenyi.significant).toEqual([[0, 1]]);
  });
});

describe("amortization(searchUnits, before, after)", () => {
  it("is the search's cost over what each question gains", () => {
    const before = { units: 900, score: 0.6 };
    // As good for less; better for the same, a right answer being worth 1500; both.
    expect(amortization(30_000, before, { units: 600, score: 0.6 })).toBeCloseTo(100, 9);
    expect(amortization(30_000, before, { units: 900, score: 0.7 })).toBeCloseTo(200, 9);
    expect(amortization(30_000, before, { units: 750, score: 0.7 })).toBeCloseTo(100, 9);
    expect(amortization(30_000, before, { units: 950, score: 0.7 }, 0)).toBeNull();
    expect(() => amortization(1, { units: 0, score: 0.5 }, before)).toThrow("a positive cost");
    expect(() => amortization(1, { units: 5, score: 0 }, before)).toThrow("costs of at least zero");
  });
});

describe("trialHours(published, trials)", () => {
  it("takes the longest search that made all its trials, else is a bound", () => {
    const early = { hours: 40, complete: false };
    expect(trialHours([early, { hours: 24.3, complete: true }, { hours: 25, complete: true }], 50)).toEqual({
      hours: 0.5,
      exact: true,
    });
    expect(trialHours([early], 50)).toEqual({ hours: 0.8, exact: false });
    expect(() => trialHours([], 50)).toThrow("got none");
    expect(() => trialHours([{ hours: 0, complete: false }], 50)).toThrow("got 0");
  });
});

describe("paretoFront(points)", () => {
  it("keeps what nothing beats, and only that", () => {
    const point = fc.record({ units: fc.integer({ min: 1, max: 9 }), score: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(fc.array(point), (points) => {
        const front = paretoFront(points);
        const beaten = (p: { units: number; score: number }) =>
          points.some((q) => q.units <= p.units && q.score >= p.score && (q.units < p.units || q.score > p.score));
        expect(front.some(beaten)).toBe(false);
        const kept = new Set(front.map((p) => `${p.units}/${p.score}`));
        expect(kept.size).toBe(front.length);
        for (const p of points) if (!beaten(p)) expect(kept.has(`${p.units}/${p.score}`)).toBe(true);
      }),
    );
  });
});
