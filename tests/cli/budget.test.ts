import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exampleTask } from "isocompute/allocation";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const root = join(import.meta.dirname, "../..");
const winner = "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50";
const budget = (...argv: string[]) => runCli(["budget", ...argv], { cwd: root });

const folder = temporaryFolder("budget");
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("isocompute budget --allocation", () => {
  it("shows what each stage costs, the total and what is left", async () => {
    const { code, out, err } = await budget("--task", "2wiki", "--allocation", winner);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchInlineSnapshot(`
      "2wiki: 2WikiMultiHopQA: choose the passages, then answer

      Stage               Model         Parameters  Samples  Prompt  Output   First  Each further    Cost
      ───────────────────────────────────────────────────────────────────────────────────────────────────
      Retrieval           Qwen2.5-72B   72B               1    2048     128  814.00         48.00  814.00
      Question Answering  Llama-3.2-3B  3B               50     256      64    3.00          1.00   52.00

      total              866.00 of 1000.00 units, 134.00 left
      Fusing the samples would add 166.63; the official model leaves that out (--fusion charges it).
      The model takes 4.00 off: the base prompt, once per stage.
      "
    `);
  });

  it("charges fusion when told to, and shows both totals", async () => {
    const { code, out } = await budget("--task", "2wiki", "--allocation", winner, "--fusion");
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}fusion +Llama-3\.2-3B +3B +1 +10600 +64 +166\.63 +166\.63/);
    expect(out).toContain("official total     866.00 units");
    expect(out).toContain("total with fusion  1032.63 of 1000.00 units, 32.63 too much");
  });

  it("gives the same as data, and nothing else", async () => {
    const { code, out } = await budget("-t", "2wiki", "-a", winner, "--json", "-b", "866");
    const data: unknown = JSON.parse(out);
    expect(code).toBe(0);
    expect(data).toMatchObject({
      task: "2wiki",
      allocation: winner,
      budget: 866,
      total: 866,
      totalWithFusion: 1032.625,
      left: 0,
      affordable: true,
      stages: [
        { stage: "Retrieval", cost: 814, first: 814, further: 48, deduction: -2, fusion: null },
        { stage: "Question Answering", cost: 52, first: 3, further: 1, fusion: { cost: 166.625 } },
      ],
    });
  });

  it("says by how much a budget is missed, however little", async () => {
    const { out } = await budget(
      "-t",
      "2wiki",
      "-b",
      "817.33",
      "-a",
      "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:1",
    );
    expect(out).toContain("825.33 of 817.33 units, 8.00 too much");
    const near = await budget(
      "-t",
      "2wiki",
      "-b",
      "825.33",
      "-a",
      "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-8B:1",
    );
    expect(near.out).toContain("825.33 of 825.33 units, 0.0033 too much");
  });

  it("adds money and time from files", async () => {
    const prices = file("prices.json", '{"Small-3B": {"prompt": 1, "completion": 2}}');
    const speeds = file("speeds.json", '{"Small-3B": {"prompt": 1024, "completion": 64, "parallel": 5}}');
    const task = file("own.json", JSON.stringify(exampleTask));
    const allocation = "Find=Small-3B:1,Answer=Small-3B:10";
    const { code, out } = await budget(
      "-t",
      task,
      "-a",
      allocation,
      "--prices",
      prices,
      "--throughput",
      speeds,
      "--json",
    );
    expect(code).toBe(0);
    const fusedPrompt = 256 + 640;
    expect(JSON.parse(out)).toMatchObject({
      dollars: (1024 + 128 + 256 + 1280 + fusedPrompt + 128) / 1e6,
      seconds: 1 + 1 + 0.25 + 2 + fusedPrompt / 1024 + 1,
    });
    const text = await budget("-t", task, "-a", allocation, "--prices", prices, "--throughput", speeds);
    expect(text.out).toContain("money: $0.003712 per question, fusion included");
    expect(text.out).toContain("time: 6.125 s per question, fusion included");
  });
});

