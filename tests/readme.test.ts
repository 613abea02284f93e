import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { live } from "isocompute/environments";
import { type LlmClient, replyOf, textOf } from "isocompute/llm";
import { describe, expect, it } from "vitest";
import { runCli } from "./cli/run-cli.js";
import { starPipeline } from "./fixtures/own-pipeline.js";

const repository = resolve(import.meta.dirname, "..");
const readme = readFileSync(resolve(repository, "README.md"), "utf8");

describe("README.md", () => {
  it("shows the pipeline that this test runs, to the letter", () => {
    const shown = readFileSync(resolve(import.meta.dirname, "fixtures/own-pipeline.ts"), "utf8");
    expect(readme).toContain(`\`\`\`ts\n${shown}\`\`\``);
  });

  it("runs it as it says", async () => {
    const task = parseTask(exampleTask);
    const reviews = [
      { text: "A joy from start to end.", stars: "5" },
      { text: "It broke on the first day.", stars: "1" },
    ];
    // Sums up in the review's own words; of three ratings one is off and one unreadable.
    const client: LlmClient = async ({ messages, samples = 1 }) => {
      const prompt = messages.map(textOf).join("\n");
      const right = prompt.includes("joy") ? "5" : "1";
      const answers = prompt.startsWith("How many stars") ? [right, "3 stars", `${right} stars`, "none"] : [prompt];
      return replyOf(
        Array.from({ length: samples }, (_, i) => ({
          text: answers[i % answers.length] ?? "",
          finish: "stop" as const,
        })),
        null,
      );
    };
    const world = live(starPipeline, { examples: reviews, task }, client, { perRequest: 8 });
    const outcome = await world.evaluate(parseAllocation("Find=Small-3B:2,Answer=Small-3B:4", task));
    expect(outcome).toMatchObject({ kind: "scored", score: 1, perQuestion: [1, 1], provenance: "measured" });
    expect(outcome).toMatchObject({ remark: "2 samples could not be read" });
  });

  it("names every command", async () => {
    const { out } = await runCli(["--help"]);
    const commands = [...out.slice(out.indexOf("Commands:")).matchAll(/^ {2}([a-z][a-z-]+)/gm)].map(
      ([, name]) => name ?? "",
    );
    expect(commands.length).toBeGreaterThan(10);
    for (const name of commands.filter((name) => name !== "help" && name !== "version"))
      expect(readme, name).toContain(`npx isocompute ${name}`);
  });

  it("lists every notebook", () => {
    const notebooks = readdirSync(resolve(repository, "notebooks")).filter((name) => name.endsWith(".ipynb"));
    for (const name of notebooks) expect(readme, name).toContain(`(notebooks/${name})`);
  });
});
