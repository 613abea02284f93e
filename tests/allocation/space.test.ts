import { join } from "node:path";
import fc from "fast-check";
import {
  type Allocation,
  allocationKey,
  costOf,
  createSpace,
  exampleTask,
  findTask,
  loadTask,
  parseAllocation,
  parseTask,
  type Task,
  type TaskFile,
} from "isocompute/allocation";
import { at, budgetUnits, createRng } from "isocompute/core";
import { describe, expect, it } from "vitest";
import { randomTask } from "./random-task.js";

const root = join(import.meta.dirname, "../..");
const example = parseTask(exampleTask);

/** Every allocation of the task, in order, that the cost function finds affordable. */
function bruteForce(task: Task, fusion: boolean): Allocation[] {
  const cost = costOf(task, { fusion });
  let all: Allocation[] = [[]];
  for (const stage of task.stages)
    all = all.flatMap((prefix) =>
      stage.models.flatMap((model) =>
        Array.from({ length: task.samples.max }, (_, i) => [
          ...prefix,
          { stage: stage.name, model: model.name, samples: (i + 1) as Allocation[number]["samples"] },
        ]),
      ),
    );
  return all.filter((allocation) => cost(allocation) <= task.budget);
}

describe("createSpace(task)", () => {
  // At budget 1000 with 1 to 100 samples, whatever the task's own budget.
  it.each([
    ["2wiki", 28_498],
    ["2wiki-75", 28_498],
    ["2wiki-100", 28_498],
    ["hotpotqa", 28_498],
    ["cwq", 15_348],
    ["webqsp", 15_348],
    ["textvqa", 6_877],
    ["taskbench", 28_491],
    ["chatdev", 225_067],
    ["math", 105],
  ])("counts the allocations of %s that 1000 units pay for: %i", (name, size) => {
    const space = createSpace(loadTask(findTask(name, root)), { budget: budgetUnits(1000) });
    expect(space.size).toBe(size);
  });

  it.each([
    ["2wiki", 28_498],
    ["cwq", 11_428],
    ["taskbench", 180_722],
    ["chatdev", 924_032],
    ["textvqa", 6_877],
  ])("counts those of %s at its own budget: %i", (name, size) => {
    expect(createSpace(loadTask(findTask(name, root))).size).toBe(size);
  });

  it("enumerates as many as it counts, each once, all within the budget, also by the hundred thousand", () => {
    const space = createSpace(loadTask(findTask("chatdev", root)), { budget: budgetUnits(1000) });
    const keys = new Set<string>();
    let dearest = 0;
    for (const allocation of space) {
      keys.add(allocationKey(allocation));
      dearest = Math.max(dearest, space.costOf(allocation));
    }
    expect(keys.size).toBe(225_067);
    expect(dearest).toBeLessThanOrEqual(1000);
  });

  it("agrees with brute force in content and order, with fusion and without", () => {
    fc.assert(
      fc.property(randomTask, fc.boolean(), (task, fusion) => {
        const space = createSpace(task, { fusion });
        const wanted = bruteForce(task, fusion);
        expect([...space].map(allocationKey)).toEqual(wanted.map(allocationKey));
        expect(space.size).toBe(wanted.length);
        for (const [i, allocation] of wanted.entries()) {
          expect(space.contains(allocation)).toBe(true);
          expect(space.indexOf(allocation)).toBe(i);
          expect(allocationKey(space.at(i))).toBe(allocationKey(allocation));
        }
      }),
    );
  });

  it("always affords an allocation for its own cost, to the last bit", () => {
    fc.assert(
      fc.property(randomTask, fc.boolean(), fc.nat(), (task, fusion, seed) => {
        const open = createSpace(task, { fusion, budget: budgetUnits(1e6) });
        const allocation = open.at(seed % open.size);
        const cost = open.costOf(allocation);
        expect(createSpace(task, { fusion, budget: cost }).contains(allocation)).toBe(true);
        const less = budgetUnits(cost - Math.abs(cost) * 2 ** -52 - Number.MIN_VALUE);
        expect(createSpace(task, { fusion, budget: less }).contains(allocation)).toBe(false);
      }),
    );
  });

  it("is lazy: the first allocations cost nothing of the rest", () => {
    const wide: TaskFile = {
      ...exampleTask,
      stages: Array.from({ length: 6 }, (_, i) => ({ ...at(exampleTask.stages, 0), name: `s${i}` })),
      samples: { min: 1, max: 1000 },
      budget: 1e9,
    };
    const space = createSpace(parseTask(wide));
    const first = space[Symbol.iterator]().next();
    expect(first.done).toBe(false);
    expect(space.contains(space.cheapest)).toBe(true);
  });

  it("takes a grid of samples", () => {
    const space = createSpace(example, { grid: [1, 5, 50], budget: budgetUnits(1e6) });
    expect(space.size).toBe((2 * 3) ** 2);
    expect(space.contains(parseAllocation("Find=Small-3B:2,Answer=Small-3B:1", example))).toBe(false);
    for (const grid of [[], [0, 1], [2, 1], [1, 1], [1.5]])
      expect(() => createSpace(example, { grid })).toThrow("createSpace requires a grid of ascending integers");
  });

  it("is empty where the budget pays for nothing, and says what would be needed", () => {
    const space = createSpace(example, { budget: budgetUnits(17.9) });
    expect([space.size, [...space]]).toEqual([0, []]);
    expect(allocationKey(space.cheapest)).toBe("Find=Small-3B:1,Answer=Small-3B:1");
    expect(() => space.draw(createRng("empty"))).toThrow(
      "draw requires a budget that pays for an allocation, got 17.9; the cheapest is Find=Small-3B:1,Answer=Small-3B:1 at 18",
    );
    expect(() => space.at(0)).toThrow("at requires an index in [0, 0), got 0");
    expect(createSpace(example, { budget: budgetUnits(18) }).size).toBe(1);
  });

  it("contains nothing of another task", () => {
    const space = createSpace(example);
    const two = parseAllocation("Find=Small-3B:1,Answer=Small-3B:1", example);
    const [find, answer] = [at(two, 0), at(two, 1)];
    for (const stranger of [
      [],
      [find],
      [answer, find],
      [find, { ...answer, model: "Other" }],
      [find, answer, answer],
    ]) {
      expect(space.contains(stranger)).toBe(false);
      expect(space.indexOf(stranger)).toBe(-1);
    }
    expect(() => space.costOf([answer, find])).toThrow("requires the stages Find, Answer, got Answer, Find");
    expect(() => space.neighbours([find])).toThrow(
      "neighbours requires an allocation of the space, got Find=Small-3B:1",
    );
  });
});

