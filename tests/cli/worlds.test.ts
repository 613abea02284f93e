import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const lab = resolve(import.meta.dirname, "../..");
const folder = temporaryFolder("worlds");
const best = "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50";
const wiki = join(lab, "data/tasks/2wiki.json");

describe("isocompute evaluate", () => {
  it("shows score, error, stages, cost and provenance", async () => {
    const { code, out, err } = await runCli(
      ["evaluate", "--task", "2wiki", "--world", "simulate:7", "--allocation", best, "--questions", "50"],
      { cwd: lab },
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("simulate:2wiki/7 (calibrated synthetic; can fall by ");
    expect(out).toMatch(/Retrieval\s+Qwen2\.5-72B\s+1\s+Ret_F1\s+0\.\d{4}/);
    expect(out).toMatch(/Gen_EM 0\.\d{4} ± 0\.\d{4} over 50 questions, simulated\n866\.00 units per question\n$/);
  });

  it("opens the same world of a task from anywhere", async () => {
    const argv = ["--world", "simulate:7", "--allocation", best, "--questions", "50"];
    const home = await runCli(["evaluate", "--task", "2wiki", ...argv], { cwd: lab });
    expect(await runCli(["evaluate", "--task", wiki, ...argv], { cwd: folder })).toEqual(home);
  });

  it("gives the same as data, the same again, and something else in another run", async () => {
    const argv = ["evaluate", "-t", "2wiki", "-w", "simulate:7", "-a", best, "-q", "30", "--json"];
    const [first, second, other] = [
      await runCli(argv, { cwd: lab }),
      await runCli(argv, { cwd: lab }),
      await runCli([...argv, "--run", "1"], { cwd: lab }),
    ];
    expect(first).toEqual(second);
    const { outcome } = JSON.parse(first.out);
    expect(outcome.perQuestion).toHaveLength(30);
    expect(outcome.subsamples.map((p: { scores: number[] }) => p.scores.length)).toEqual([1, 50]);
    expect(JSON.parse(other.out).outcome.perQuestion).not.toEqual(outcome.perQuestion);
  });

  it("draws samples anew for every allocation, if asked to", async () => {
    const call = (...argv: string[]) =>
      runCli(["evaluate", "-t", wiki, "-a", best, "-w", "simulate:3", "-q", "20", ...argv], { cwd: folder });
    const anew = await call("--anew", "--json");
    expect(JSON.parse(anew.out).world).toContain("drawn anew");
    expect(JSON.parse(anew.out).outcome.score).not.toBe(undefined);
    expect(await call("--anew", "--json")).toEqual(anew);
    expect(await call("--anew", "--expectation")).toMatchObject({
      code: 2,
      err: "error: evaluate requires --anew or --expectation, not both: exact chances draw nothing\n",
    });
    expect(
      await runCli(["evaluate", "-t", wiki, "-a", best, "-w", "replay:x.csv", "--anew"], { cwd: folder }),
    ).toMatchObject({ code: 2, err: "error: evaluate --anew requires a simulated world\n" });
  });

  it("replays a table that simulate wrote, in either form", async () => {
    for (const format of ["official", "long"]) {
      const file = `${format}.csv`;
      const written = await runCli(
        ["simulate", "-t", wiki, "-w", "3", "-q", "20", "-k", "1,10,50", "--table", file, "--format", format],
        { cwd: folder },
      );
      expect(written).toMatchObject({ code: 0, err: "" });
      const argv = ["evaluate", "-t", wiki, "-a", best, "--json"];
      const said = format === "long" ? [] : ["--provenance", "simulated"];
      const replayed = await runCli([...argv, "-w", `replay:${file}`, ...said], { cwd: folder });
      const exact = await runCli([...argv, "-w", "simulate:3", "-q", "20", "--expectation"], { cwd: folder });
      expect(JSON.parse(replayed.out).outcome.score).toBe(JSON.parse(exact.out).outcome.score);
      expect(JSON.parse(replayed.out).outcome.provenance).toBe("simulated");
      expect(written.out).toBe(
        format === "long"
          ? "long.csv: 47 allocations, simulated\n"
          : "official.csv: 47 allocations, simulated; these columns have no place for that word: replay it with --provenance simulated\n",
      );
    }
    const argv = ["evaluate", "-t", wiki, "-a", best, "-w", "replay:long.csv", "--provenance", "measured"];
    expect(await runCli(argv, { cwd: folder })).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "long.csv, column provenance: says that it is simulated: it cannot be taken as measured",
      ),
    });
    expect(readFileSync(join(folder, "official.csv"), "utf8").split("\n")[0]).toBe(
      "examples,retrieve_model_name,retrieve_samples,generate_model_name,generate_samples,Gen_EM,Gen_F1,Gen_Precision,Gen_Recall,Ret_ACC,Ret_F1,Ret_Precision,Ret_Recall",
    );
  });

  it("ends with 1 where the world does not know, and says how near it comes", async () => {
    writeFileSync(join(folder, "one.csv"), `allocation,score\n"${best}",0.72\n`);
    const argv = ["evaluate", "-t", wiki, "-w", "replay:one.csv", "-a", best.replace(":50", ":60")];
    expect(await runCli(argv, { cwd: folder })).toEqual({
      code: 1,
      out: "",
      err: `missing: one.csv has no row for ${best.replace(":50", ":60")}\n`,
    });
    const near = await runCli([...argv, "--nearest", "0.2"], { cwd: folder });
    expect(near.code).toBe(0);
    expect(near.out).toContain("the nearest row stands in");
    const far = await runCli([...argv, "--nearest", "0.1"], { cwd: folder });
    expect(far.err).toContain("within 0.1 of");
  });

  it("refuses wrong calls with what was required", async () => {
    const call = (...argv: string[]) => runCli(["evaluate", "-t", wiki, "-a", best, ...argv], { cwd: folder });
    expect(await call("-w", "simulate:x")).toMatchObject({ code: 2, err: expect.stringContaining("simulate:N") });
    expect(await call("-w", "simulate:1", "-q", "0")).toMatchObject({
      code: 2,
      err: expect.stringContaining("An integer of at least 1 is required."),
    });
    expect(await call("-w", "simulate:1", "--nearest", "1")).toMatchObject({
      code: 2,
      err: "error: evaluate --nearest requires a replayed world\n",
    });
    expect(await call("-w", "replay:one.csv", "--run", "1")).toMatchObject({
      code: 2,
      err: "error: evaluate --run requires a simulated world\n",
    });
    const absent = await call("-w", "replay:none.csv");
    expect(absent.code).toBe(1);
    expect(absent.err).toContain("none.csv");
  });
});

