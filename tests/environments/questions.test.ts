import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { type Environment, live, parseReplayTable, replay, simulate } from "isocompute/environments";
import { scriptedClient } from "isocompute/llm";
import { textPipeline } from "isocompute/pipelines";
import { createSimulator, drawInstance, priorOnly } from "isocompute/simulator";
import { describe, expect, it } from "vitest";

const task = parseTask(exampleTask);
const allocation = parseAllocation("Find=Large-70B:1,Answer=Small-3B:1", task);
const instance = drawInstance(priorOnly(task), 1, { questions: 3 });
const pipeline = textPipeline<string>({
  name: "any",
  stages: { Find: { ask: (example) => example }, Answer: { ask: (example) => example } },
  score: () => 1,
});
const worlds: Readonly<Record<string, Environment>> = {
  live: live(
    pipeline,
    { examples: ["a", "b", "c"], task },
    scriptedClient(() => "4"),
  ),
  replay: replay(parseReplayTable("question,Find=Large-70B + Answer=Small-3B\na,1\nb,0\nc,1\n", task)),
  simulate: simulate(instance),
};

describe.each(Object.entries(worlds))("questions of a world: %s", (_, world) => {
  it("are positions in it, and nothing else", async () => {
    for (const questions of [[-1], [0, 3], [0.5], [Number.NaN]])
      await expect(world.evaluate(allocation, { questions })).rejects.toThrow(
        `an evaluation requires questions by their positions from 0 to 2, got ${questions.at(-1)}`,
      );
    await expect(world.evaluate(allocation, { questions: [] })).rejects.toThrow("at least one question, got none");
    expect(await world.evaluate(allocation, { questions: [2, 0, 2] })).toMatchObject({ kind: "scored", questions: 3 });
  });
});

describe("questions of a simulator", () => {
  it("are whole", () => {
    expect(() => createSimulator(instance).evaluate(allocation, [0.5])).toThrow("question 0.5 is outside");
  });
});
