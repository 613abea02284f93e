import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const lab = resolve(import.meta.dirname, "../..");
const folder = temporaryFolder("compare");
const file = join(folder, "rows.jsonl");
const small = ["-i", "3", "-n", "6", "-q", "20", "--test", "20", "-k", "1,5,20", "--threads", "1"];
const argv = ["compare", "-t", "2wiki,textvqa", "-s", "random,grid,agent-tts@weak", ...small];

describe("isocompute compare", () => {
  it("tells regrets, run lengths, duels with the baseline and ranks", async () => {
    const { code, out, err } = await runCli([...argv, "--file", file], { cwd: lab });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("18 searches in 6 worlds of 2 tasks, black-box, simulated");
    expect(out).toMatch(/^grid +0\.\d{4} \[0\.\d{4}, 0\.\d{4}\]/m);
    expect(out).toMatch(/^agent-tts@weak .* \d+\/\d+\/\d+ /m);
    expect(out).toContain("Against random, world by world, after 6 trials");
    expect(out).toContain("not tested: 2 blocks");
    expect(out).toMatch(/The same in thousand budget units[^\n]*\nSearcher +0\.05 +0\.02 +0\.01 +T = 5 +T = 6\n/);
    expect(out).toMatch(/^Searcher +Flattered by +Units +Wasted +s per trial +Tokens\n/m);
    expect(out).toMatch(/Mean true regret in the end by task:\nSearcher +2wiki +textvqa\n/);
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(20);
  });

  it("says which tasks have no calibration, and finds that of a task's file from anywhere", async () => {
    const named = join(folder, "wiki.json");
    writeFileSync(named, readFileSync(join(lab, "data/tasks/2wiki.json")));
    const call = (tasks: string, ...more: string[]) =>
      runCli(["compare", "-t", tasks, "-s", "random", ...small, ...more], { cwd: folder });
    const { out } = await call(`${named},${join(lab, "data/tasks/textvqa.json")}`);
    expect(out).toContain(
      "6 searches in 6 worlds of 2 tasks, black-box, simulated\nNot calibrated, every unknown drawn from its prior: 2wiki\n\nMean",
    );
    expect(JSON.parse((await call(named, "--json")).out).notCalibrated).toEqual(["2wiki"]);
    const away = await call(join(lab, "data/tasks/2wiki.json"));
    const home = await runCli(["compare", "-t", "2wiki", "-s", "random", ...small], { cwd: lab });
    expect(away.out.split("s per trial")[0]).toBe(home.out.split("s per trial")[0]);
    expect(away.out).not.toContain("Not calibrated");
  });

  it("sums up a file again, against whom one likes, and goes on from a part of it", async () => {
    const { code, out } = await runCli(["compare", "--from", file, "--baseline", "grid", "--json"], { cwd: lab });
    expect(code).toBe(0);
    const { summaries, duels, searches, targetsMet } = JSON.parse(out);
    expect(targetsMet.map((one: { searcher: string }) => one.searcher)).toEqual(["random", "grid", "agent-tts@weak"]);
    expect(searches).toBe(18);
    expect(summaries.map((s: { searcher: string }) => s.searcher)).toEqual(["random", "grid", "agent-tts@weak"]);
    expect(duels.map((d: { second: string }) => d.second)).toEqual(["grid", "grid"]);
    const bytes = readFileSync(file);
    const part = join(folder, "part.jsonl");
    writeFileSync(part, bytes.subarray(0, bytes.length / 2));
    const resumed = await runCli([...argv, "--file", part, "--resume", "--json"], { cwd: lab });
    const timeless = (text: string) => text.replace(/"plannerSeconds(PerTrial)?":\s*[\d.e-]+/g, "");
    const whole = await runCli(["compare", "--from", file, "--json"], { cwd: lab });
    expect(timeless(resumed.out)).toBe(timeless(whole.out));
  });

  it("says where the scores of a file are from, and takes files from before rows said so for simulated", async () => {
    const text = readFileSync(file, "utf8");
    const told = async (name: string, rows: string) => {
      writeFileSync(join(folder, name), rows);
      const { out } = await runCli(["compare", "--from", join(folder, name), "--figure", join(folder, "told.svg")]);
      const svg = readFileSync(join(folder, "told.svg"), "utf8");
      return [out.split("\n")[0], /aria-label="([a-z, ]+) · 6 worlds/.exec(svg)?.[1]];
    };
    const first = "18 searches in 6 worlds of 2 tasks, black-box";
    expect(await told("old.jsonl", text.replaceAll('"provenance":"simulated",', ""))).toEqual([
      `${first}, simulated`,
      "simulated",
    ]);
    expect(await told("real.jsonl", text.replaceAll('"simulated"', '"measured"'))).toEqual([
      `${first}, measured`,
      "measured",
    ]);
    expect(await told("both.jsonl", text.replace('"simulated"', '"measured"'))).toEqual([
      `${first}, measured and simulated`,
      "measured and simulated",
    ]);
  });

  it("gives every allocation luck of its own, and such worlds names of their own", async () => {
    const { code, out } = await runCli(
      ["compare", "-t", "2wiki", "-s", "random", ...small, "--anew", "--file", join(folder, "anew.jsonl"), "--json"],
      { cwd: lab },
    );
    expect(code).toBe(0);
    expect(JSON.parse(out).worlds).toBe(3);
    const rows = readFileSync(join(folder, "anew.jsonl"), "utf8").trim().split("\n").slice(1);
    expect(rows.map((row) => JSON.parse(row).arena)).toEqual(["0 anew", "1 anew", "2 anew"]);
  });

  it("tells apart numbers of questions and budgets", async () => {
    const apart = [
      "compare",
      "-t",
      "2wiki",
      "-s",
      "random,grid",
      "-i",
      "2",
      "-n",
      "3",
      "-k",
      "1,5,20",
      "--threads",
      "1",
    ];
    const { code, out } = await runCli([...apart, "-q", "20,40", "-b", "300,1000", "--test", "0"], { cwd: lab });
    expect(code).toBe(0);
    expect(out).toContain("16 searches in 2 worlds of 1 task,");
    expect(out).toMatch(/by questions:\nSearcher +20 +40\n/);
    expect(out).toMatch(/by budget:\nSearcher +300 +1000\n/);
    expect(out).not.toContain("by task:");
  });

  it("says what it needs", async () => {
    const bare = await runCli(["compare"], { cwd: lab });
    expect(bare).toMatchObject({ code: 2, err: "error: compare requires --tasks and --searchers, or --from\n" });
    const wrong = await runCli(["compare", "-t", "2wiki", "-s", "random@weak"], { cwd: lab });
    expect(wrong).toMatchObject({ code: 2, err: 'error: random asks no language model; drop "@weak"\n' });
    const reader = await runCli(["compare", "-t", "2wiki", "-s", "llm-zs@clever"], { cwd: lab });
    expect(reader.err).toBe('error: there is no reader "clever" (strong, medium, weak)\n');
    const baseline = await runCli(["compare", "--from", file, "--baseline", "tpe"], { cwd: lab });
    expect(baseline.err).toBe('error: compare --baseline requires one of random, grid, agent-tts@weak, got "tpe"\n');
  });
});
