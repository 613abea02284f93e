import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { exampleTask, parseTask } from "isocompute/allocation";
import { drawInstance, priorOnly } from "isocompute/simulator";
import type { CompareOptions, CompareRow } from "isocompute/study";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

// Threads run the built package: the build must be fresh (`npm run build`).
const dist = resolve(import.meta.dirname, "../../lib/dist");
const { compareSearchers }: typeof import("isocompute/study") = createRequire(import.meta.url)(
  `${dist}/study/index.js`,
);

const folder = temporaryFolder("compare-pool");
const module = join(folder, "searchers.cjs");
writeFileSync(
  module,
  `const { randomSearch } = require(${JSON.stringify(`${dist}/searchers/index.js`)});
exports.renamed = (name) => ({ ...randomSearch(), name });
exports.broken = () => ({ name: "broken", propose: () => Promise.reject(new Error("a defect")) });
exports.deadly = () => ({ name: "deadly", propose: () => process.exit(3) });
`,
);
const task = parseTask(exampleTask);
const options: CompareOptions = {
  searchers: ["a", "b"].map((name) => ({ name, module, function: "renamed", arguments: [name] })),
  arenas: [0, 1, 2].map((seed) => ({
    kind: "simulate",
    name: String(seed),
    instance: drawInstance(priorOnly(task), seed, { questions: 20 }),
  })),
  seeds: 2,
  trials: 4,
};

async function all(asked: CompareOptions): Promise<CompareRow[]> {
  const rows: CompareRow[] = [];
  for await (const row of compareSearchers(asked)) rows.push({ ...row, plannerSeconds: 0 });
  return rows;
}

describe("compareSearchers({ threads })", () => {
  it("gives the same rows in the same order whatever the number of threads", async () => {
    const alone = await all(options);
    expect(alone).toHaveLength(12);
    for (const threads of [2, 3]) expect(await all({ ...options, threads })).toEqual(alone);
  });

  it("passes on what goes wrong in a thread, and ends the others", async () => {
    const bad = (name: string) => [{ name, module, function: name }];
    await expect(all({ ...options, threads: 2, searchers: bad("broken") })).rejects.toThrow("a defect");
    await expect(all({ ...options, threads: 2, searchers: bad("absent") })).rejects.toThrow(
      `${module} to export a function absent`,
    );
    await expect(all({ ...options, threads: 2, searchers: bad("deadly") })).rejects.toThrow("ended before its search");
  });
});