describe("isocompute budget", () => {
  it("shows what a budget can pay for when no allocation is named", async () => {
    const { code, out } = await budget("--task", "2wiki");
    expect(code).toBe(0);
    expect(out).toMatch(/Question Answering +Llama-3\.1-70B +70B +114\.67 +23\.33 +35/);
    expect(out).toContain("1000.00 units pay for 28,498 allocations.");
    const { out: json } = await budget("--task", "2wiki", "--json");
    expect(JSON.parse(json)).toMatchObject({ allocations: 28_498, cheapest: { cost: 80.33333333333333 } });
  });

  it("says what would be needed where the budget pays for nothing", async () => {
    const { code, out } = await budget("--task", "cwq", "--budget", "40");
    expect(code).toBe(0);
    expect(out).toContain("40.00 units pay for no allocation.");
    expect(out).toContain("The cheapest is Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.1-8B:1 at 49.00.");
  });

  it.each<[string[], number, string]>([
    [[], 2, "required option '-t, --task <name>' not specified"],
    [["--task", "2wkii"], 2, 'there is no task "2wkii" (2wiki, 2wiki-100,'],
    [["--task", "2wiki", "--budget", "1k"], 2, "A number of units is required."],
    [["--task", "2wiki", "--allocation", "Retrieval=Qwen2.5-72B:1"], 2, '"Question Answering" is missing'],
    [["--task", "2wiki", "--prices", "p.json"], 2, "budget --prices requires --allocation"],
    [["--task", "2wiki", "--alocation", "x"], 2, "Did you mean --allocation?"],
    [["--task", "absent.json"], 1, "absent.json"],
    [["--task", "data/README.md/"], 1, "README.md"],
  ])("refuses %j", async (argv, wanted, message) => {
    const { code, out, err } = await budget(...argv);
    expect({ code, out }).toEqual({ code: wanted, out: "" });
    expect(err).toContain(message);
  });

  it("names file, path and reason where a file is wrong", async () => {
    const task = file("wrong.json", JSON.stringify({ ...exampleTask, budget: "much" }));
    expect((await budget("-t", task)).err).toContain(
      "wrong.json, at budget: invalid input: expected number, received string",
    );
    const prices = file("bad-prices.json", '{"Qwen2.5-72B": {"prompt": -1, "completion": 1}}');
    const { code, err } = await budget("-t", "2wiki", "-a", winner, "--prices", prices);
    expect(code).toBe(1);
    expect(err).toContain('bad-prices.json, at ["Qwen2.5-72B"].prompt: ');
    const none = file("few-prices.json", '{"Qwen2.5-72b": {"prompt": 1, "completion": 1}}');
    const missing = await budget("-t", "2wiki", "-a", winner, "--prices", none);
    expect(missing.code).toBe(2);
    expect(missing.err).toContain(
      'stage "Retrieval" (draw) requires a price for model "Qwen2.5-72B", got none; did you mean "Qwen2.5-72b"?',
    );
  });
});

describe("isocompute task", () => {
  it("lists the tasks at hand", async () => {
    const { code, out } = await runCli(["task", "list"], { cwd: join(root, "tests") });
    expect(code).toBe(0);
    expect(out).toMatch(/^2wiki +Retrieval, Question Answering +1000 +2WikiMultiHopQA/m);
    const { out: json } = await runCli(["task", "list", "--json"], { cwd: root });
    expect(JSON.parse(json)).toHaveLength(10);
    expect((await runCli(["task", "list"], { cwd: folder })).out).toContain("no data/tasks/*.json in");
  });

  it("checks every file it is given, and ends with 1 if one is wrong", async () => {
    const good = file("good.json", JSON.stringify(exampleTask));
    const bad = file("bad.json", '{"name": "bad",\n "title" "x"}');
    const { code, out, err } = await runCli(["task", "check", bad, good, "none.json"], { cwd: folder });
    expect(code).toBe(1);
    expect(out).toContain("good.json: task example, 2 stage(s), budget 500");
    expect(err).toContain("bad.json:2, column 10: requires valid JSON: expected a colon");
    expect(err).toContain("none.json");
    expect((await runCli(["task", "check", good])).code).toBe(0);
  });

  it("prints the schema", async () => {
    const { out } = await runCli(["task", "schema"]);
    expect(JSON.parse(out)).toMatchObject({ title: "isocompute task", additionalProperties: false });
  });
});
