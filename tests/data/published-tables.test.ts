import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTask } from "isocompute/allocation";
import { parseJson } from "isocompute/core";
import { type Column, readTable } from "isocompute/tables";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "../../data");
const readme = readFileSync(join(folder, "README.md"), "utf8");
const files = readdirSync(folder).filter((file) => file.endsWith(".csv"));

const columns: Readonly<Record<string, Readonly<Record<string, Column>>>> = {
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
};

describe("data/", () => {
  it.each(files)("%s is the file that data/README.md describes", (file) => {
    const [, rows, hash] = new RegExp(`\`${file}\` \\| (\\d+) \\|.*\`([0-9a-f]{64})\``).exec(readme) ?? [];
    expect(
      createHash("sha256")
        .update(readFileSync(join(folder, file)))
        .digest("hex"),
    ).toBe(hash);
    expect(readTable(join(folder, file), columns[file] ?? {})).toHaveLength(Number(rows));
  });

  it("describes every column", () => {
    for (const names of Object.values(columns))
      for (const name of Object.keys(names)) expect(readme).toContain(`\`${name}\``);
  });

  it("shows a task that can be used as it stands", () => {
    const json = /```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
    expect(parseTask(parseJson(json, "README.md")).stages).toHaveLength(2);
  });
});
