import {
  type Allocation,
  allocationKey,
  createSpace,
  exampleTask,
  parseAllocation,
  parseTask,
} from "isocompute/allocation";
import { at, budgetUnits } from "isocompute/core";
import { simulate } from "isocompute/environments";
import { planner, plannerRecommendation, plannerSummary, randomSearch, recommendBest } from "isocompute/searchers";
import { drawInstance, priorOnly } from "isocompute/simulator";
import type { Outcome, Scored, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { runSearch } from "../contracts/run-search.js";
import { describeSearcher } from "../contracts/searcher.js";
import { logitWorld, space } from "./planner-worlds.js";

describeSearcher("planner()", planner, { runs: 15, trials: 8 });
describeSearcher(
  "planner({ acquisition: 'expected-improvement', blocks })",
  () => planner({ acquisition: "expected-improvement", blocks: [2, 5] }),
  {
    runs: 10,
    trials: 8,
    exhausts: false,
  },
);

const allocation = (text: string) => parseAllocation(text, space.task);
const scored = (text: string, score: number, rest: Partial<Outcome> = {}): Trial["outcome"] =>
  ({
    kind: "scored",
    score,
    standardError: null,
    questions: 50,
    evaluated: allocation(text),
    stages: [],
    cost: { units: budgetUnits(1) },
    provenance: "simulated",
    ...rest,
  }) as Outcome;
const trialsOf = (...rows: readonly [string, number, Partial<Outcome>?][]): Trial[] =>
  rows.map(([text, score, rest], index) => ({ index, proposed: allocation(text), outcome: scored(text, score, rest) }));
const curve = (trials: readonly Trial[], stage: number, model: string) => {
  const found = plannerSummary({ space, trials }).stages[stage]?.models.find((m) => m.model === model);
  if (found === undefined) throw new Error(`no ${model}`);
  return found;
};
/** The believed score of a model in a stage at its first number of samples. */
const level = (trials: readonly Trial[], stage: number, model: string) =>
  at(curve(trials, stage, model).curve, 0).score;

/** The score believed of what is recommended. */
const expected = (trials: readonly Trial[]) => plannerRecommendation({ space, trials })?.score ?? Number.NaN;

describe("planner(): its start", () => {
  const start = plannerSummary({ space, trials: [] }).start;

  it("has every model at work in every stage, each as often as the others", () => {
    for (const s of space.task.stages.keys())
      expect(start.map((row) => at(row, s).model).sort()).toEqual(["Large-70B", "Middle-20B", "Small-3B"]);
  });

  it("pairs the models differently in each row, and spends the budget on samples up to 30", () => {
    for (const row of start) {
      for (const s of row.keys()) {
        const more = row.map((c, t) => (t === s ? { ...c, samples: (c.samples + 1) as typeof c.samples } : c));
        expect(at(row, s).samples >= 30 || !space.contains(more)).toBe(true);
      }
      expect(new Set(row.map((c) => c.model)).size).toBe(2);
    }
  });

  it("shows every affordable model where not every pair of models is affordable", () => {
    const tight = createSpace(space.task, { budget: budgetUnits(420) });
    const rows = plannerSummary({ space: tight, trials: [] }).start;
    for (const s of tight.task.stages.keys()) expect(new Set(rows.map((row) => at(row, s).model)).size).toBe(3);
    for (const row of rows) expect(tight.contains(row)).toBe(true);
  });

  it("can tell the stages apart: no two of them change models together in every row", () => {
    const stages = ["A", "B", "C"].map((name) => ({ ...at(exampleTask.stages, 0), name }));
    const three = createSpace(parseTask({ ...exampleTask, stages, samples: { min: 1, max: 5 }, budget: 5000 }));
    const rows = plannerSummary({ space: three, trials: [] }).start;
    expect(rows.length).toBe(4);
    for (const [s, t] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(new Set(rows.map((row) => `${at(row, s).model} ${at(row, t).model}`)).size).toBeGreaterThan(2);
  });

  it("comes first, in order", async () => {
    const { trials } = await runSearch(planner(), { space, world: logitWorld(() => 0), trials: 4, questions: null });
    expect(trials.slice(0, 3).map((t) => allocationKey(t.proposed))).toEqual(start.map(allocationKey));
    expect(trials.map((t) => t.reason?.startsWith("start"))).toEqual([true, true, true, false]);
  });
});

describe("planner(): its model", () => {
  it("learns of a model in one stage from trials with other partners", () => {
    const prior = level([], 0, "Small-3B");
    const good = trialsOf(["Find=Small-3B:5,Answer=Middle-20B:5", 0.9], ["Find=Small-3B:5,Answer=Small-3B:5", 0.9]);
    const bad = trialsOf(["Find=Small-3B:5,Answer=Middle-20B:5", 0.5], ["Find=Small-3B:5,Answer=Small-3B:5", 0.5]);
    expect(level(good, 0, "Small-3B")).toBeGreaterThan(level(bad, 0, "Small-3B"));
    expect(prior).toBeGreaterThan(0.5);
  });

  it("shares a curve between the models of a stage", () => {
    const rising = trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", 0.4], ["Find=Small-3B:1,Answer=Small-3B:40", 0.9]);
    const falling = trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", 0.9], ["Find=Small-3B:1,Answer=Small-3B:40", 0.4]);
    const rise = (trials: readonly Trial[]) => {
      const { curve: points } = curve(trials, 1, "Middle-20B");
      return at(points, -1).score - at(points, 0).score;
    };
    expect(rise(rising)).toBeGreaterThan(rise(falling) + 0.05);
  });

  it("believes that many samples fade where one prompt fuses long ones, not where they are short or counted", () => {
    const peak = (outputTokens: number, kind: "fuse" | "vote") => {
      const stages = exampleTask.stages.map((stage, s) =>
        s === 1 ? { ...stage, outputTokens, aggregate: { kind } } : stage,
      );
      const wide = createSpace(parseTask({ ...exampleTask, stages, budget: 20_000 }));
      const points = plannerSummary({ space: wide, trials: [] }).stages[1]?.models[0]?.curve ?? [];
      return points.reduce((best, point) => (point.score > best.score ? point : best)).samples;
    };
    expect(peak(2048, "fuse")).toBeLessThan(12);
    expect(peak(64, "fuse")).toBeGreaterThan(30);
    expect(peak(2048, "vote")).toBeGreaterThan(30);
  });

  it("tells a weak first stage that the next one hides from one that comes through", () => {
    // The first stage's models differ by the same in its own metric; the final score follows it, or does not.
    const rows = (through: number): [string, number, Partial<Outcome>][] =>
      [2, 5, 12].flatMap((k) =>
        (["Small-3B", "Large-70B"] as const).flatMap((find) =>
          (["Small-3B", "Middle-20B"] as const).map((answer): [string, number, Partial<Outcome>] => [
            `Find=${find}:${find === "Large-70B" ? 1 : k},Answer=${answer}:${k}`,
            find === "Large-70B" ? 0.6 + through : 0.6,
            { stages: [{ stage: "Find", metric: "recall", score: find === "Large-70B" ? 0.9 : 0.5 }] },
          ]),
        ),
      );
    const passing = (through: number) => plannerSummary({ space, trials: trialsOf(...rows(through)) }).scales.passing;
    expect(passing(0.3)).toBeGreaterThan(passing(0));
  });

  it("has a coupling: two stages that are good only together are found to be more than the sum", () => {
    // Scores that no sum of contributions gives: the large models help only together.
    const rows: [string, number][] = [];
    for (const k of [2, 6, 18])
      for (const [find, answer, score] of [
        ["Small-3B", "Small-3B", 0.5],
        ["Large-70B", "Small-3B", 0.5],
        ["Small-3B", "Large-70B", 0.5],
        ["Large-70B", "Large-70B", 0.9],
      ] as const) {
        const samples = find === answer && find === "Large-70B" ? 1 : k;
        if (samples === 1 && k > 2) continue;
        rows.push([`Find=${find}:1,Answer=${answer}:${samples}`, score]);
      }
    const trials = trialsOf(...rows);
    const { scales } = plannerSummary({ space, trials });
    expect(rows.length).toBeGreaterThanOrEqual(8);
    // Tuned on these, the coupling is at its largest; on a sum of contributions it is not.
    const additive = trialsOf(
      ...rows.map(([text, score]): [string, number] => [text, score === 0.9 || text.includes("Large") ? 0.7 : 0.5]),
    );
    expect(scales.coupling / scales.level).toBeGreaterThan(
      plannerSummary({ space, trials: additive }).scales.coupling /
        plannerSummary({ space, trials: additive }).scales.level,
    );
  });

  it("takes a score over few questions less seriously than one over many", () => {
    const low = (questions: number) => expected(trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", 0.3, { questions }]));
    expect(low(500)).toBeLessThan(low(50));
    expect(low(50)).toBeLessThan(low(5));
    expect(low(5)).toBeLessThan(expected(trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", 0.5])));
  });

  it("knows that neighbours share their luck: a second look next to the first tells less than one with other models", () => {
    const first: [string, number] = ["Find=Small-3B:10,Answer=Small-3B:10", 0.8];
    const sdAfter = (second: [string, number]) =>
      plannerRecommendation({ space, trials: trialsOf(first, second) })?.standardError ?? 0;
    expect(sdAfter(["Find=Small-3B:10,Answer=Small-3B:11", 0.8])).toBeGreaterThan(
      sdAfter(["Find=Middle-20B:5,Answer=Middle-20B:5", 0.8]),
    );
  });

  it("finds out from the scores whether samples are kept", async () => {
    const shared = async (draw: "samples" | "anew", seed: number) => {
      const world = simulate(drawInstance(priorOnly(space.task), seed, { questions: 50 }), { draw });
      const trials: Trial[] = [];
      while (trials.length < 20) {
        const { candidates } = await planner().propose({
          space,
          trials,
          left: 1,
          want: 1,
          questions: 50,
          seed: "kept",
        });
        const proposed = at(candidates, 0).allocation;
        const { perQuestion: _, subsamples: __, ...outcome } = (await world.evaluate(proposed)) as Scored;
        trials.push({ index: trials.length, proposed, outcome });
      }
      return plannerSummary({ space, trials }).scales.kept;
    };
    const seeds = [1, 2, 3, 4];
    const [kept, anew] = await Promise.all(
      (["samples", "anew"] as const).map((draw) => Promise.all(seeds.map((seed) => shared(draw, seed)))),
    );
    for (const share of kept ?? []) expect(share).toBe(1);
    expect(anew?.filter((share) => share < 1).length).toBeGreaterThanOrEqual(3);
  });

  it("does not read different scores of neighbours as a cliff", () => {
    const trials = trialsOf(
      ["Find=Small-3B:20,Answer=Small-3B:20", 0.94],
      ["Find=Small-3B:20,Answer=Small-3B:21", 0.8],
      ["Find=Small-3B:20,Answer=Small-3B:22", 0.7],
      ["Find=Middle-20B:10,Answer=Middle-20B:10", 0.8],
    );
    for (const { models } of plannerSummary({ space, trials }).stages)
      for (const { curve: points } of models)
        for (const { score } of points) {
          expect(score).toBeGreaterThan(0.5);
          expect(score).toBeLessThan(0.92);
        }
  });

  it("is as unsure beforehand of models of one size as of models of two", () => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const [same, different] = [3e9, 70e9].map((parameters) => {
      const models = { ...exampleTask.models, "Large-70B": { parameters } };
      const task = parseTask({ ...exampleTask, models, stages: exampleTask.stages.slice(0, 1) });
      const { stages } = plannerSummary({ space: createSpace(task), trials: [] });
      return at(stages, 0).models.map(({ curve: [first] }) => logit(first?.high ?? 0) - logit(first?.low ?? 0));
    });
    expect(same).toHaveLength(2);
    for (const [i, width] of (same ?? []).entries()) expect(width).toBeCloseTo(at(different ?? [], i), 9);
  });

  it("learns as little of a model from another of its size among seven, whose mean logarithm is off by a rounding, as among six", () => {
    const [six, seven] = [6, 7].map((count) => {
      const names = Array.from({ length: count }, (_, i) => `m${i}`);
      const task = parseTask({
        ...exampleTask,
        models: Object.fromEntries(names.map((name) => [name, { parameters: 30e9 }])),
        stages: [{ ...at(exampleTask.stages, 0), models: names }],
      });
      const proposed = parseAllocation("Find=m0:1", task);
      const outcome = { ...scored("Find=Small-3B:1,Answer=Small-3B:1", 0.95), evaluated: proposed } as Outcome;
      const summary = plannerSummary({ space: createSpace(task), trials: [{ index: 0, proposed, outcome }] });
      return at(at(at(summary.stages, 0).models, 1).curve, 0).score;
    });
    expect(seven).toBeCloseTo(six ?? Number.NaN, 9);
  });

  it("does not believe that none or all of few questions are certain", () => {
    for (const score of [0, 1]) {
      const found = plannerRecommendation({ space, trials: trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", score]) });
      expect(found?.score).toBeGreaterThan(0);
      expect(found?.score).toBeLessThan(1);
      expect(found?.standardError).toBeGreaterThan(0);
    }
  });

  it("reads a stage's metric and the scores at fewer samples where they are there", () => {
    const text = "Find=Small-3B:5,Answer=Small-3B:20";
    const plain = level(trialsOf([text, 0.7]), 0, "Small-3B");
    const metric = (score: number) => ({ stages: [{ stage: "Find", metric: "recall", score }] });
    expect(level(trialsOf([text, 0.7, metric(0.95)]), 0, "Small-3B")).toBeGreaterThan(
      level(trialsOf([text, 0.7, metric(0.3)]), 0, "Small-3B"),
    );
    const fewer = (from: number) => {
      const scores = Array.from({ length: 20 }, (_, i) => from + ((0.7 - from) * i) / 19);
      return { subsamples: [{ stage: "Answer", scores, stageScores: scores, rerun: scores.map(() => 0) }] };
    };
    const atOne = (rest: Partial<Outcome>) => level(trialsOf([text, 0.7, rest]), 1, "Small-3B");
    expect(atOne(fewer(0.2))).toBeLessThan(atOne(fewer(0.9)));
    expect(Number.isFinite(plain)).toBe(true);
  });

  it("refuses scores that are no rates", async () => {
    const view = {
      space,
      trials: trialsOf(["Find=Small-3B:1,Answer=Small-3B:1", 12]),
      left: 1,
      want: 1,
      questions: null,
      seed: "x",
    };
    await expect(planner().propose(view)).rejects.toThrow("requires scores that are rates in [0, 1], got 12");
  });
});

/** Rises over samples, saturates, decays a little; the middle model is the best in front. */
const hill = (a: Allocation) => {
  const find = { "Small-3B": -0.6, "Middle-20B": 0.4, "Large-70B": 0.1 }[at(a, 0).model] ?? 0;
  const answer = { "Small-3B": 0, "Middle-20B": 0.3, "Large-70B": 0.5 }[at(a, 1).model] ?? 0;
  const rise = (k: number) => 1 - 1 / Math.sqrt(k) - (k / 60) ** 2;
  return find + answer + rise(at(a, 0).samples) + 0.8 * rise(at(a, 1).samples) + 0.2 * find * answer;
};

describe("planner(): its searches", () => {
  const truth = (a: Allocation) => 1 / (1 + Math.exp(-hill(a)));
  const best = Math.max(...Array.from(space, truth));

  it("recommends better after ten trials than the best of ten random ones, in most noisy worlds", async () => {
    const worlds = 40;
    let better = 0;
    let regret = 0;
    for (let seed = 0; seed < worlds; seed++) {
      const setting = { space, world: logitWorld(hill, 0.25, `${seed}`), trials: 10, questions: null, seed: `${seed}` };
      const mine = plannerRecommendation({ space, trials: (await runSearch(planner(), setting)).trials });
      const random = recommendBest((await runSearch(randomSearch(), setting)).trials);
      const [a, b] = [truth(mine?.allocation ?? []), truth(random?.allocation ?? [])];
      regret += (best - a) / worlds;
      if (a >= b) better++;
    }
    // Were it no better, 27 of 40 would be reached once in fifty times.
    expect(better).toBeGreaterThanOrEqual(27);
    expect(regret).toBeLessThan(0.03);
  });

  it("does not spend its trials on near copies of what looks best", async () => {
    const { trials } = await runSearch(planner(), { space, world: logitWorld(hill, 0.2), trials: 14, questions: null });
    const cells = trials.map((t) => t.proposed.map((c) => `${c.model}/${Math.round(Math.log2(c.samples))}`).join());
    expect(new Set(cells).size).toBeGreaterThanOrEqual(9);
  });

  it.each(["improvement-per-cost", "expected-improvement"] as const)(
    "finds the hill by %s too",
    async (acquisition) => {
      const { trials } = await runSearch(planner({ acquisition }), {
        space,
        world: logitWorld(hill),
        trials: 12,
        questions: null,
      });
      expect(best - truth(plannerRecommendation({ space, trials })?.allocation ?? [])).toBeLessThan(0.02);
    },
  );

  it("spends less by improvement per cost than by improvement", async () => {
    const spent = async (acquisition: "improvement-per-cost" | "expected-improvement") => {
      const { trials } = await runSearch(planner({ acquisition }), {
        space,
        world: logitWorld(hill, 0.2),
        trials: 10,
        questions: null,
      });
      return trials.reduce((sum, t) => sum + space.costOf(t.proposed), 0);
    };
    expect(await spent("improvement-per-cost")).toBeLessThan(await spent("expected-improvement"));
  });

  it("stops when little is left to win, and says so", async () => {
    const stop = { within: 0.1, chance: 0.2 };
    const { trials, ending } = await runSearch(planner({ stop }), {
      space,
      world: logitWorld(hill),
      trials: 60,
      questions: null,
    });
    expect(trials.length).toBeLessThan(60);
    expect(ending).toMatch(/the chance that an allocation beats the recommended one by more than 0.1 is 0\.[01]\d\d/);
    const open = plannerSummary({ space, trials }, { within: 0.1 }).open;
    expect(open?.chance).toBeLessThan(0.2);
  });

  it("with blocks, gives contenders more questions and never the same ones twice", async () => {
    const small = createSpace(parseTask(exampleTask), { budget: budgetUnits(60) });
    const world = (a: Allocation, asked?: readonly number[]): Outcome => {
      const perQuestion = (asked ?? Array.from({ length: 40 }, (_, q) => q)).map((q) => (q / 40 < truth(a) ? 1 : 0));
      const score = perQuestion.reduce<number>((sum, x) => sum + x, 0) / perQuestion.length;
      return {
        ...(scored("Find=Small-3B:1,Answer=Small-3B:1", score) as Extract<Outcome, { kind: "scored" }>),
        evaluated: a,
        questions: perQuestion.length,
      };
    };
    const { trials } = await runSearch(planner({ blocks: [10, 20] }), {
      space: small,
      world,
      trials: 14,
      questions: 40,
    });
    expect(at(trials, 0).questions).toHaveLength(10);
    const met = new Map<string, number[]>();
    for (const t of trials)
      met.set(allocationKey(t.proposed), [...(met.get(allocationKey(t.proposed)) ?? []), ...(t.questions ?? [])]);
    const counts = [...met.values()].map((all) => all.length);
    for (const all of met.values()) expect(new Set(all).size).toBe(all.length);
    expect(Math.max(...counts)).toBe(40);
    expect(Math.min(...counts)).toBe(10);
    for (const t of trials)
      if (t.questions?.length === 10 && met.get(allocationKey(t.proposed))?.length === 10)
        expect(t.questions).toEqual(at(trials, 0).questions);
  });

  it.each([
    [{ blocks: [10, 5] }, "ascending integers of at least one for blocks, got 10, 5"],
    [{ stop: { within: 0.01, chance: 0 } }, "a difference above 0 and a chance in (0, 1], got 0.01 and 0"],
    [{ stop: { within: 0, chance: 0.1 } }, "a difference above 0 and a chance in (0, 1], got 0 and 0.1"],
    [{ stop: { within: 0.01, chance: 5 } }, "a difference above 0 and a chance in (0, 1], got 0.01 and 5"],
  ])("refuses %j", (options, message) => {
    expect(() => planner(options)).toThrow(message);
  });
});

describe("plannerSummary(view)", () => {
  it("rules out a model that has been seen to fail, and adds its chances to one", async () => {
    const bad = (a: Allocation) => hill(a) - (at(a, 0).model === "Small-3B" ? 2.5 : 0);
    const { trials } = await runSearch(planner(), { space, world: logitWorld(bad), trials: 9, questions: null });
    const summary = plannerSummary({ space, trials });
    const [find] = summary.stages;
    expect(find?.models.find((m) => m.model === "Small-3B")?.ruledOut).toBe(true);
    for (const { models } of summary.stages) expect(models.reduce((sum, m) => sum + m.chanceBest, 0)).toBeCloseTo(1, 9);
    expect(summary.recommendation).toEqual(plannerRecommendation({ space, trials }));
    const key = allocationKey(summary.recommendation?.allocation ?? []);
    const same = summary.rivals.find(({ allocation }) => allocationKey(allocation) === key);
    const [low, high] = summary.recommendation?.interval ?? [Number.NaN, Number.NaN];
    expect(low).toBeCloseTo(same?.low ?? Number.NaN, 9);
    expect(high).toBeCloseTo(same?.high ?? Number.NaN, 9);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it("does not call tried what only subsamples of a longer trial show", () => {
    const stage = { ...at(exampleTask.stages, 1), models: ["Small-3B"] };
    const one = createSpace(parseTask({ ...exampleTask, stages: [stage] }));
    const proposed = parseAllocation("Answer=Small-3B:50", one.task);
    const scores = Array.from({ length: 50 }, (_, i) => 0.9 - 0.015 * Math.abs(i - 9));
    const subsamples = [{ stage: "Answer", scores, stageScores: scores, rerun: scores.map(() => 0) }];
    const outcome = { ...scored("Find=Small-3B:1,Answer=Small-3B:1", 0.3), evaluated: proposed, subsamples } as Outcome;
    const summary = plannerSummary({ space: one, trials: [{ index: 0, proposed, outcome }] }, { rivals: 50 });
    expect(summary.evaluated).toBe(1);
    expect(summary.rivals.length).toBeGreaterThan(1);
    for (const { allocation: rival, tried } of summary.rivals)
      expect(tried).toBe(allocationKey(rival) === allocationKey(proposed));
    expect(summary.recommendation?.reason).toMatch(/after trials of 1 allocations; not tried itself$/);
  });

  it("brackets the truth nearly as often as its bands say, in worlds like its beliefs", async () => {
    let inside = 0;
    let all = 0;
    for (let seed = 0; seed < 6; seed++) {
      const { trials } = await runSearch(planner(), {
        space,
        world: logitWorld(hill, 0.2, `c${seed}`),
        trials: 6,
        questions: null,
      });
      for (const { allocation: a, low, high } of plannerSummary({ space, trials }).rivals) {
        const value = 1 / (1 + Math.exp(-hill(a)));
        all++;
        if (low <= value && value <= high) inside++;
      }
    }
    expect(inside / all).toBeGreaterThan(0.75);
  });
});

describe("planner().advise(view, count)", () => {
  const view = { space, left: 3, want: 1, questions: null, seed: "demo" };

  it("has nothing to say before its start is over", async () => {
    expect(await planner().advise({ ...view, trials: [] }, 2)).toBeNull();
  });

  it("picks what it would propose, and says what it believes of the best", async () => {
    const { trials } = await runSearch(planner(), { space, world: logitWorld(hill), trials: 6, questions: null });
    const advice = await planner().advise({ ...view, trials }, 3);
    expect(advice?.picks).toHaveLength(3);
    const { candidates } = await planner().propose({ ...view, want: 3, trials });
    expect(advice?.picks.map((p) => allocationKey(p.allocation))).toEqual(
      candidates.map((c) => allocationKey(c.allocation)),
    );
    expect(advice?.leaders[0]?.allocation).toEqual(plannerRecommendation({ space, trials })?.allocation);
    expect(at(advice?.remarks ?? [], -1)).toMatch(
      /^with a chance of [01]\.\d\d some allocation scores more than 0.01 above/,
    );
  });
});
