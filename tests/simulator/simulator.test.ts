import { createSpace } from "isocompute/allocation";
import {
  type Answer,
  aggregateAnswers,
  type Call,
  createSimulator,
  firstQuestions,
  handsOver,
  type Instance,
  sampleAnswers,
  type Upstream,
} from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { allocate, chainTask, remodel, world } from "./worlds.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

/** A run of the pipeline for one question, call by call, as a live one would go; ends with whether the answer was right. */
function walk(instance: Instance, sizes: readonly number[], models: readonly number[], question: number, run: number) {
  let upstream: Upstream = null;
  let answer: Answer = "stray";
  for (const [stage, k] of sizes.entries()) {
    const call: Call = { stage, model: models[stage] ?? 0, question, upstream, run };
    answer = aggregateAnswers(instance, call, sampleAnswers(instance, call, k));
    upstream = answer === "right" && handsOver(instance, call) ? "right" : "wrong";
  }
  return answer === "right" ? 1 : 0;
}

/** The law's formulas for one stage and question, from its definition; the vote by trinomial sums. */
function stageChance(instance: Instance, s: number, m: number, i: number, k: number, q: number | null): number {
  const { law, questions } = instance;
  const stage = law.stages[s];
  const model = stage?.models[m];
  if (stage === undefined || model === undefined) throw new Error("no such stage or model");
  const own = questions.own[s]?.[i] ?? 0;
  const d = stage.commonality * (questions.common[i] ?? 0) + Math.sqrt(1 - stage.commonality ** 2) * own;
  const logit = model.ability - stage.spread * d + (q === null ? 0 : stage.dependence * (q - 0.5));
  const p = (1 - law.garble * 0.9) / (1 + Math.exp(-logit));
  const w = (1 - p) * (questions.rivalShare[s]?.[i] ?? 0) ** stage.scatter;
  const choose = (n: number, r: number): number => (r === 0 ? 1 : (choose(n - 1, r - 1) * n) / r);
  let vote = 0;
  for (let a = 0; a <= k; a++)
    for (let b = 0; a + b <= k; b++) {
      const chance = choose(k, a) * choose(k - a, b) * p ** a * w ** b * (1 - p - w) ** (k - a - b);
      vote += a > b ? chance : a === b && a > 0 ? chance / 2 : 0;
    }
  if (stage.aggregate === "vote") return vote;
  const picked = (1 - model.skill) * vote + model.skill * (1 - (1 - p) ** k);
  if (stage.aggregate === "best-of-n") return picked;
  const load = (n: number) => ((stage.contextTokens + n * stage.sampleTokens) / model.window) ** 2;
  const lost = 1 - Math.exp(load(1) - load(k));
  return (1 - lost) * picked + lost * (1 - model.spoiling) * p;
}

