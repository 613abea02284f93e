import fc from "fast-check";
import { parseAllocation, parseTask } from "isocompute/allocation";
import {
  createSimulator,
  drawInstance,
  type Instance,
  type Mechanisms,
  priorOnly,
  sampleAnswer,
  sampleAnswers,
  withMechanisms,
  withTemperature,
} from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { allocate, chainTask, remodel, world } from "./worlds.js";

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe("the mechanisms of a law", () => {
  const off: Mechanisms = { rivals: false, decay: false, gate: false };
  const only = (instance: Instance, mechanisms: Partial<Mechanisms>) => ({
    ...instance,
    law: withMechanisms(instance.law, { ...off, ...mechanisms }),
  });
  const answered = (instance: Instance, k: number) =>
    createSimulator(instance).evaluate(allocate(1, k, 1)).stages[1] ?? 0;

  it("all off: no question's chance ever falls with more samples", () => {
    for (let seed = 0; seed < 3; seed++) {
      const simulator = createSimulator(only(world(seed, 100), {}));
      let before = simulator.evaluate(allocate(1, 1, 1)).perQuestion;
      for (let k = 2; k <= 50; k++) {
        const now = simulator.evaluate(allocate(1, k, 1)).perQuestion;
        now.forEach((chance, i) => {
          expect(chance).toBeGreaterThanOrEqual((before[i] ?? 1) - 1e-12);
        });
        before = now;
      }
    }
  });

  it("decay, off: the window does not matter; on: a narrow one costs", () => {
    const instance = world(21, 150);
    const narrow = remodel(instance, () => ({ window: 500 }));
    expect(answered(only(narrow, { rivals: true }), 50)).toBe(answered(only(instance, { rivals: true }), 50));
    expect(answered(only(narrow, { decay: true }), 50)).toBeLessThan(
      answered(only(instance, { decay: true }), 50) - 0.05,
    );
  });

  it("rivals, off: where the rival leads, fifty votes are worth one; on: they are worth less", () => {
    const instance = world(21, 300);
    const found = (mechanisms: Partial<Mechanisms>) =>
      createSimulator(only(instance, mechanisms)).subsamples(allocate(50, 1, 1))[0]?.stageScores ?? [];
    const [without, with_] = [found({}), found({ rivals: true })];
    expect(without[0]).toBe(with_[0]);
    expect(without[49]).toBeGreaterThan(with_[49] ?? 1);
  });

  it("gate, off: the hand-over chance does not matter; on: nothing is gained from the stage before", () => {
    const instance = world(21, 150);
    const shut = remodel(instance, () => ({ handOver: 0 }));
    expect(answered(only(shut, {}), 3)).toBe(answered(only(instance, {}), 3));
    expect(answered(only(shut, { gate: true }), 3)).toBeLessThan(answered(only(instance, { gate: true }), 3) - 0.1);
  });
});

describe("withTemperature(law, temperature, stage)", () => {
  it("makes samples of one question agree more when it is low", () => {
    const instance = world(8, 150);
    const agreement = (temperature: number) =>
      mean(
        Array.from({ length: 150 }, (_, question) => {
          const answers = sampleAnswers(
            { ...instance, law: withTemperature(instance.law, temperature) },
            { ...call, question },
            20,
          );
          const right = answers.filter((a) => a === "right").length / 20;
          return right ** 2 + (1 - right) ** 2;
        }),
      );
    expect(agreement(0.1)).toBeGreaterThan(agreement(0.9) + 0.02);
  });

  it("refuses what the law cannot be held to", () => {
    const { law } = world(1, 5);
    expect(() => withTemperature(law, 50)).toThrow("the law holds for temperatures in [0, ");
    expect(() => withTemperature(law, -0.1)).toThrow("got -0.1");
    expect(() => withTemperature(law, 0.5, "Nowhere")).toThrow(
      'requires a stage of the law (Find, Answer, Check), got "Nowhere"',
    );
  });
});

