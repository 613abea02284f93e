import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findTask, flopsCost, listTasks, loadTask, taskJsonSchema } from "isocompute/allocation";
import { samples } from "isocompute/core";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const tasks = listTasks(root);

describe("data/tasks/*.json", () => {
  it("holds the tasks of the paper and its discussion", () => {
    expect(tasks.map((task) => task.name)).toEqual([
      "2wiki",
      "2wiki-100",
      "2wiki-75",
      "chatdev",
      "cwq",
      "hotpotqa",
      "math",
      "taskbench",
      "textvqa",
      "webqsp",
    ]);
  });

  it.each(tasks)("$name is a task of its file's name that says where every fact is from", ({ name, path }) => {
    const task = loadTask(path);
    expect(task.name).toBe(name);
    expect([task.samples.min, task.samples.max]).toEqual([1, 100]);
    expect(Object.keys(task.sources)).toEqual([
      "stages",
      "models",
      "lengths",
      "aggregate",
      "budget",
      "samples",
      "metric",
      "examples",
    ]);
    const file: { $schema: string } = JSON.parse(readFileSync(path, "utf8"));
    expect(file.$schema).toBe("./task.schema.json");
  });

  it("comes with the schema that the library checks", async () => {
    await expect(`${JSON.stringify(taskJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
      "../../data/tasks/task.schema.json",
    );
  });

  // The first sample and every further one, as the official configuration gives them, rounded there to 2 and 3 decimals.
  const published: Readonly<Record<string, Readonly<Record<string, readonly (readonly [string, number, number])[]>>>> =
    {
      "2wiki 2wiki-75 2wiki-100 hotpotqa": {
        Retrieval: [
          ["Qwen2.5-7B", 77.33, 4.667],
          ["Qwen2.5-32B", 360.67, 21.333],
          ["Qwen2.5-72B", 814, 48],
        ],
        "Question Answering": [
          ["Llama-3.2-3B", 3, 1],
          ["Llama-3.1-8B", 11.33, 2.667],
          ["Llama-3.1-70B", 114.67, 23.333],
        ],
      },
      "cwq webqsp": {
        Retrieval: [
          ["Qwen2.5-7B", 37.67, 2.333],
          ["Qwen2.5-72B", 406, 24],
        ],
        "Question Answering": [
          ["Llama-3.1-8B", 11.33, 2.667],
          ["Llama-3.1-70B", 114.67, 23.333],
        ],
      },
      taskbench: {
        "Task Decomposition": [
          ["Llama-3.1-8B", 43.33, 2.667],
          ["Llama-3.1-70B", 394.67, 23.333],
        ],
        "Tool Selection": [
          ["Llama-3.1-8B", 51.33, 10.667],
          ["Llama-3.1-70B", 464.67, 93.333],
        ],
        "Parameter Prediction": [
          ["Llama-3.1-8B", 126, 85.333],
          ["Llama-3.1-70B", 1118, 746.667],
        ],
      },
      chatdev: {
        Coding: [
          ["Llama-3.2-3B", 30, 16],
          ["Llama-3.1-70B", 744.67, 373.333],
        ],
        "Static Testing": [
          ["Llama-3.2-3B", 22, 8],
          ["Llama-3.1-70B", 558, 186.667],
        ],
        "Dynamic Testing": [
          ["Llama-3.2-3B", 18, 4],
          ["Llama-3.1-70B", 464.67, 93.333],
        ],
      },
      textvqa: {
        summarize: [
          ["Llama-3.2-11B-Vision-Instruct", 20, 7.333],
          ["Llama-3.2-90B-Vision-Instruct", 178, 60],
        ],
        reason: [
          ["Llama-3.1-8B-Instruct", 14, 10.667],
          ["Llama-3.1-70B-Instruct", 138, 93.333],
        ],
      },
      math: {
        solve: [
          ["Qwen2.5-3B", 7, 8],
          ["Qwen2.5-72B", 214, 192],
        ],
      },
    };

  const cells = Object.entries(published).flatMap(([names, stages]) =>
    names.split(" ").map((name) => ({ name, stages })),
  );
  it.each(cells)("$name costs what the official configuration says, in every cell", ({ name, stages }) => {
    const task = loadTask(findTask(name, root));
    const ours = Object.fromEntries(
      task.stages.map((stage) => [
        stage.name,
        stage.models.map((model) => {
          const workload = { ...model, promptTokens: stage.promptTokens, outputTokens: stage.outputTokens };
          const first = flopsCost(workload, samples(1));
          const further = flopsCost(workload, samples(2)) - first;
          return [model.name, Number(first.toFixed(2)), Number(further.toFixed(3))];
        }),
      ]),
    );
    expect(ours).toEqual(stages);
  });
});

describe("findTask(name, from)", () => {
  it("looks upward for data/tasks, and takes a path as it is", () => {
    expect(findTask("2wiki", join(root, "lib/src"))).toBe(join(root, "data/tasks/2wiki.json"));
    expect(findTask("own.json", "/somewhere")).toBe("/somewhere/own.json");
    expect(findTask("./own", "/somewhere")).toBe("/somewhere/own");
  });
  it("says what there is, and what may have been meant", () => {
    expect(() => findTask("2wkii", root)).toThrow(
      'there is no task "2wkii" (2wiki, 2wiki-100, 2wiki-75, chatdev, cwq, hotpotqa, math, taskbench, textvqa, webqsp); did you mean "2wiki"?',
    );
    expect(() => findTask("2wiki", "/")).toThrow("no data/tasks/*.json in / or above it");
  });
});
