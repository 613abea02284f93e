import { resolve } from "node:path";
import { type Allocation, loadTask } from "isocompute/allocation";
import { createRng, type Rng, samples } from "isocompute/core";
import { simulatedModels } from "isocompute/environments";
import type { LlmClient } from "isocompute/llm";
import {
  createActor,
  type Pipeline,
  retrievalQa,
  runExamples,
  scoreRuns,
  syntheticMultiHop,
} from "isocompute/pipelines";
import { createSimulator, drawInstance, type Instance, priorOnly, withMechanisms } from "isocompute/simulator";
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

describe("simulatedModels(instance, actor) at any seed", () => {
  const task = loadTask(resolve(tasks, "2wiki.json"));
  const pipeline = retrievalQa();
  const examples = syntheticMultiHop(createRng("seeds"), 3);
  const drawnFrom = (rivals: boolean) => {
    const drawn = drawInstance(priorOnly(task), 3, { questions: 3 });
    return { ...drawn, law: withMechanisms(drawn.law, { rivals }) };
  };
  const stage = pipeline.stages[0];
  const example = examples[0];
  if (stage === undefined || example === undefined) throw new Error("nothing to ask");
  const request = { ...stage.ask({ example, upstream: [] }), model: "Qwen2.5-7B" };

  it.each([true, false])("says at every seed what the same seed says in a longer call (rivals %s)", async (rivals) => {
    const client = simulatedModels(drawnFrom(rivals), createActor(pipeline, examples));
    const say = async (firstSample: number, samples = 1) => {
      const reply = await client({ ...request, firstSample, samples });
      if (reply.kind !== "text") throw new Error(reply.kind);
      return reply.completions.map((completion) => completion.text);
    };
    const heard = new Set<string>();
    for (const first of [-(2 ** 53) + 1, -65_540, -3, 0, 65_530, 10 ** 15 - 3, 2 ** 53 - 12]) {
      const eleven = await say(first, 11);
      for (const [i, text] of eleven.entries()) expect([first, i, ...(await say(first + i))]).toEqual([first, i, text]);
      for (const text of eleven) heard.add(text);
    }
    expect(heard.size).toBeGreaterThan(1);
    expect(await client({ ...request, firstSample: 2 ** 53 - 1, samples: 2 })).toMatchObject({
      reason: "rejected",
      status: 400,
    });
  });

  it("takes no longer for a large seed", async () => {
    const client = simulatedModels(drawnFrom(true), createActor(pipeline, examples));
    // Walked one by one from the first, this would not end.
    for (let i = 0; i < 20; i++)
      expect(await client({ ...request, firstSample: Number.MAX_SAFE_INTEGER - i })).toMatchObject({ kind: "text" });
  });
});

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