describe("space.neighbours(allocation)", () => {
  it("steps, halves and doubles the samples and swaps the model, one stage at a time", () => {
    const space = createSpace(example);
    const of = (text: string) => space.neighbours(parseAllocation(text, example)).map(allocationKey);
    expect(of("Find=Small-3B:1,Answer=Small-3B:7")).toEqual([
      "Find=Small-3B:2,Answer=Small-3B:7",
      "Find=Small-3B:3,Answer=Small-3B:7",
      "Find=Large-70B:1,Answer=Small-3B:7",
      "Find=Small-3B:1,Answer=Small-3B:6",
      "Find=Small-3B:1,Answer=Small-3B:8",
      "Find=Small-3B:1,Answer=Small-3B:3",
      "Find=Small-3B:1,Answer=Small-3B:14",
      "Find=Small-3B:1,Answer=Small-3B:15",
      "Find=Small-3B:1,Answer=Large-70B:7",
    ]);
  });

  it("is symmetric, stays in the space and moves by one stage", () => {
    fc.assert(
      fc.property(randomTask, fc.nat(), (task, seed) => {
        const space = createSpace(task, { budget: budgetUnits(Math.abs(task.budget) + 50) });
        fc.pre(space.size > 0);
        const from = space.at(seed % space.size);
        const keys = space.neighbours(from).map(allocationKey);
        expect(new Set(keys).size).toBe(keys.length);
        for (const to of space.neighbours(from)) {
          expect(space.contains(to)).toBe(true);
          expect(to.filter((choice, i) => JSON.stringify(choice) !== JSON.stringify(from[i]))).toHaveLength(1);
          expect(space.neighbours(to).map(allocationKey)).toContain(allocationKey(from));
        }
      }),
    );
  });

  it("trades a model for another at the most samples the budget then pays for", () => {
    const task = loadTask(findTask("2wiki", root));
    const from = parseAllocation("Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50", task);
    const options = { step: false, scale: false, model: false, trade: true };
    expect(createSpace(task).neighbours(from, options).map(allocationKey)).toEqual([
      "Retrieval=Qwen2.5-7B:100,Question Answering=Llama-3.2-3B:50",
      "Retrieval=Qwen2.5-32B:28,Question Answering=Llama-3.2-3B:50",
      "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:66",
      "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-70B:4",
    ]);
  });
});

describe("space.draw(rng)", () => {
  it("draws every allocation equally often", () => {
    const space = createSpace(example, { budget: budgetUnits(30) });
    const draws = 200 * space.size;
    const counts = new Float64Array(space.size);
    const rng = createRng("uniform draws");
    for (let i = 0; i < draws; i++) {
      const index = space.indexOf(space.draw(rng));
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(space.size).toBeGreaterThan(50);
    const statistic = counts.reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0);
    const freedom = space.size - 1;
    expect(Math.abs(statistic - freedom) / Math.sqrt(2 * freedom)).toBeLessThan(4);
  });

  it("repeats under the same stream", () => {
    const space = createSpace(loadTask(findTask("chatdev", root)));
    const three = () => {
      const rng = createRng("same");
      return [space.draw(rng), space.draw(rng), space.draw(rng)].map(allocationKey);
    };
    expect(three()).toEqual(three());
    expect(new Set(three()).size).toBe(3);
  });
});
