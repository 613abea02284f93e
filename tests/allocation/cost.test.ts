import { join } from "node:path";
import fc from "fast-check";
import {
  allocationKey,
  callsOf,
  costBreakdown,
  costOf,
  createSpace,
  dollarCost,
  findTask,
  latency,
  limits,
  loadTask,
  type Prices,
  parseAllocation,
  type Task,
  type Throughputs,
} from "isocompute/allocation";
import { budgetUnits, createRng } from "isocompute/core";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const load = (name: string) => loadTask(findTask(name, root));
const names = ["2wiki", "cwq", "taskbench", "chatdev", "textvqa", "math"];

/** The official totals of search winners, rounded to units, as the public code's comments and formula give them. */
const winners: readonly (readonly [string, string, number])[] = [
  ["2wiki", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50", 866],
  ["2wiki", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:100", 916],
  ["2wiki", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:90", 906],
  ["2wiki", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:1", 817],
  ["2wiki", "Retrieval=Qwen2.5-32B:20,Question Answering=Llama-3.1-8B:20", 828],
  ["2wiki", "Retrieval=Qwen2.5-32B:10,Question Answering=Llama-3.1-70B:1", 667],
  ["cwq", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:10", 441],
  ["cwq", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:60", 575],
  ["cwq", "Retrieval=Qwen2.5-72B:2,Question Answering=Llama-3.1-8B:15", 479],
  ["cwq", "Retrieval=Qwen2.5-72B:4,Question Answering=Llama-3.1-8B:5", 500],
  ["cwq", "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.1-70B:10", 362],
  ["cwq", "Retrieval=Qwen2.5-7B:50,Question Answering=Llama-3.1-8B:30", 241],
  ["webqsp", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:50", 548],
  ["webqsp", "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.1-70B:4", 222],
  ["webqsp", "Retrieval=Qwen2.5-7B:30,Question Answering=Llama-3.1-70B:10", 430],
  ["webqsp", "Retrieval=Qwen2.5-7B:10,Question Answering=Llama-3.1-70B:10", 383],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-8B:20,Tool Selection=Llama-3.1-70B:3,Parameter Prediction=Llama-3.1-70B:1",
    1863,
  ],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-8B:1,Tool Selection=Llama-3.1-8B:50,Parameter Prediction=Llama-3.1-70B:1",
    1735,
  ],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-70B:4,Tool Selection=Llama-3.1-8B:20,Parameter Prediction=Llama-3.1-70B:1",
    1837,
  ],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-8B:1,Tool Selection=Llama-3.1-8B:50,Parameter Prediction=Llama-3.1-8B:1",
    743,
  ],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-8B:1,Tool Selection=Llama-3.1-70B:2,Parameter Prediction=Llama-3.1-70B:1",
    1719,
  ],
  [
    "taskbench",
    "Task Decomposition=Llama-3.1-8B:10,Tool Selection=Llama-3.1-8B:1,Parameter Prediction=Llama-3.1-8B:1",
    245,
  ],
  ["chatdev", "Coding=Llama-3.1-70B:2,Static Testing=Llama-3.2-3B:60,Dynamic Testing=Llama-3.2-3B:90", 1986],
  ["chatdev", "Coding=Llama-3.2-3B:70,Static Testing=Llama-3.2-3B:30,Dynamic Testing=Llama-3.1-70B:1", 1853],
  ["chatdev", "Coding=Llama-3.1-70B:3,Static Testing=Llama-3.2-3B:2,Dynamic Testing=Llama-3.1-70B:1", 1986],
  ["chatdev", "Coding=Llama-3.1-70B:2,Static Testing=Llama-3.2-3B:70,Dynamic Testing=Llama-3.2-3B:70", 1986],
  ["chatdev", "Coding=Llama-3.2-3B:30,Static Testing=Llama-3.2-3B:60,Dynamic Testing=Llama-3.2-3B:1", 1006],
  ["chatdev", "Coding=Llama-3.1-70B:3,Static Testing=Llama-3.2-3B:50,Dynamic Testing=Llama-3.2-3B:1", 1923],
];

describe("costOf(task)", () => {
  it.each(winners)("%s: %s costs %i", (name, key, units) => {
    const task = load(name);
    expect(Math.round(costOf(task)(parseAllocation(key, task)))).toBe(units);
  });

  it("rises with every stage's samples, with fusion and without", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.boolean(), (name, seed, fusion) => {
        const space = createSpace(load(name), { budget: budgetUnits(1e6) });
        const allocation = space.draw(createRng(`${name} ${seed}`));
        const cost = costOf(space.task, { fusion });
        for (const i of allocation.keys()) {
          const more = allocation.map((c, j) => (i === j ? { ...c, samples: (c.samples + 1) as typeof c.samples } : c));
          expect(cost(more)).toBeGreaterThan(cost(allocation));
        }
      }),
    );
  });
});