const call = { stage: 1, model: 0, question: 2, upstream: "right" } as const;

describe("sampleAnswer(instance, call, sample)", () => {
  it("is a pure function of its arguments", () => {
    const answers = sampleAnswers(world(1, 5), call, 40);
    expect(Array.from({ length: 40 }, (_, j) => sampleAnswer(world(1, 5), call, j))).toEqual(answers);
    expect(sampleAnswers(world(1, 300), call, 40)).toEqual(answers);
    expect(sampleAnswers(world(2, 5), call, 40)).not.toEqual(answers);
    expect(sampleAnswers(world(1, 5), call, 30, { from: 10 })).toEqual(answers.slice(10));
    const far = sampleAnswers(world(1, 5), call, 65_600);
    expect(sampleAnswers(world(1, 5), call, 70, { from: 65_530 })).toEqual(far.slice(65_530));
    expect(sampleAnswer(world(1, 5), call, 65_599)).toBe(far[65_599]);
    expect(() => sampleAnswers(world(1, 5), call, 1, { from: -1 })).toThrow("at least zero for from, got -1");
    expect(sampleAnswers(world(1, 5), { ...call, run: 1 }, 40)).not.toEqual(answers);
  });

  it("never turns a right answer wrong because the stage before was right", () => {
    const instance = world(6, 30);
    for (let question = 0; question < 30; question++) {
      const good = sampleAnswers(instance, { ...call, question, upstream: "right" }, 30);
      sampleAnswers(instance, { ...call, question, upstream: "wrong" }, 30).forEach((answer, j) => {
        if (answer === "right") expect(good[j]).toBe("right");
      });
    }
  });

  it("refuses positions outside the instance", () => {
    expect(() => sampleAnswer(world(1, 5), { ...call, question: 5 }, 0)).toThrow(RangeError);
    expect(() => sampleAnswer(world(1, 5), { ...call, stage: 3 }, 0)).toThrow(RangeError);
    expect(() => sampleAnswer(world(1, 5), call, -1)).toThrow(RangeError);
  });
});