describe("createSimulator(instance, { draw: 'expectation' })", () => {
  it("is the chain written out: hand-overs enumerated, the law's own formulas", () => {
    const instance = world(3, 5);
    const gate = (s: number, m: number) => instance.law.stages[s]?.models[m]?.handOver ?? 1;
    const got = createSimulator(instance).evaluate(allocate(4, 7, 3, ["Large", "Small", "Small"]));
    for (let i = 0; i < 5; i++) {
      const handed = stageChance(instance, 0, 1, i, 4, null) * gate(0, 1);
      const answer =
        handed * stageChance(instance, 1, 0, i, 7, 1) + (1 - handed) * stageChance(instance, 1, 0, i, 7, 0);
      const on = answer * gate(1, 0);
      const final = on * stageChance(instance, 2, 0, i, 3, 1) + (1 - on) * stageChance(instance, 2, 0, i, 3, 0);
      expect(got.perQuestion[i]).toBeCloseTo(final, 12);
    }
    expect(got.score).toBeCloseTo(mean(got.perQuestion), 14);
    expect(got.stages[2]).toBe(got.score);
  });

  it("agrees with the mean of drawn runs within three standard errors", () => {
    const runs = 40;
    for (const mechanisms of ["rivals", "decay", "both"] as const) {
      const instance = world(11, 60, mechanisms);
      const exact = createSimulator(instance);
      const drawn = Array.from({ length: runs }, (_, run) => createSimulator(instance, { draw: "samples", run }));
      for (const allocation of [
        allocate(1, 1, 1),
        allocate(9, 40, 4),
        allocate(30, 2, 25, ["Large", "Small", "Large"]),
      ]) {
        const { score, perQuestion, stages } = exact.evaluate(allocation);
        const evaluations = drawn.map((simulator) => simulator.evaluate(allocation));
        // Given the question, runs are independent: the variance of a run's score is the mean of A (1 - A), over the questions.
        const error = Math.sqrt(mean(perQuestion.map((a) => a * (1 - a))) / (60 * runs));
        expect(Math.abs(mean(evaluations.map((e) => e.score)) - score)).toBeLessThan(3 * error);
        stages.forEach((stage, s) => {
          const bound = 3 * Math.sqrt((stage * (1 - stage)) / (60 * runs));
          expect(Math.abs(mean(evaluations.map((e) => e.stages[s] ?? 0)) - stage)).toBeLessThan(bound);
        });
      }
    }
  });

  it("scores any subset of the questions", () => {
    const simulator = createSimulator(world(5, 50));
    const all = simulator.evaluate(allocate(3, 3, 3)).perQuestion;
    const some = simulator.evaluate(allocate(3, 3, 3), [4, 40, 7]).perQuestion;
    expect(some).toEqual(Float64Array.of(all[4] ?? 0, all[40] ?? 0, all[7] ?? 0));
    expect(() => simulator.evaluate(allocate(3, 3, 3), [50])).toThrow("question 50 is outside the 50 questions");
    expect(() => simulator.evaluate(allocate(3, 3, 3), [])).toThrow("at least one question");
  });

  it("repeats exactly, whatever was asked before", () => {
    const instance = world(7, 30);
    const [fresh, used] = [createSimulator(instance), createSimulator(instance)];
    for (const k of [50, 3, 7]) used.evaluate(allocate(k, k, k));
    expect(used.evaluate(allocate(5, 6, 7))).toEqual(fresh.evaluate(allocate(5, 6, 7)));
  });

  it("is better for every question with abler models", () => {
    const instance = world(2, 100, "rivals");
    const abler = createSimulator(remodel(instance, ({ ability }) => ({ ability: ability + 0.5 })));
    const plain = createSimulator(instance);
    for (const allocation of [allocate(1, 1, 1), allocate(20, 1, 1), allocate(1, 10, 3)]) {
      const better = abler.evaluate(allocation).perQuestion;
      plain.evaluate(allocation).perQuestion.forEach((chance, i) => {
        expect(better[i]).toBeGreaterThanOrEqual(chance - 1e-12);
      });
    }
  });

  it("refuses an allocation of another task, and says why", () => {
    const simulator = createSimulator(world(1, 5));
    const allocation = allocate(1, 1, 1);
    expect(() => simulator.evaluate(allocation.slice(0, 2))).toThrow("requires 3 stages, got 2");
    expect(() => simulator.evaluate([...allocation].reverse())).toThrow('requires stage "Find" at 0, got "Check"');
    expect(() => simulator.evaluate(allocation.map((c) => ({ ...c, model: "GPT" })))).toThrow(
      'stage "Find" requires one of Small-3B, Large-70B, got "GPT"',
    );
  });
});

describe("createSimulator(instance, { draw: 'samples' })", () => {
  it("is the pipeline walked call by call", () => {
    for (const mechanisms of ["rivals", "decay", "both"] as const) {
      const instance = world(4, 25, mechanisms);
      const drawn = createSimulator(instance, { draw: "samples", run: 2 });
      const { perQuestion } = drawn.evaluate(allocate(5, 9, 3, ["Large", "Small", "Large"]));
      const walked = Array.from({ length: 25 }, (_, question) => walk(instance, [5, 9, 3], [1, 0, 1], question, 2));
      expect(Array.from(perQuestion)).toEqual(walked);
    }
  });

  it("gives other runs other luck, and the same run the same", () => {
    const instance = world(4, 80);
    const run = (r: number) => createSimulator(instance, { draw: "samples", run: r }).evaluate(allocate(2, 2, 2));
    expect(run(1)).toEqual(run(1));
    expect(run(1).perQuestion).not.toEqual(run(2).perQuestion);
  });
});

