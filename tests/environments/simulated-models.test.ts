import { resolve } from "node:path";
import { type Allocation, loadTask } from "isocompute/allocation";
import { createRng, type Rng, samples } from "isocompute/core";
import { simulatedModels } from "isocompute/environments";
import type { LlmClient } from "isocompute/llm";
import { createActor, type Pipeline, runExamples, scoreRuns } from "isocompute/pipelines";
import { createSimulator, drawInstance, type Instance, priorOnly } from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { taskBenches } from "../pipelines/worlds.js";

const tasks = resolve(import.meta.dirname, "../../data/tasks");
const QUESTIONS = 40;

function drawAllocation(instance: Instance, rng: Rng): Allocation {
  return instance.law.stages.map((stage) => ({
    stage: stage.name,
    model: stage.models[rng.below(stage.models.length)]?.name ?? "",
    samples: samples(1 + rng.below(12)),
  }));
}

async function evaluate(pipeline: Pipeline, examples: readonly unknown[], allocation: Allocation, client: LlmClient) {
  const runs = [];
  for await (const placed of runExamples(pipeline, examples, allocation, client)) runs.push(placed);
  const evaluation = scoreRuns(pipeline, runs);
  if (evaluation.kind !== "scored") throw new Error(evaluation.why);
  return evaluation;
}

describe.each(taskBenches)("simulatedModels(instance, actor) on $task", ({ task: name, pipeline, synthetic }) => {
  const task = loadTask(resolve(tasks, `${name}.json`));
  const examples = synthetic(createRng("worlds"), QUESTIONS);

  it("scores over the real prompts what the world's own samples score, question by question", async () => {
    for (let seed = 0; seed < 4; seed++) {
      const instance = drawInstance(priorOnly(task), seed, { questions: QUESTIONS });
      const world = createSimulator(instance, { draw: "samples" });
      const client = simulatedModels(instance, createActor(pipeline, examples));
      const allocation = drawAllocation(instance, createRng(`allocation/${seed}`));
      const live = await evaluate(pipeline, examples, allocation, client);
      if (name === "math") continue; // graded one by one: agrees in expectation, below
      const simulated = world.evaluate(allocation);
      const right = Float64Array.from(live.perExample, (score) => (score > 0.99 ? 1 : 0));
      expect([seed, ...right]).toEqual([seed, ...simulated.perQuestion]);
    }
  });

  it("agrees with the world's expectation, over many allocations and runs", async () => {
    const instance = drawInstance(priorOnly(task), 11, { questions: QUESTIONS });
    const world = createSimulator(instance);
    const actor = createActor(pipeline, examples);
    const rng = createRng(`agree/${name}`);
    const deviations: number[] = [];
    for (let i = 0; i < 8; i++) {
      const allocation = drawAllocation(instance, rng);
      const live = await evaluate(pipeline, examples, allocation, simulatedModels(instance, actor, { run: i }));
      const { score, perQuestion } = world.evaluate(allocation);
      const right = live.perExample.reduce((sum, one) => sum + (one > 0.99 ? 1 : 0), 0) / QUESTIONS;
      // The questions are given, so only the draws vary: Bernoulli by question.
      deviations.push((right - score) / (Math.sqrt(perQuestion.reduce((sum, p) => sum + p * (1 - p), 0)) / QUESTIONS));
    }
    // Of 64 comparisons in this file, one beyond 3 standard errors is chance; two of the 8 of one task (4 in 10 000) are not.
    expect(deviations.filter((z) => Math.abs(z) > 3).length).toBeLessThanOrEqual(1);
    // Sum of squares of 8 standard normals: below 26.1 with chance 0.999.
    expect(deviations.reduce((sum, z) => sum + z * z, 0)).toBeLessThan(26.1);
  });
});
