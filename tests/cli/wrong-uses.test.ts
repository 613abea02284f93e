import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const cwd = temporaryFolder("wrong-uses");
const root = resolve(import.meta.dirname, "../..");
const task = resolve(import.meta.dirname, "../../data/tasks/2wiki.json");
const curve = "samples,accuracy\n1,0.5\n2,0.6\n4,0.65\n8,0.7\n16,0.72\n";
writeFileSync(join(cwd, "curve.csv"), curve);
writeFileSync(join(cwd, "counts.csv"), "n,c\n4,1\n4,2\n");
writeFileSync(join(cwd, "negative.csv"), curve.replace("\n2,", "\n-2,"));
writeFileSync(join(cwd, "latin.csv"), Buffer.from("mod\xe8le,samples,accuracy\n\xe9,1,0.5\n", "latin1"));
writeFileSync(join(cwd, "utf16.csv"), Buffer.from(`\uFEFF${curve}`, "utf16le"));
writeFileSync(join(cwd, "joint.csv"), "u,d,accuracy\n1,1,0.5\n1,2,0.6\n2,1,0.6\n2,2,0.7\n");
writeFileSync(join(cwd, "other.jsonl"), '{"isocompute":"trials","version":1,"about":{}}\n');
writeFileSync(
  join(cwd, "few.json"),
  JSON.stringify({ ...JSON.parse(readFileSync(task, "utf8")), samples: { min: 2, max: 10 } }),
);
writeFileSync(join(cwd, "none.json"), "[]");
mkdirSync(join(cwd, "folder"));

const choices = "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:1";
const searched = ["search", "--task", task, "--searcher", "random", "--world", "simulate:1"];
const compared = ["compare", "--tasks", task, "--searchers", "random", "--instances", "1", "--threads", "1"];
const inLive = ["--task", task, "--world", "live", "--base-url"];

