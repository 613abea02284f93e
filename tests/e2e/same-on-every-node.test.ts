import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { nodes } from "../kernel/nodes.js";
import { temporaryFolder } from "../temporary-folder.js";

const cli = resolve(import.meta.dirname, "../../lib/bin/isocompute.js");
const data = resolve(import.meta.dirname, "../../data");

/** What the CLI prints, on a Node. */
function printed(node: string, args: readonly string[]): string {
  return execFileSync(node, [cli, ...args], { encoding: "utf8", maxBuffer: 1e9 });
}

/** The log of a search in a simulated world of the task with the most stages, on a Node. */
function logOf(node: string, searcher: string, options: readonly string[]): string {
  const log = join(temporaryFolder("same-on-every-node"), "run.jsonl");
  const world = ["--task", "taskbench", "--world", "simulate:77", "--budget", "2000", "--trials", "12"];
  printed(node, ["search", ...world, "--searcher", searcher, "--log", log, "--json", ...options]);
  return readFileSync(log, "utf8");
}

// Where only one Node is at hand this compares nothing; .ci/run names two more.
describe.skipIf(nodes.length === 1)("every Node writes the same bytes", () => {
  it.each([
    ["planner", []],
    ["planner", ["--track", "grey-box", "--anew"]],
    ["tpe", []],
    ["bayesian", []],
    ["insight-heuristic", []],
    ["agent-tts-planner", []],
  ] as const)("into the log of %s %j", (searcher, options) => {
    const [first = "", ...others] = nodes.map(([, path]) => logOf(path, searcher, options));
    expect(first.split("\n").length).toBeGreaterThan(12);
    for (const [i, log] of others.entries()) expect(log === first, `on Node ${nodes[i + 1]?.[0]}`).toBe(true);
  });

  it.each([
    ["simulate", "--task", "chatdev", "--json"],
    ["simulate", "--task", "2wiki", "--world", "3", "--drawn", "--questions", "50", "--json"],
    ["fit", join(data, "math_scaling.csv"), "--by", "model", "--trials", "500", "--json"],
    ["shape", join(data, "textvqa_scaling.csv"), "--by", "stage,model", "--json"],
  ])("in the JSON of %s %s %s %s", (...args) => {
    const [first = "", ...others] = nodes.map(([, path]) => printed(path, args));
    expect(first.length).toBeGreaterThan(200);
    for (const [i, text] of others.entries()) expect(text === first, `on Node ${nodes[i + 1]?.[0]}`).toBe(true);
  });
});
