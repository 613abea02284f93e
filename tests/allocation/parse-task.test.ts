import { exampleTask, parseTask, type TaskFile } from "isocompute/allocation";
import { DataError } from "isocompute/core";
import { describe, expect, it } from "vitest";

/** The example with one place changed: `edit({ "stages.0.promptTokens": -1 })`; `undefined` takes the field away. */
function edit(changes: Readonly<Record<string, unknown>>): unknown {
  const copy: unknown = structuredClone(exampleTask);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(".");
    let place = copy as Record<string, unknown>;
    for (const key of keys.slice(0, -1)) place = place[key] as Record<string, unknown>;
    const last = keys.at(-1) ?? "";
    if (value === undefined) delete place[last];
    else place[last] = value;
  }
  return copy;
}

describe("parseTask(value, file)", () => {
  it("resolves models by name and what a fusing call leaves out", () => {
    const task = parseTask(exampleTask);
    expect(task.stages[0]?.models).toEqual([
      { name: "Small-3B", parameters: 3e9 },
      { name: "Large-70B", parameters: 70e9 },
    ]);
    expect(task.stages[1]?.aggregate).toEqual({
      kind: "fuse",
      model: null,
      promptTokens: 256,
      outputTokens: 64,
      fromSamples: 1,
    });
    expect(task).toMatchObject({ budgets: [500], examples: { train: null, test: null }, sources: {} });
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [
      { "stages.1.models.0": "Smal-3B" },
      'own.json, at stages[1].models[0]: requires a model of the table "models" (Small-3B, Large-70B), got "Smal-3B"; did you mean "Small-3B"?',
    ],
    [{ "stages.1.models": [] }, "own.json, at stages[1].models: "],
    [
      { "stages.1.models": ["Small-3B", "Small-3B"] },
      'at stages[1].models[1]: requires each model once, got "Small-3B" again',
    ],
    [{ "stages.1.aggregate.model": "Other" }, 'at stages[1].aggregate.model: requires a model of the table "models"'],
    [
      { "stages.0.aggregate.kind": "mean" },
      'at stages[0].aggregate.kind: requires one of "vote", "best-of-n", "fuse", got "mean"',
    ],
    [{ "stages.0.aggregate.model": "Small-3B" }, "at stages[0].aggregate.model: is not a known field"],
    [{ "stages.1.name": "Find" }, 'at stages[1].name: requires a name of its own, got "Find" again'],
    [
      { "stages.0.name": "a,b" },
      'at stages[0].name: requires a name without commas, equals signs and outer spaces, got "a,b"',
    ],
    [{ "stages.0.promptToken": 5 }, "at stages[0].promptToken: is not a known field"],
    [
      { "stages.0.promptTokens": 10.5 },
      "at stages[0].promptTokens: invalid input: expected int, received number, got 10.5",
    ],
    [{ "stages.0.outputTokens": 0 }, "at stages[0].outputTokens: "],
    [
      { "models.Small-3B.parameters": "3B" },
      'at models["Small-3B"].parameters: invalid input: expected number, received string, got "3B"',
    ],
    [{ stages: undefined }, "at stages: invalid input: expected array, received undefined (it is missing)"],
    [{ budget: undefined }, "at budget: "],
    [{ "samples.max": 0 }, "at samples.max: "],
    [{ samples: { min: 5, max: 4 } }, "at samples.max: requires at least samples.min (5), got 4"],
    [{ budgets: [500, 400] }, "at budgets[1]: requires budgets in ascending order, got 400"],
    [{ budgets: [400] }, "at budgets: requires the default budget 500 among them, got 400"],
    [{ name: "My Task" }, "at name: requires lower-case letters"],
  ])("refuses %j with file, path and reason", (changes, message) => {
    const parse = () => parseTask(edit(changes), "own.json");
    expect(parse).toThrow(DataError);
    expect(parse).toThrow(message);
  });

  it("names every fault at once", () => {
    const value = edit({ budget: "much", metric: undefined });
    expect(() => parseTask(value, "own.json")).toThrow(/^own\.json, at metric: .*\n {2}also at budget: .* got "much"$/);
    for (const wrong of [null, [], 3]) expect(() => parseTask(wrong, "own.json")).toThrow(/^own\.json: .*object/);
  });

  it("takes what an editor checks by the schema's types", () => {
    const task: TaskFile = { ...exampleTask, $schema: "x", budgets: [100, 500], examples: { train: 5, test: null } };
    expect(parseTask(task).budgets).toEqual([100, 500]);
  });
});
