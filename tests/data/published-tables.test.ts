import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTask, taskJsonSchema } from "isocompute/allocation";
import { parseJson } from "isocompute/core";
import { type Column, readTable } from "isocompute/tables";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../../data");
const readme = readFileSync(join(folder, "README.md"), "utf8");
const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));

const columns = {
  "agent_llms_2wiki.csv": { method: "string", agent_llm: "string", search_hours: "number?" },
  "math_scaling.csv": { model: "string", samples: "integer", budget: "number", accuracy: "rate" },
  "search_2wiki_ci.csv": { method: "string", mean: "rate", lo: "rate", hi: "rate" },
  "search_comparison.csv": {
    method: "string",
    dataset: "string",
    metric: "string",
    search_hours: "number",
    found_optimum: "boolean",
    test_score: "rate",
  },
  "temperature_2wiki.csv": { temperature: "number", samples: "integer", em: "rate" },
  "textvqa_scaling.csv": { stage: "string", model: "string", samples: "integer", budget: "number", accuracy: "rate" },
  "textvqa_search.csv": { method: "string", search_hours: "number", found_optimum: "boolean", score: "rate" },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Column>>>>;

describe("data/", () => {
  it.each(files)("%s is the file that data/README.md describes", (file) => {
    const [, rows, hash] = new RegExp(`\`${file}\` \\| (\\d+) \\|.*\`([0-9a-f]{64})\``).exec(readme) ?? [];
    expect(
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex"),
    ).toBe(hash);
    expect(
      readTable(
        join(folder, file),
        new Map<string, Readonly<Record<string, Column>>>(Object.entries(columns)).get(file) ?? {},
      ),
    ).toHaveLength(Number(rows));
  });

  it("describes every column", () => {
    for (const names of Object.values(columns))
      for (const name of Object.keys(names)) expect(readme).toContain(`\`${name}\``);
  });

  it("explains every field that a task file may have", () => {
    const fields = new Set<string>();
    const collect = (schema: unknown) => {
      if (typeof schema !== "object" || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === "properties") for (const name of Object.keys(value)) fields.add(name);
        collect(value);
      }
    };
    collect(taskJsonSchema());
    expect(fields.size).toBeGreaterThan(20);
    for (const field of fields)
      if (!["$schema", "kind"].includes(field)) expect(readme).toMatch(new RegExp(`[\`.]${field}\``));
  });

  it("says true things about the tables", () => {
    const vqa = readTable(join(folder, "textvqa_scaling.csv"), columns["textvqa_scaling.csv"]);
    const best = Math.max(...vqa.filter((row) => row.budget <= 1000).map((row) => row.accuracy));
    const ninety = Math.min(...vqa.filter((row) => row.accuracy >= 0.9).map((row) => row.budget));
    expect([best, ninety]).toEqual([0.8423, 3418]);
    const large = vqa.filter((row) => row.model.includes("90B")).map((row) => row.samples);
    expect(large).toHaveLength(15);
    for (const absent of [40, 70, 90]) expect(large).not.toContain(absent);
    const hundredths = readTable(join(folder, "temperature_2wiki.csv"), columns["temperature_2wiki.csv"]);
    for (const { em } of hundredths) expect(Math.round(em * 100) % 2).toBe(0);
    const math = readTable(join(folder, "math_scaling.csv"), columns["math_scaling.csv"]);
    for (const { accuracy } of math) expect(Math.round(accuracy * 1000) % 2).toBe(0);
  });

  it("shows a task that can be used as it stands", () => {
    const json = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    expect(parseTask(parseJson(json, "README.md")).stages).toHaveLength(2);
  });
});