describe("createSimulator(instance, { draw: 'anew' })", () => {
  it("gives an allocation the same luck whenever it is asked about, and another in another run", () => {
    const instance = world(4, 80);
    const ask = (run: number) => createSimulator(instance, { draw: "anew", run }).evaluate(allocate(2, 2, 2));
    const used = createSimulator(instance, { draw: "anew" });
    used.evaluate(allocate(9, 2, 2));
    expect(used.evaluate(allocate(2, 2, 2))).toEqual(ask(0));
    expect(ask(0).perQuestion).not.toEqual(ask(1).perQuestion);
  });

  it("agrees with the exact chances within three standard errors, as kept samples do", () => {
    const instance = world(11, 60);
    const runs = 40;
    for (const allocation of [allocate(9, 12, 4), allocate(30, 2, 25, ["Large", "Small", "Large"])]) {
      const { score, perQuestion } = createSimulator(instance).evaluate(allocation);
      const drawn = Array.from({ length: runs }, (_, run) =>
        createSimulator(instance, { draw: "anew", run }).evaluate(allocation),
      );
      const error = Math.sqrt(mean(perQuestion.map((a) => a * (1 - a))) / (60 * runs));
      expect(Math.abs(mean(drawn.map((e) => e.score)) - score)).toBeLessThan(3 * error);
    }
  });

  it("gives neighbours independent luck, where kept samples give them nearly the same", () => {
    const instance = world(6, 50);
    const [one, next] = [allocate(12, 12, 12), allocate(12, 12, 13)];
    const runs = 100;
    const correlation = (draw: "samples" | "anew") => {
      const pairs = Array.from({ length: runs }, (_, run) => {
        const simulator = createSimulator(instance, { draw, run });
        return [simulator.evaluate(one).score, simulator.evaluate(next).score] as const;
      });
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      const product = (x: number[], y: number[]) => mean(x.map((v, i) => (v - mean(x)) * ((y[i] as number) - mean(y))));
      return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
    };
    expect(correlation("samples")).toBeGreaterThan(0.8);
    // A correlation of 100 independent pairs has a standard error of .1.
    expect(Math.abs(correlation("anew"))).toBeLessThan(0.3);
  });

  it("finds the best of many to be the one it scores highest", () => {
    const simulator = createSimulator(world(9, 40), { draw: "anew" });
    const all = [allocate(3, 2, 1), allocate(12, 10, 6), allocate(4, 4, 4)];
    const scores = all.map((allocation) => simulator.evaluate(allocation).score);
    expect(simulator.best(all)).toEqual({
      allocation: all[scores.indexOf(Math.max(...scores))],
      score: Math.max(...scores),
    });
    expect(() => simulator.best([])).toThrow("at least one to choose from, got none");
  });
});

describe("createSimulator(instance).best(allocations)", () => {
  const instance = world(5, 12);
  // Later ones share stages with earlier ones by identity, as in a space, or only by value.
  const choices = [...createSpace(chainTask, { grid: [1, 3, 8] }), allocate(2, 5, 1), allocate(2, 5, 9)];

  it("is what evaluating every one finds, to the last digit, the first of equals", () => {
    for (const draw of ["expectation", "samples"] as const) {
      const simulator = createSimulator(instance, { draw });
      for (const questions of [undefined, [0, 3, 11]]) {
        const scores = choices.map((allocation) => simulator.evaluate(allocation, questions).score);
        const top = Math.max(...scores);
        expect(createSimulator(instance, { draw }).best(choices, questions)).toEqual({
          allocation: choices[scores.indexOf(top)],
          score: top,
        });
        expect(simulator.best(choices.toReversed(), questions).score).toBe(top);
      }
    }
  });

  it("requires something to choose from", () => {
    expect(() => createSimulator(instance).best([])).toThrow("requires at least one to choose from");
    expect(() => createSimulator(instance).best(choices, [])).toThrow("requires at least one question");
  });
});

describe("firstQuestions(instance, count)", () => {
  const whole = world(5, 12);

  it("score what they score in the whole world, in either draw", () => {
    const allocation = allocate(3, 8, 2);
    for (const draw of ["expectation", "samples"] as const) {
      const part = createSimulator(firstQuestions(whole, 5), { draw, run: 3 });
      const chosen = [0, 1, 2, 3, 4];
      const all = createSimulator(whole, { draw, run: 3 });
      expect(part.evaluate(allocation)).toEqual(all.evaluate(allocation, chosen));
      expect(part.subsamples(allocation)).toEqual(all.subsamples(allocation, chosen));
    }
  });

  it.each([0, 13, 2.5])("refuses %d of twelve", (count) => {
    expect(() => firstQuestions(whole, count)).toThrow("requires an integer between 1 and the 12 questions");
  });
});
