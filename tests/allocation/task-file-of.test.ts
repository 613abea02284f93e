import fc from "fast-check";
import { exampleTask, listTasks, loadTask, parseTask, taskFileOf } from "isocompute/allocation";
import { describe, expect, it } from "vitest";
import { randomTask } from "./random-task.js";

describe("taskFileOf(task)", () => {
  it("gives what parseTask makes the same task of, also of the lab's own and of a fusing model", () => {
    fc.assert(fc.property(randomTask, (task) => void expect(parseTask(taskFileOf(task))).toEqual(task)));
    for (const { path } of listTasks(import.meta.dirname))
      expect(parseTask(JSON.parse(JSON.stringify(taskFileOf(loadTask(path)))))).toEqual(loadTask(path));
    const [find, answer] = exampleTask.stages;
    const models = { ...exampleTask.models, Judge: { parameters: 8e9, checkpoint: "judge-8b" } };
    const stages = [find, { ...answer, metric: "F1", aggregate: { kind: "fuse", model: "Judge" } }];
    const task = parseTask({ ...exampleTask, models, stages });
    expect(parseTask(taskFileOf(task))).toEqual(task);
  });

  it("refuses two models of one name, which no file can hold", () => {
    const task = parseTask(exampleTask);
    const stages = task.stages.map((stage, s) => ({
      ...stage,
      models: stage.models.map((model) => ({ ...model, parameters: model.parameters + s })),
    }));
    expect(() => taskFileOf({ ...task, stages })).toThrow("got two of Small-3B in example");
  });
});
