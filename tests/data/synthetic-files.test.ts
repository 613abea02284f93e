import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { loadTask } from "isocompute/allocation";
import { createRng, samples } from "isocompute/core";
import { live, simulatedModels } from "isocompute/environments";
import { serveModels } from "isocompute/llm";
import {
  createActor,
  loadKg,
  loadMultiHop,
  loadSrdd,
  loadTaskBench,
  syntheticFiles,
  syntheticKg,
  syntheticMultiHop,
  syntheticSoftware,
  syntheticTools,
} from "isocompute/pipelines";
import { createSimulator, drawInstance, priorOnly } from "isocompute/simulator";
import { parseSampleLog } from "isocompute/tables";
import { describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.js";
import { taskBenches } from "../pipelines/worlds.js";
import { temporaryFolder } from "../temporary-folder.js";

const data = resolve(import.meta.dirname, "../../data");
const folder = join(data, "synthetic");
const path = (name: string) => join(folder, name);
const COUNT = 12;
const seed = () => createRng("data/synthetic");

const loaded: Readonly<Record<string, () => readonly unknown[]>> = {
  "2wiki": () => loadMultiHop(path("2wikimultihopqa.json")),
  hotpotqa: () => loadMultiHop(path("hotpotqa.json")),
  cwq: () => loadKg(path("cwq.json")),
  webqsp: () => loadKg(path("webqsp.json")),
  taskbench: () => loadTaskBench(path("taskbench/data.json"), path("taskbench/tool_desc.json")),
  chatdev: () => loadSrdd(path("srdd.csv")),
};

describe("data/synthetic", () => {
  it("is what its seed makes, to the byte, and nothing else", () => {
    const files = syntheticFiles(seed(), COUNT);
    if (process.env["UPDATE_SYNTHETIC"] === "1")
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(path(name)), { recursive: true });
        writeFileSync(path(name), text);
      }
    expect(existsSync(folder)).toBe(true);
    for (const [name, text] of Object.entries(files)) expect(readFileSync(path(name), "utf8"), name).toBe(text);
    const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(there.length).toBe(Object.keys(files).length + 1); // samples.csv, below
  });

  it("has the sample log that the command line writes", async () => {
    const folder = temporaryFolder("samples");
    const argv = ["simulate", "--task", "math", "--world", "1", "--questions", "60", "--samples", "30"];
    const { code } = await runCli([...argv, "--log", join(folder, "log.csv")], { cwd: data });
    expect(code).toBe(0);
    const text = readFileSync(path("samples.csv"), "utf8");
    expect(readFileSync(join(folder, "log.csv"), "utf8")).toBe(text);
    const columns = { by: "model", question: "question", correct: "correct", answer: "answer" };
    const logs = parseSampleLog(text, "samples.csv", columns);
    expect([...logs].map(([model, log]) => [model, log.length])).toEqual([
      ["Qwen2.5-3B", 1800],
      ["Qwen2.5-72B", 1800],
    ]);
    const refused = await runCli(["simulate", "--task", "2wiki", "--log", join(folder, "no.csv")], { cwd: data });
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.err).toContain("requires a task of one stage");
  });

  it("reads back as the examples it was written from", () => {
    const multiHop = ["2wikimultihopqa", "hotpotqa"].map((name) => [
      loadMultiHop(path(`${name}.json`)),
      syntheticMultiHop(seed().fork(name), COUNT, { passages: 10 }),
    ]);
    for (const [read = [], written = []] of multiHop)
      read.forEach((example, i) => {
        const { gold, passages, ...rest } = written[i] ?? { gold: [], passages: [] };
        expect(example).toMatchObject(rest);
        expect([...example.gold].sort((a, b) => a - b)).toEqual(gold);
        // A paragraph's title leads its text.
        example.passages.forEach((passage, p) => {
          expect(passage.endsWith(`: ${passages[p]}`)).toBe(true);
        });
      });
    for (const name of ["cwq", "webqsp"])
      loadKg(path(`${name}.json`)).forEach((example, i) => {
        const written = syntheticKg(seed().fork(name), COUNT, { triples: 12 })[i];
        expect([example.id, example.question, example.answers]).toEqual([
          written?.id,
          written?.question,
          written?.answers,
        ]);
        const sorted = (triples: readonly unknown[]) => triples.map((t) => JSON.stringify(t)).sort();
        expect(sorted(example.triples)).toEqual(sorted(written?.triples ?? []));
        expect(sorted(example.gold.map((g) => example.triples[g]))).toEqual(
          sorted((written?.gold ?? []).map((g) => written?.triples[g])),
        );
      });
    expect(loaded["taskbench"]?.()).toEqual(syntheticTools(seed().fork("taskbench"), COUNT));
    expect(loaded["chatdev"]?.()).toEqual(
      syntheticSoftware(seed().fork("srdd"), COUNT).map((example, i) => ({ ...example, id: String(i) })),
    );
  });

  it.each(taskBenches.filter(({ task }) => task in loaded))(
    "runs $task from its file",
    async ({ task: name, pipeline }) => {
      const examples = loaded[name]?.() ?? [];
      expect(examples.length).toBe(COUNT);
      const task = loadTask(join(data, "tasks", `${name}.json`));
      const instance = drawInstance(priorOnly(task), 1, { questions: COUNT });
      const world = live(pipeline, { examples, task }, simulatedModels(instance, createActor(pipeline, examples)), {
        perRequest: 4,
      });
      const allocation = instance.law.stages.map((stage) => ({
        stage: stage.name,
        model: stage.models[0]?.name ?? "",
        samples: samples(3),
      }));
      const outcome = await world.evaluate(allocation);
      if (outcome.kind !== "scored") throw new Error(outcome.why);
      // Over the prompts of the file's examples the world says what it says over its own.
      const right = (outcome.perQuestion ?? []).map((score) => (score > 0.99 ? 1 : 0));
      expect(right).toEqual(
        Array.from(createSimulator(instance, { draw: "samples" }).evaluate(allocation).perQuestion),
      );
    },
  );

  it("tells the command line which pipeline to take, where two have the same stages", async () => {
    const task = loadTask(join(data, "tasks", "cwq.json"));
    const bench = taskBenches.find((one) => one.task === "cwq");
    if (bench === undefined) throw new Error("no pipeline for cwq");
    const instance = drawInstance(priorOnly(task), 1, { questions: COUNT });
    const actor = createActor(bench.pipeline, loaded["cwq"]?.() ?? []);
    const server = await serveModels(simulatedModels(instance, actor));
    const allocation = task.stages.map((stage) => `${stage.name}=${stage.models[0]?.name}:2`).join(",");
    const evaluate = (file: string) =>
      runCli(
        [
          ...["evaluate", "--task", "cwq", "--world", "live", "--base-url", server.baseURL],
          ...["--data", path(file), "--allocation", allocation, "--json"],
        ],
        { cwd: data },
      );
    try {
      const { code, out } = await evaluate("cwq.json");
      expect(code).toBe(0);
      expect(JSON.parse(out).outcome).toMatchObject({ kind: "scored", questions: COUNT });
      const wrong = await evaluate("taskbench/tool_desc.json");
      expect([wrong.code, wrong.out]).toEqual([2, ""]);
      expect(wrong.err).toMatch(/no pipeline of these stages reads [\s\S]*retrieval-qa: [\s\S]*kg-qa: /);
    } finally {
      await server.close();
    }
  });
});