describe("isocompute simulate", () => {
  it("shows a curve for every stage and model", async () => {
    const { code, out } = await runCli(["simulate", "--task", "textvqa", "-w", "3", "-q", "60", "-k", "1,10"], {
      cwd: lab,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/summarize\s+Llama-3\.2-11B-Vision-Instruct\s+0\.\d{3}\s+0\.\d{3}/);
    expect(out).toMatch(/reason\s+Llama-3\.1-70B-Instruct\s+0\.\d{3}\s+0\.\d{3}/);
  });

  it("gives the curves as data", async () => {
    const { out } = await runCli(["simulate", "-t", "math", "-q", "50", "-k", "1,20", "--json"], { cwd: lab });
    expect(JSON.parse(out).curves).toHaveLength(2);
    expect(JSON.parse(out).curves[0].points.map((p: { samples: number }) => p.samples)).toEqual([1, 20]);
  });

  it("logs the samples of the repetition that is asked for", async () => {
    const log = async (...argv: string[]) => {
      const call = ["simulate", "-t", "math", "-q", "20", "-k", "5", "--log", join(folder, "log.csv"), ...argv];
      expect(await runCli(call, { cwd: lab })).toMatchObject({ code: 0, err: "" });
      return readFileSync(join(folder, "log.csv"), "utf8");
    };
    const [first, third] = [await log(), await log("--run", "3")];
    expect(await log("--drawn", "--run", "0")).toBe(first);
    expect(await log("--drawn", "--run", "3")).toBe(third);
    expect(third).not.toBe(first);
    expect(third.split("\n")).toHaveLength(first.split("\n").length);
  });

  it("says that a task without a calibration has none", async () => {
    writeFileSync(join(folder, "alone.json"), readFileSync(wiki));
    const { out } = await runCli(["simulate", "-t", "./alone.json", "-q", "20", "-k", "1,2"], { cwd: folder });
    expect(out).toContain("not calibrated: every unknown drawn from its prior");
  });

  it.each([
    [{ min: 1, max: 40 }, [1, 2, 5, 10, 20]],
    [{ min: 3, max: 100 }, [5, 10, 20, 50, 100]],
    [{ min: 3, max: 4 }, [3, 4]],
    [{ min: 7, max: 7 }, [7]],
  ])("shows by default the usual numbers that a task of %j samples has, and writes no others", async (range, shown) => {
    const task = { ...JSON.parse(readFileSync(wiki, "utf8")), samples: range, budget: 1500, budgets: [1500] };
    writeFileSync(join(folder, "narrow.json"), JSON.stringify(task));
    const call = (...argv: string[]) =>
      runCli(["simulate", "-t", "./narrow.json", "-q", "10", ...argv], { cwd: folder });
    const { code, out } = await call("--json");
    expect(code).toBe(0);
    for (const { points } of JSON.parse(out).curves)
      expect(points.map((p: { samples: number }) => p.samples)).toEqual(shown);
    expect(await call("--table", "narrow.csv")).toMatchObject({ code: 0, err: "" });
    for (const outside of [range.min - 1, range.max + 1].filter((k) => k > 0))
      expect(await call("-k", String(outside))).toMatchObject({
        code: 2,
        err: `error: simulate --samples requires numbers from ${range.min} to ${range.max}, the samples of 2wiki, got ${outside}\n`,
      });
  });

  it("refuses what the task or the format does not have", async () => {
    expect(await runCli(["simulate", "-t", "math", "-k", "1,500"], { cwd: lab })).toMatchObject({
      code: 2,
      err: "error: simulate --samples requires numbers from 1 to 100, the samples of math, got 500\n",
    });
    expect(await runCli(["simulate", "-t", "math", "-k", "5,1"], { cwd: lab })).toMatchObject({ code: 2 });
    const table = join(folder, "math.csv");
    expect(
      await runCli(["simulate", "-t", "math", "-k", "1,2", "-q", "5", "--table", table, "--format", "official"], {
        cwd: lab,
      }),
    ).toMatchObject({ code: 2, err: expect.stringContaining("the official code has no table of 1 stages") });
  });
});