describe("drawInstance(calibration, seed)", () => {
  it("repeats under its seed, differs under another, and adds questions without changing any", () => {
    expect(world(3, 20)).toEqual(world(3, 20));
    expect(world(3, 20).law).not.toEqual(world(4, 20).law);
    expect(world(3, 200).questions.common.slice(0, 20)).toEqual(world(3, 20).questions.common);
  });

  it("draws every set of mechanisms about equally often", () => {
    const sets = Array.from({ length: 150 }, (_, seed) => {
      const { rivals, decay } = drawInstance(priorOnly(chainTask), seed, { questions: 1 }).law.mechanisms;
      return `${rivals} ${decay}`;
    });
    for (const set of ["true true", "true false", "false true"])
      expect(sets.filter((s) => s === set).length).toBeGreaterThan(30);
  });

  it("holds given parameters exactly, moves what the fit ties to them and nothing else", () => {
    const free = priorOnly(chainTask);
    const drawn = drawInstance(free, 3, { questions: 1, mechanisms: "both" });
    const held = drawInstance(free, 3, { questions: 1, mechanisms: "both", given: { "Answer / dependence": 7 } });
    expect(held.law.stages[1]?.dependence).toBe(7);
    // Priors are independent: all else stays.
    const stages = drawn.law.stages.map((stage, s) => (s === 1 ? { ...stage, dependence: 7 } : stage));
    expect(held.law).toEqual({ ...drawn.law, stages });
  });

  it("draws the others from the conditional law", () => {
    const free = priorOnly(chainTask);
    const [i, j] = ["Find / level", "Find / slope"].map((name) =>
      free.fits.both.parameters.findIndex((parameter) => parameter.name === name),
    ) as [number, number];
    // Level and slope correlated: theta_i = 0.5 z_i, theta_j = 0.3 z_i + 0.4 z_j around their values.
    const factor = free.fits.both.factor.map((row, r) =>
      r === j ? row.map((f, c) => (c === i ? 0.3 : c === j ? 0.4 : f)) : row,
    );
    const calibration = { ...free, fits: { ...free.fits, both: { ...free.fits.both, factor } } };
    const [level, slope] = [free.fits.both.parameters[i], free.fits.both.parameters[j]];
    if (level === undefined || slope === undefined) throw new Error("no such parameters");
    const slopes = Array.from({ length: 2000 }, (_, seed) => {
      const given = {
        "Find / level": level.value + 1,
        "Find / Small-3B / deviation": 0,
        "Find / Large-70B / deviation": 0,
      };
      const { law } = drawInstance(calibration, seed, { questions: 1, mechanisms: "both", given });
      const [small, large] = law.stages[0]?.models ?? [];
      return ((large?.ability ?? 0) - (small?.ability ?? 0)) / Math.log(70 / 3);
    });
    // Regression: 1 * cov / var = 0.15 / 0.25; what is left has sd 0.4.
    const centre = mean(slopes);
    expect(Math.abs(centre - (slope.value + 0.6))).toBeLessThan((4 * 0.4) / Math.sqrt(2000));
    const sd = Math.sqrt(mean(slopes.map((x) => (x - centre) ** 2)));
    expect(Math.abs(sd - 0.4)).toBeLessThan((4 * 0.4) / Math.sqrt(4000));
  });

  it("changes nothing where a parameter is given the value that it had drawn", () => {
    const drawn = drawInstance(priorOnly(chainTask), 5, { questions: 1 });
    const given = { "Answer / dependence": drawn.law.stages[1]?.dependence ?? 0 };
    expect(drawInstance(priorOnly(chainTask), 5, { questions: 1, given })).toEqual(drawn);
  });

  it("refuses to hold what is no parameter, or at no number", () => {
    const hold = (given: Record<string, number>) => drawInstance(priorOnly(chainTask), 1, { given });
    expect(() => hold({ "Answer / luck": 1 })).toThrow('a name of `priorsOf`, got "Answer / luck"');
    expect(() => hold({ "Answer / dependence": Number.NaN })).toThrow(
      'given "Answer / dependence" requires a finite value',
    );
  });

  it("refuses seeds and counts that are none", () => {
    expect(() => drawInstance(priorOnly(chainTask), -1)).toThrow("an integer of at least zero for its seed, got -1");
    expect(() => world(1, 0)).toThrow("questions require a count of at least one, got 0");
  });

  it("spreads questions as the law says", () => {
    const { common, rivalShare } = world(1, 4000).questions;
    const share = rivalShare[0] ?? new Float64Array();
    expect(Math.abs(mean(common))).toBeLessThan(3 / Math.sqrt(4000));
    expect(Math.abs(mean(common.map((z) => z * z)) - 1)).toBeLessThan(3 * Math.sqrt(2 / 4000));
    // Beta(2, 3) has mean 2/5 and variance 1/25.
    expect(Math.abs(mean(share) - 0.4)).toBeLessThan((3 * 0.2) / Math.sqrt(4000));
    expect(mean(share.map((c) => (c - 0.4) ** 2))).toBeCloseTo(0.04, 2);
  });

  it("keeps chances in [0, 1] over the whole prior", () => {
    const one = parseTask({
      name: "one",
      title: "One stage",
      models: { M: { parameters: 8e9 } },
      stages: [{ name: "Do", models: ["M"], promptTokens: 64, outputTokens: 64, aggregate: { kind: "fuse" } }],
      metric: "accuracy",
      samples: { min: 1, max: 100 },
      budget: 100,
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 100 }), (seed, k) => {
        const simulator = createSimulator(drawInstance(priorOnly(one), seed, { questions: 8 }));
        for (const chance of simulator.evaluate(parseAllocation(`Do=M:${k}`, one)).perQuestion) {
          expect(chance).toBeGreaterThan(-1e-12);
          expect(chance).toBeLessThan(1 + 1e-12);
        }
      }),
      { numRuns: 50 },
    );
  });
});