describe("costBreakdown(task, allocation)", () => {
  it("adds up: stages to the official total, and fusion on top", () => {
    for (const name of names) {
      const space = createSpace(load(name), { budget: budgetUnits(1e6) });
      const rng = createRng(name);
      for (let i = 0; i < 20; i++) {
        const allocation = space.draw(rng);
        const { stages, total, totalWithFusion } = costBreakdown(space.task, allocation);
        expect(total).toBe(costOf(space.task)(allocation));
        expect(totalWithFusion).toBe(costOf(space.task, { fusion: true })(allocation));
        const sum = stages.reduce((s, stage) => s + stage.cost, 0);
        expect(sum).toBeCloseTo(total, 8);
        expect(sum + stages.reduce((s, stage) => s + (stage.fusion?.cost ?? 0), 0)).toBeCloseTo(totalWithFusion, 8);
        for (const { first, further, samples, cost, deduction } of stages) {
          expect(first + (samples - 1) * further).toBeCloseTo(cost, 8);
          expect(deduction).toBe(-2);
        }
      }
    }
  });

  it("charges a fusing call for its prompt, every sample and its answer", () => {
    // 2Wiki reads all passages twice: the call alone outweighs the 52 units of the stage it belongs to.
    const task = load("2wiki");
    const { stages } = costBreakdown(
      task,
      parseAllocation("Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50", task),
    );
    expect(stages.map((stage) => stage.fusion?.cost ?? null)).toEqual([null, (7400 + 50 * 64 + 64) / 64]);
  });

  it("knows who fuses and from how many samples on", () => {
    const fusers = (task: Task, text: string) =>
      callsOf(task, parseAllocation(text, task))
        .filter((call) => call.kind === "fuse")
        .map((call) => call.model.name);
    expect(
      fusers(
        load("taskbench"),
        "Task Decomposition=Llama-3.1-70B:1,Tool Selection=Llama-3.1-70B:1,Parameter Prediction=Llama-3.1-8B:1",
      ),
    ).toEqual(["Llama-3.1-8B", "Llama-3.1-8B", "Llama-3.1-8B"]);
    expect(
      fusers(load("chatdev"), "Coding=Llama-3.1-70B:2,Static Testing=Llama-3.2-3B:1,Dynamic Testing=Llama-3.2-3B:3"),
    ).toEqual(["Llama-3.1-70B", "Llama-3.2-3B"]);
    expect(fusers(load("math"), "solve=Qwen2.5-3B:90")).toEqual([]);
  });
});

describe("limits(space)", () => {
  it("gives the most that stays in the space, for every stage and model", () => {
    for (const name of names) {
      const space = createSpace(load(name));
      for (const { stage, model, most } of limits(space)) {
        const of = (s: number) =>
          space.cheapest.map((c) => (c.stage === stage ? { ...c, model, samples: s as typeof c.samples } : c));
        if (most > 0) expect(space.contains(of(most)), allocationKey(of(most))).toBe(true);
        expect(space.contains(of(most + 1))).toBe(false);
      }
    }
  });
});

describe("dollarCost and latency", () => {
  const task = load("chatdev");
  const allocation = parseAllocation(
    "Coding=Llama-3.1-70B:2,Static Testing=Llama-3.2-3B:1,Dynamic Testing=Llama-3.2-3B:20",
    task,
  );
  const prices: Prices = {
    "Llama-3.1-70B": { prompt: 0.6, completion: 0.8 },
    "Llama-3.2-3B": { prompt: 0.1, completion: 0.2 },
  };
  const speeds: Throughputs = {
    "Llama-3.1-70B": { prompt: 500, completion: 20 },
    "Llama-3.2-3B": { prompt: 4000, completion: 100, parallel: 8 },
  };

  it("bills prompts once or per sample, samples each, and fusion unless told not to", () => {
    const drawn = 1024 * 0.6 + 2 * 1024 * 0.8 + (1024 * 0.1 + 512 * 0.2) + (1024 * 0.1 + 20 * 256 * 0.2);
    const fused = (1024 + 2048) * 0.6 + 1024 * 0.8 + (1024 + 20 * 256) * 0.1 + 256 * 0.2;
    expect(dollarCost(task, allocation, prices, { fusion: false })).toBeCloseTo(drawn / 1e6, 15);
    expect(dollarCost(task, allocation, prices)).toBeCloseTo((drawn + fused) / 1e6, 15);
    const again = 1024 * 0.6 + 19 * 1024 * 0.1;
    expect(dollarCost(task, allocation, prices, { fusion: false, promptPerSample: true })).toBeCloseTo(
      (drawn + again) / 1e6,
      15,
    );
  });

  it("waits for rounds of parallel samples", () => {
    const drawn = 1024 / 500 + (2 * 1024) / 20 + (1024 / 4000 + 5.12) + (1024 / 4000 + 3 * 2.56);
    expect(latency(task, allocation, speeds, { fusion: false })).toBeCloseTo(drawn, 9);
    const fused = 3072 / 500 + 1024 / 20 + (1024 + 5120) / 4000 + 2.56;
    expect(latency(task, allocation, speeds)).toBeCloseTo(drawn + fused, 9);
  });

  it("refuses a model that has no entry", () => {
    expect(() => dollarCost(task, allocation, {})).toThrow(
      'stage "Coding" (draw) requires a price for model "Llama-3.1-70B", got none',
    );
    expect(() => latency(task, allocation, {})).toThrow("requires a throughput");
  });
});
