import { resolve } from "node:path";
import { type Allocation, loadTask } from "isocompute/allocation";
import { createRng, type Rng, samples } from "isocompute/core";
import { findCalibration, live, loadCalibration, simulatedModels } from "isocompute/environments";
import { serveModels, withLimit } from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import { createActor } from "isocompute/pipelines";
import { createSimulator, drawInstance, type Instance } from "isocompute/simulator";
import { describe, expect, it } from "vitest";
import { taskBenches } from "../pipelines/worlds.js";

/**
 * The live path over HTTP against the simulator's exact expectation. One evaluation differs from it by the luck of its draws alone, so
 * of the 160 comparisons here 0.4 should lie beyond 3 standard errors, and some run of this file does show one. What chance cannot do
 * is repeat itself: an allocation that exceeds is run again with fresh draws, many times, and must then agree to 3 of the smaller
 * standard errors of their mean. Sums over a task's allocations see what no single comparison could.
 */
const tasks = resolve(import.meta.dirname, "../../data/tasks");
const QUESTIONS = 40;
const ALLOCATIONS = 20;
const REPEATS = 16;

function drawAllocation(instance: Instance, rng: Rng): Allocation {
  return instance.law.stages.map((stage) => ({
    stage: stage.name,
    model: stage.models[rng.below(stage.models.length)]?.name ?? "",
    samples: samples(1 + rng.below(16)),
  }));
}

describe.each(taskBenches)("the live path of $task", ({ task: name, pipeline, synthetic }) => {
  const path = resolve(tasks, `${name}.json`);
  const task = loadTask(path);
  const calibration = loadCalibration(findCalibration(name, tasks) ?? "", task);

  it(`agrees with the simulator's expectation on ${ALLOCATIONS} allocations, over HTTP`, async () => {
    const examples = synthetic(createRng("agreement"), QUESTIONS);
    const instance = drawInstance(calibration, 23, { questions: QUESTIONS });
    const expectation = createSimulator(instance);
    const actor = createActor(pipeline, examples);

    /** The deviation of one live evaluation, and its standard error: the questions are given, so only the draws vary. */
    async function deviation(allocation: Allocation, run: number): Promise<{ off: number; error: number }> {
      const server = await serveModels(simulatedModels(instance, actor, { run }));
      try {
        const client = withLimit(openAiClient({ baseURL: server.baseURL, env: {} }), { concurrency: 32 });
        const outcome = await live(pipeline, { examples, task }, client, { perRequest: 16 }).evaluate(allocation);
        if (outcome.kind !== "scored") throw new Error(outcome.why);
        const right = (outcome.perQuestion ?? []).filter((score) => score > 0.99).length / QUESTIONS;
        const { score, perQuestion } = expectation.evaluate(allocation);
        const variance = perQuestion.reduce((sum, p) => sum + p * (1 - p), 0);
        return { off: right - score, error: Math.sqrt(variance) / QUESTIONS };
      } finally {
        await server.close();
      }
    }

    const rng = createRng(`agreement/${name}`);
    const zs: number[] = [];
    for (let i = 0; i < ALLOCATIONS; i++) {
      const allocation = drawAllocation(instance, rng);
      const { off, error } = await deviation(allocation, i);
      expect(error).toBeGreaterThan(0);
      zs.push(off / error);
      if (Math.abs(off) <= 3 * error) continue;
      let sum = 0;
      for (let again = 0; again < REPEATS; again++) sum += (await deviation(allocation, 1000 + again)).off;
      const repeated = sum / REPEATS / (error / Math.sqrt(REPEATS));
      console.log(
        `${name}, allocation ${i}: z ${(off / error).toFixed(2)}, of ${REPEATS} fresh runs ${repeated.toFixed(2)}`,
      );
      expect(Math.abs(repeated)).toBeLessThan(3);
    }
    const largest = Math.max(...zs.map(Math.abs));
    const together = zs.reduce((sum, z) => sum + z, 0) / Math.sqrt(ALLOCATIONS);
    console.log(`${name}: largest |z| ${largest.toFixed(2)}, together ${together.toFixed(2)}`);
    // Three of the 20 beyond 3 standard errors would be chance twice in 100 000.
    expect(zs.filter((z) => Math.abs(z) > 3).length).toBeLessThan(3);
    // A bias common to all allocations: sum of 20 standard normals, within 3 of its own standard errors.
    expect(Math.abs(together)).toBeLessThan(3);
    // A spread that the draws do not explain: the sum of squares of 20 standard normals is below 45.3 with chance 0.999.
    expect(zs.reduce((sum, z) => sum + z * z, 0)).toBeLessThan(45.3);
  });
});
