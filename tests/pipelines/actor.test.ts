import { createRng, samples } from "isocompute/core";
import { type LlmClient, replyOf } from "isocompute/llm";
import {
  createActor,
  type Pipeline,
  retrievalQa,
  runExamples,
  type Scene,
  scoreRuns,
  syntheticMultiHop,
  type Verdict,
} from "isocompute/pipelines";
import { describe, expect, it } from "vitest";
import { workbenches } from "./worlds.js";

/** A model that is told by a rule what to say; everything else goes over the real prompts. */
function played<E>(
  pipeline: Pipeline<E>,
  examples: readonly E[],
  rule: (scene: Scene, place: number) => Verdict,
): LlmClient {
  const actor = createActor(pipeline, examples);
  return async (request) => {
    const scene = actor.recognise(request);
    if (scene === null) return { kind: "unavailable", reason: "rejected", why: "not recognised" };
    const { firstSample = 0, samples: n = 1 } = request;
    return replyOf(
      Array.from({ length: n }, (_, i) => ({
        text:
          scene.role === "verify"
            ? actor.grade(scene, scene.candidates[0] === "right" ? 10 : 2)
            : actor.write(scene, rule(scene, firstSample + i), firstSample + i),
        finish: "stop" as const,
      })),
      null,
    );
  };
}

const worlds: readonly [string, Pipeline, readonly unknown[]][] = workbenches.map(({ pipeline, synthetic }) => [
  pipeline.name,
  pipeline,
  synthetic(createRng("actor"), 12),
]);

describe.each(worlds)("the portrayal of %s", (_, pipeline, examples) => {
  const allocation = pipeline.stages.map(({ name }) => ({ stage: name, model: "m", samples: samples(3) }));
  async function evaluate(client: LlmClient) {
    const runs = [];
    for await (const placed of runExamples(pipeline, examples, allocation, client)) runs.push(placed);
    const evaluation = scoreRuns(pipeline, runs);
    if (evaluation.kind !== "scored") throw new Error(evaluation.why);
    return evaluation;
  }

  it("earns everything when right, nothing when wrong, at every stage", async () => {
    const right = await evaluate(played(pipeline, examples, () => "right"));
    for (const [name, mean] of Object.entries(right.metrics)) expect(mean.mean, name).toBeCloseTo(1, 12);
    for (const verdict of ["rival", "stray"] as const) {
      const wrong = await evaluate(played(pipeline, examples, () => verdict));
      expect([verdict, wrong.score.mean]).toEqual([verdict, 0]);
    }
  });

  it("lets every stage see whether it was handed the right thing, and every fuser what its samples are worth", async () => {
    const seen: string[] = [];
    for (const first of ["right", "rival"] as const) {
      const client = played(pipeline, examples, (scene, place) => {
        if (scene.role !== "sample")
          seen.push(`${scene.stage} ${scene.role} after ${scene.upstream}: ${scene.candidates.join(" ")}`);
        else if (scene.stage > 0) seen.push(`${scene.stage} after ${scene.upstream}`);
        return scene.stage === 0 ? first : ((["right", "rival", "stray"] as const)[place % 3] ?? "stray");
      });
      await evaluate(client);
    }
    const last = pipeline.stages.length - 1;
    if (last === 0) return;
    expect(new Set(seen)).toContain(`${last} fuse after right: right rival stray`);
    expect(new Set(seen)).toContain("1 after right");
    expect(new Set(seen)).toContain("1 after wrong");
  });
});

describe("createActor(pipeline, examples)", () => {
  it("knows no prompt of another example", () => {
    const [one, two] = syntheticMultiHop(createRng("actor"), 2);
    if (one === undefined || two === undefined) throw new Error("no examples");
    const pipeline = retrievalQa();
    const question = pipeline.stages[0]?.ask({ example: two, upstream: [] });
    expect(createActor(pipeline, [one]).recognise({ model: "m", messages: question?.messages ?? [] })).toBeNull();
    expect(() => createActor(pipeline, [one, one])).toThrow("1 keys of 2 examples");
  });
});
