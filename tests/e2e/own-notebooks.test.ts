import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { replyOf, serveModels, textOf } from "isocompute/llm";
import { type CodeCell, parseNotebook } from "isocompute/notebook";
import { describe, expect, it } from "vitest";
import { runCli } from "../cli/run-cli.js";
import { temporaryFolder } from "../temporary-folder.js";

const repository = resolve(import.meta.dirname, "../..");
const realData = resolve(repository, "../shared/realdata");

/** Runs a notebook with parameters as a user would, and gives what its cells printed and showed. */
async function runWith(notebook: string, parameters: Readonly<Record<string, unknown>>) {
  const out = join(temporaryFolder("own"), "mine.ipynb");
  const given = Object.entries(parameters).flatMap(([name, value]) => [
    "-p",
    `${name}=${typeof value === "object" ? JSON.stringify(value) : value}`,
  ]);
  const argv = ["notebook", "run", `notebooks/${notebook}.ipynb`, "--kernel", "isocompute", "-q", "-o", out];
  const { code, err } = await runCli([...argv, ...given], { cwd: repository });
  const cells = parseNotebook(readFileSync(out, "utf8"), out).cells.filter(
    (cell): cell is CodeCell => cell.cell_type === "code",
  );
  return { code, err, text: JSON.stringify(cells.map((cell) => cell.outputs)) };
}

const runOn = (file: string, parameters: Readonly<Record<string, unknown>>) =>
  runWith("17-your-data", { file, ...parameters });

describe("notebook 17 on a file of one's own", () => {
  it("reads counts, names the file in every caption, and finds what the file was made to hold", async () => {
    const folder = temporaryFolder("own-file");
    const right = Array.from({ length: 40 }, (_, i) => (i * 7) % 6);
    const rows = right.map((c, i) => [`a,p${i},10,${c}`, `b,p${i},10,${c + 4}`]);
    const mean = right.reduce((sum, c) => sum + c / 400, 0);
    writeFileSync(join(folder, "mine.csv"), `name,problem,n,ok\n${rows.flat().join("\n")}\n`);
    const { code, err, text } = await runOn(join(folder, "mine.csv"), {
      columns: { by: "name", question: "problem", samples: "n", passes: "ok" },
      ...{ estimator: "passAtK", sizes: { a: 7, b: 70 }, provenance: "measured", budget: 3000, resamples: 200 },
    });
    expect([code, err]).toEqual([0, ""]);
    expect(text).toContain("measured · mine.csv, 40 questions");
    expect(text).toContain(`| a | ${mean.toFixed(3)} |`);
    expect(text).toContain(`| b | ${(mean + 0.4).toFixed(3)} |`);
    expect(text).toContain("2 of 2 models, 40 questions, 10 samples");
    expect(text.includes("simulated ·")).toBe(false);
  });

  it("stops with the file's own fault", async () => {
    const folder = temporaryFolder("bad-file");
    writeFileSync(join(folder, "bad.csv"), "model,question,correct,answer\nQwen2.5-3B,q1,yes!,4\n");
    const { code, err } = await runOn(join(folder, "bad.csv"), {});
    expect(code).toBe(1);
    expect(err).toContain('bad.csv:2, column correct: requires a number, got "yes!"');
  });

  const measured = join(realData, "tot_game24_gpt4/samples.csv");
  if (!existsSync(measured)) console.warn("skipped: notebook 17 on measured samples (shared/realdata is not here)");
  it.runIf(existsSync(measured))("reads measured counts of two prompts of one model", async () => {
    const { code, text } = await runOn(measured, {
      columns: { by: "method", question: "puzzle_idx", samples: "n", passes: "n_correct" },
      ...{ estimator: "passAtK", sizes: { io: 1000, cot: 1000 }, provenance: "measured", budget: 100000 },
      resamples: 200,
    });
    expect(code).toBe(0);
    expect(text).toContain("measured · samples.csv, 100 questions");
  });
});

describe("notebook 18 on an endpoint of one's own", () => {
  it("asks that server alone, under its models' names, keeps what it bought, and calls the result measured", async () => {
    const asked = new Set<string>();
    const stars = ["broke", "works when", "does what", "has become", "is the best"];
    const server = await serveModels(async ({ model, messages, samples = 1 }) => {
      asked.add(model);
      const prompt = messages.map(textOf).join("\n");
      const story = stars.findIndex((words) => prompt.includes(words)) + 1;
      const said = /(\d) out of five/.exec(prompt)?.[1] ?? String(story);
      const text = prompt.startsWith("How many") ? `${said} stars` : `${said} out of five, No. 1.`;
      return replyOf(
        Array.from({ length: samples }, () => ({ text, finish: "stop" as const })),
        null,
      );
    });
    const store = join(temporaryFolder("store"), "samples.db");
    const parameters = {
      ...{ baseURL: server.baseURL, models: { mine: 7 }, prices: {}, maxDollars: 0, perRequest: 4 },
      ...{ trials: 3, searched: 5, kept: 6, budget: 200, store },
    };
    try {
      const { code, err, text } = await runWith("18-your-pipeline", parameters);
      expect([code, err]).toEqual([0, ""]);
      expect([...asked]).toEqual(["mine"]);
      expect(text).toContain("measured · mine over HTTP");
      expect(text.includes("simulated ·")).toBe(false);
      const before = server.answered();
      expect((await runWith("18-your-pipeline", parameters)).code).toBe(0);
      // The look at one example and the capped run are not in the store: three calls a step at most, and three.
      expect(server.answered() - before).toBeLessThan(20);
    } finally {
      await server.close();
    }
  });

  it("says what the server said when there is none", async () => {
    const { code, err } = await runWith("18-your-pipeline", { baseURL: "http://127.0.0.1:9/v1", maxDollars: 0 });
    expect(code).toBe(1);
    expect(err).toContain("http://127.0.0.1:9/v1");
  });
});