describe("a wrong use of the command line", () => {
  it.each<[number, readonly string[], string]>([
    [1, ["fit", "folder"], "folder: requires a file, got a folder"],
    [1, ["ci", "folder", "--column", "a"], "folder: requires a file, got a folder"],
    [1, ["explain", "folder"], "folder: requires a file, got a folder"],
    [1, ["compare", "--from", "folder"], "folder: requires a file, got a folder"],
    [1, ["notebook", "run", "folder"], "folder: requires a file, got a folder"],
    [1, ["figure", "folder"], "folder: requires a file, got a folder"],
    [1, ["search", "--task", "./folder", "--searcher", "random", "--world", "simulate:1"], "requires a file"],
    [1, ["fit", "latin.csv"], 'latin.csv:1, column 4: requires text in UTF-8, got bytes of another encoding near "mod'],
    [1, ["ci", "latin.csv", "--column", "accuracy"], "latin.csv:1, column 4: requires text in UTF-8"],
    [1, ["shape", "utf16.csv"], "utf16.csv: requires text in UTF-8, got UTF-16"],
    [1, ["fit", "negative.csv"], "negative.csv:3, column samples: requires a number above zero, got -2"],
    [2, ["lab", "folder/none.ipynb"], 'none.ipynb, nor one of the lab called "folder/none.ipynb"'],
    [2, ["lab", "12-serach", "--root", root], 'nor one of the lab called "12-serach"; did you mean "12-search"?'],
    [2, ["notebook", "check", "nothing", "--root", root], 'nor one of the lab called "nothing"'],
    [2, ["simulate", "-t", task, "--run", "2"], "simulate --run requires --drawn or --log"],
    [2, ["simulate", "-t", task, "--budget", "300"], "simulate --budget requires --table"],
    [2, ["simulate", "-t", task, "--log", "a.csv", "--budget", "300"], "simulate --budget requires --table"],
    [2, ["simulate", "-t", task, "--log", "a.csv", "--table", "b.csv"], "simulate requires --log or --table, not both"],
    [2, ["simulate", "-t", task, "--log", "a.csv", "--json"], "simulate --json requires curves"],
    [2, ["simulate", "-t", task, "--table", "b.csv", "--json"], "--json requires curves: it does not go with --table"],
    [2, ["simulate", "-t", task, "--table", "b.csv", "--with", choices], "simulate --with requires curves"],
    [
      2,
      ["evaluate", "-t", task, "-a", choices, "-w", "simulate:1", "--expectation", "--run", "2"],
      "evaluate requires --run or --expectation, not both: exact chances have no repetitions",
    ],
    [2, ["simulate", "-t", task, "--format", "long"], "simulate --format requires --table"],
    [2, ["fit", "curve.csv", "--level", "95"], "A rate between 0 and 1 is required, such as 0.95"],
    [2, ["fit", "curve.csv", "--target", "70"], "A number of at least 0 and at most 1 is required"],
    [2, ["fit", "curve.csv", "--epsilon", "-1"], "A number above 0 is required"],
    [2, ["fit", "curve.csv", "--price", "NaN"], "A number above 0 is required"],
    [2, ["fit", "curve.csv", "--up-to", "Infinity"], "A number above 0 is required"],
    [2, ["fit", "curve.csv", "--trials", "2.5"], "--trials requires an integer of at least 1 or a column, got 2.5"],
    [2, ["fit", "curve.csv", "--figure", "x.svg"], "fit --figure requires --provenance"],
    [2, ["fit", "curve.csv", "--figure", "x.bmp"], "requires files ending in .svg, .png, .pdf, .html or .json"],
    [
      2,
      ["passk", "counts.csv", "--samples", "n", "--passes", "c", "--correct", "ok", "--score", "s"],
      "passk --samples and --passes take counts, a row for each question: they do not go with --correct, --score",
    ],
    [2, ["passk", "counts.csv", "--samples", "n", "--passes", "c", "--answer", "a"], "do not go with --answer"],
    [2, ["shape", "curve.csv", "--alpha", "0.5"], "A number above 0 and below 0.5 is required"],
    [2, ["shape", "curve.csv", "--resamples", "0"], "An integer of at least 1 is required"],
    [2, ["coupling", "joint.csv", "--upstream", "u", "--downstream", "u"], "requires different columns"],
    [2, ["coupling", "joint.csv", "--upstream", "u", "--downstream", "d", "--resamples", "0"], "at least 1"],
    [
      2,
      ["coupling", "joint.csv", "--upstream", "u", "--downstream", "d", "--trials", "9", "--question", "id"],
      "coupling requires --trials or --question, got both",
    ],
    [2, ["compare", "--tasks", `${task},${task}`, "--searchers", "random"], "requires each name once, got"],
    [2, ["compare", "--tasks", task, "--searchers", "tpe,tpe"], "--searchers requires each name once, got tpe twice"],
    [2, ["compare", "--tasks", task, "--searchers", "tpe", "--budgets", "1"], "got 1; the cheapest costs 80.3 units"],
    [2, ["compare", "--from", "other.jsonl", "--tasks", task], "--from runs nothing: it does not go with --tasks"],
    [
      2,
      ["compare", "--from", "other.jsonl", "--trials", "20", "--resume", "-k", "1"],
      "--from runs nothing: it does not go with --trials, --samples, --resume",
    ],
    [2, ["front", "--log", "other.jsonl", "-q", "7"], "front --questions requires a simulated world, got a log"],
    [
      2,
      ["front", "--task", task, "--world", "replay:curve.csv", "-q", "7"],
      "front --questions requires a simulated world, got a replayed one",
    ],
    [2, ["serve", "--task", task, "--simulated", "1", "--port", "70000"], "at least 0 and at most 65535"],
    [2, ["serve", "--task", task, "--simulated", "1", "--faults", "2"], "at least 0 and at most 1"],
    [2, ["serve", "--reader", "--fault-kinds", "foo"], "--fault-kinds requires some of busy, error"],
    [2, ["serve", "--reader", "--fault-kinds", "busy"], "--fault-kinds requires --faults"],
    [2, ["serve", "--reader", "--fault-seed", "z"], "serve --fault-seed requires --faults"],
    [2, ["serve", "--reader", "--questions", "5"], "serve --questions requires --simulated"],
    [2, ["serve", "--reader", "--data", "none.json"], "serve --data requires --simulated"],
    [
      1,
      ["serve", "--task", task, "--simulated", "1", "--data", "none.json"],
      "none.json: requires at least one example",
    ],
    [1, ["front", "--log", "other.jsonl"], "other.jsonl:1: requires a log of isocompute search"],
    [1, ["front", "--task", task, "--world", "simulate:1", "--budget", "1"], "error: front requires an allocation"],
    [2, ["search", "--task", task, "--searcher", "random", "--world", "sim"], "or live (models behind a server), got"],
    [2, [...searched, "-k", "1,200"], "search --samples requires numbers from 1 to 100, the samples of 2wiki, got 200"],
    [2, [...compared, "-k", "200"], "compare --samples requires numbers from 1 to 100, the samples of 2wiki, got 200"],
    [
      2,
      ["front", "--task", task, "--world", "simulate:1", "-k", "1,200"],
      "front --samples requires numbers from 1 to 100, the samples of 2wiki, got 200",
    ],
    [
      2,
      ["simulate", "-t", task, "-k", "1,200"],
      "simulate --samples requires numbers from 1 to 100, the samples of 2wiki, got 200",
    ],
    [2, ["simulate", "-t", "./few.json", "-k", "1,2"], "simulate --samples requires numbers from 2 to 10"],
    [1, [...searched, "--log", "none/x.jsonl"], "x.jsonl: requires a folder that is there, got none at "],
    [1, [...searched, "--log", "folder"], "folder: requires a file, got a folder"],
    [1, [...searched, "--log", "other.jsonl"], "other.jsonl: is there already: resume it, or name another file"],
    [1, [...compared, "--file", "none/x.jsonl"], "x.jsonl: requires a folder that is there, got none at "],
    [1, [...compared, "--file", "folder"], "folder: requires a file, got a folder"],
    [2, ["search", "--searcher", "random", ...inLive, "nowhere"], "--base-url requires an address such as http://"],
    [
      1,
      ["evaluate", ...inLive, "http://127.0.0.1:9/v1", "--store", "none/s.db", "--allocation", choices],
      "s.db: requires a file in a folder that is there",
    ],
  ])("ends with %i for %j, says why, and prints nothing else", async (wanted, argv, message) => {
    const json = ["serve", "notebook", "figure", "lab"].includes(argv[0] ?? "") ? [] : ["--json"];
    const { code, out, err } = await runCli([...argv, ...json], { cwd });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, out]).toEqual([wanted, ""]);
  });
});
