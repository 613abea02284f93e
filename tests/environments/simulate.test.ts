import { simulate } from "isocompute/environments";
import { createSimulator } from "isocompute/simulator";
import type { Scored } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { allocate, world } from "../simulator/worlds.js";

describe("simulate(instance)", () => {
  it("says all that an outcome should carry", async () => {
    const environment = simulate(world(7, 40));
    const outcome = await environment.evaluate(allocate(2, 5, 3));
    expect(environment).toMatchObject({ name: "simulate:chain/7", questions: 40 });
    if (outcome.kind !== "scored") throw new Error(outcome.why);
    const { score, standardError, perQuestion = [], subsamples = [] } = outcome;
    expect(outcome).toMatchObject({ questions: 40, provenance: "simulated", evaluated: allocate(2, 5, 3) });
    const right = perQuestion.reduce((a, b) => a + b, 0);
    expect(score).toBeCloseTo(right / 40, 12);
    expect(standardError).toBeCloseTo(Math.sqrt((score * (1 - score)) / 39), 12);
    expect(outcome.stages.map((s) => s.stage)).toEqual(["Find", "Answer", "Check"]);
    expect(subsamples.map((p) => p.scores.length)).toEqual([2, 5, 3]);
    for (const { scores } of subsamples) expect(scores.at(-1)).toBeCloseTo(score, 12);
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });

  it("tells itself from a world of the same name with another law", () => {
    const instance = world(7, 40);
    const told = (law: Partial<typeof instance.law>) =>
      JSON.stringify(simulate({ ...instance, law: { ...instance.law, ...law } }).identity?.());
    expect(told({})).toBe(told({ garble: instance.law.garble * (1 + 1e-14) }));
    expect(told({ sharpening: instance.law.sharpening + 0.01 })).not.toBe(told({}));
    expect(told({ mechanisms: { ...instance.law.mechanisms, gate: !instance.law.mechanisms.gate } })).not.toBe(
      told({}),
    );
  });

  it("leaves the scores at fewer samples out where nobody wants them", async () => {
    const environment = simulate(world(7, 40));
    const { subsamples: _, ...rest } = (await environment.evaluate(allocate(2, 5, 3))) as Scored;
    expect(await environment.evaluate(allocate(2, 5, 3), { subsamples: false })).toEqual(rest);
  });

  it("gives the simulator's own expectation, and repeats itself", async () => {
    const instance = world(3, 30);
    const exact = simulate(instance, { draw: "expectation" });
    const outcome = await exact.evaluate(allocate(4, 4, 4), { questions: [5, 1] });
    expect(outcome).toMatchObject({
      perQuestion: Array.from(createSimulator(instance).evaluate(allocate(4, 4, 4), [5, 1]).perQuestion),
    });
    expect(await exact.evaluate(allocate(4, 4, 4), { questions: [5, 1] })).toEqual(outcome);
    expect(outcome).not.toHaveProperty("subsamples");
  });

  it("keeps a sample for every allocation that draws it: more samples of the last stage change no earlier stage", async () => {
    const environment = simulate(world(5, 60));
    const [few, many] = await Promise.all([2, 9].map((k) => environment.evaluate(allocate(3, 4, k))));
    if (few?.kind !== "scored" || many?.kind !== "scored") throw new Error("not scored");
    expect(many.stages.slice(0, 2)).toEqual(few.stages.slice(0, 2));
    expect(many.subsamples?.[2]?.scores[8]).toBeCloseTo(many.score, 12);
  });

  it("draws anew for every allocation where nothing is kept, and says so", async () => {
    const environment = simulate(world(5, 60), { draw: "anew", run: 3 });
    expect(environment.name).toBe("simulate:chain/5 drawn anew run 3");
    const [few, many] = await Promise.all([2, 9].map((k) => environment.evaluate(allocate(3, 4, k))));
    if (few?.kind !== "scored" || many?.kind !== "scored") throw new Error("not scored");
    expect(many.stages.slice(0, 2)).not.toEqual(few.stages.slice(0, 2));
    expect(many.subsamples?.[2]?.scores[8]).toBeCloseTo(many.score, 12);
    expect(await environment.evaluate(allocate(3, 4, 9))).toEqual(many);
  });

  it("stops when told to", async () => {
    await expect(
      simulate(world(1, 5)).evaluate(allocate(1, 1, 1), { signal: AbortSignal.abort(new Error("enough")) }),
    ).rejects.toThrow("enough");
  });
});
