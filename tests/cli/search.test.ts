import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { MOST_ALLOCATIONS } from "../../lib/src/cli/most-allocations.js";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const lab = resolve(import.meta.dirname, "../..");
const folder = temporaryFolder("search");
const wiki = join(lab, "data/tasks/2wiki.json");
const base = ["search", "-t", "2wiki", "-s", "random", "-w", "simulate:3"];

const oneStage = {
  name: "one",
  title: "One stage",
  models: { "Small-3B": { parameters: 3e9 }, "Mid-8B": { parameters: 8e9 }, "Large-70B": { parameters: 7e10 } },
  stages: [
    {
      name: "Answer",
      models: ["Small-3B", "Mid-8B", "Large-70B"],
      promptTokens: 256,
      outputTokens: 64,
      aggregate: { kind: "vote" },
    },
  ],
  metric: "accuracy",
  samples: { min: 1, max: 20 },
  budget: 100,
};

describe("isocompute search", () => {
  it("shows every trial with the best so far, then what it recommends and rules out", async () => {
    const { code, out, err } = await runCli([...base, "--trials", "12"], { cwd: lab });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("simulate:2wiki/3 (calibrated synthetic; can fall by ");
    expect(out).toContain("), simulated, 28498 allocations within 1000 units");
    const trials = [...out.matchAll(/^ +(\d+) {2}Retrieval=.+? {2}.* (\d\.\d{4}) ± \d\.\d{4} +(\d\.\d{4})/gm)];
    expect(trials.map(([, index]) => Number(index))).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    let best = 0;
    for (const [, , score, shown] of trials) {
      best = Math.max(best, Number(score));
      expect(Number(shown)).toBe(best);
    }
    expect(out).toContain("all 12 trials were made; spent ");
    expect(out).toMatch(
      /recommended: Retrieval=.*\nGen_EM \d\.\d{4}, 95 % interval \d\.\d{4} to \d\.\d{4}, simulated; \d+\.\d\d of 1000 units/,
    );
    expect(out).toMatch(/Question Answering +Llama-3\.2-3B +(recommended|behind|open|not tried)/);
  });

  it("gives the same as data, within the budget and on the numbers of samples asked for", async () => {
    const argv = [...base, "-b", "500", "-k", "1,5,20", "--trials", "6", "--json"];
    const { code, out } = await runCli(argv, { cwd: lab });
    expect(code).toBe(0);
    const found = JSON.parse(out);
    expect(found).toMatchObject({ task: "2wiki", searcher: "random", budget: 500, ending: { kind: "trials" } });
    expect(found.trials).toHaveLength(6);
    for (const { allocation, units } of found.trials) {
      expect(units).toBeLessThanOrEqual(500);
      expect(allocation).toMatch(/:(1|5|20),.*:(1|5|20)$/);
    }
    const best = found.trials.reduce((a: { score: number }, b: { score: number }) => (b.score > a.score ? b : a));
    expect(found.recommended.score).toBe(best.score);
    expect(found.recommended.units).toBeLessThanOrEqual(500);
  });

  it("goes on from its log to the same end", async () => {
    const argv = [...base.map((word) => (word === "2wiki" ? wiki : word)), "--trials", "6", "--json"];
    const whole = await runCli([...argv, "--log", "whole.jsonl"], { cwd: folder });
    const bytes = readFileSync(join(folder, "whole.jsonl"));
    writeFileSync(join(folder, "cut.jsonl"), bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    const rest = await runCli([...argv, "--log", "cut.jsonl", "--resume"], { cwd: folder });
    expect(readFileSync(join(folder, "cut.jsonl"))).toEqual(bytes);
    expect(JSON.parse(rest.out).trials).toEqual(JSON.parse(whole.out).trials);
    const again = await runCli([...argv, "--log", "whole.jsonl"], { cwd: folder });
    expect(again.code).toBe(1);
    expect(again.err).toContain("is there already: resume it");
    const other = await runCli([...argv, "--seed", "2", "--log", "whole.jsonl", "--resume"], { cwd: folder });
    expect(other.err).toContain('at about.seed: requires "2" to resume, got "1"');
  });

  it("looks at its log before it prints anything", async () => {
    const { code, out, err } = await runCli([...base, "--log", join(folder, "none/x.jsonl")], { cwd: lab });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(`x.jsonl: requires a folder that is there, got none at ${join(folder, "none")}`);
  });

  it("ends at a cap on units", async () => {
    const { out } = await runCli([...base, "--max-units", "60000", "--json"], { cwd: lab });
    const { ending, spent } = JSON.parse(out);
    expect(ending.kind).toBe("units");
    expect(spent.units).toBeLessThanOrEqual(60000);
  });

  it("says where a table does not tell over how many questions units are spent", async () => {
    const choice = (samples: number) => `Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:${samples}`;
    writeFileSync(join(folder, "means.csv"), `allocation,score\n"${choice(1)}",0.5\n"${choice(2)}",0.6\n`);
    const argv = ["search", "-t", wiki, "-s", "random", "-w", "replay:means.csv", "-k", "1,2", "-n", "40"];
    const { out } = await runCli(argv, { cwd: folder });
    expect(out).toContain("with one question counted for each of 2 trials whose scores do not say of how many");
  });

  it("tells after how many questions it has paid for itself", async () => {
    const argv = [...base, "-n", "5", "--instead", "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.1-70B:1"];
    const { out } = await runCli([...argv, "--json"], { cwd: lab });
    const { payback, recommended, spent } = JSON.parse(out);
    expect(payback).toMatchObject({ exact: true, searchUnits: spent.units });
    expect(payback.after).toEqual({
      allocation: recommended.allocation,
      units: recommended.units,
      score: recommended.truth.score,
    });
    const { before, after } = payback;
    const gain = (before.units / before.score) * (after.score - before.score) - (after.units - before.units);
    expect(payback.questions).toBeCloseTo(spent.units / gain, 6);
    const text = await runCli(argv, { cwd: lab });
    expect(text.out).toMatch(/has paid for itself after [\d,]+ questions, a right answer being worth/);
  });

  const says = async (argv: readonly string[], why: string) => {
    const text = await runCli(argv, { cwd: folder });
    expect(text.out).toContain("recommended: ");
    expect(text.out).toContain(`whether the search has paid for itself cannot be told: ${why}`);
    const data = JSON.parse((await runCli([...argv, "--json"], { cwd: folder })).out);
    expect(data.payback.why).toContain(why);
    expect(text.code).toBe(0);
    return text.err;
  };

  it("says why it cannot tell that, and recommends all the same", async () => {
    const choice = (samples: number) => `Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:${samples}`;
    writeFileSync(join(folder, "two.csv"), `allocation,score\n"${choice(1)}",0.5\n"${choice(2)}",0\n`);
    const argv = ["search", "-t", wiki, "-s", "random", "-w", "replay:two.csv", "-k", "1,2", "-n", "40"];
    await says([...argv, "--instead", choice(9)], `${choice(9)} has no score, two.csv has no row for ${choice(9)}`);
    await says([...argv, "--instead", choice(2)], `${choice(2)} scores 0, which leaves open`);
  });

  it("warns of costs below nothing, as a check of the task does", async () => {
    const tiny = {
      ...{ name: "tiny", title: "Tiny", metric: "accuracy", samples: { min: 1, max: 5 }, budget: 1 },
      models: { T: { parameters: 1 } },
      stages: [{ name: "Answer", models: ["T"], promptTokens: 0, outputTokens: 1, aggregate: { kind: "vote" } }],
    };
    writeFileSync(join(folder, "tiny.json"), JSON.stringify(tiny));
    const argv = ["search", "-t", "tiny.json", "-s", "random", "-w", "simulate:1", "-n", "3"];
    const err = await says([...argv, "--instead", "Answer=T:2"], "Answer=T:2 costs -2.00 units, not more than nothing");
    expect(err).toContain("warning: Answer=T:1 costs -2.00 units: calls far shorter than the base workload");
    const check = await runCli(["task", "check", "tiny.json"], { cwd: folder });
    expect(check.code).toBe(0);
    expect(check.err).toContain('warning: tiny.json: stage "Answer" with T costs -2.00 units at 1 sample(s)');
    expect((await runCli(["task", "check", wiki], { cwd: folder })).err).toBe("");
  });

  it("names the most allocations that it goes through in the helps, as it goes by them", async () => {
    const most = `at most ${MOST_ALLOCATIONS.toLocaleString("en-US")} allocations`;
    for (const command of ["search", "front"]) expect((await runCli([command, "--help"])).out).toContain(most);
  });

  it("does not look for the best of a space too large to go through, and says so", async () => {
    const models = Object.fromEntries([1, 3, 8, 14, 32, 70].map((b) => [`m${b}`, { parameters: b * 1e9 }]));
    const stage = { models: Object.keys(models), promptTokens: 256, outputTokens: 64, aggregate: { kind: "vote" } };
    const stages = ["P", "Q", "R"].map((name) => ({ name, ...stage }));
    const large = { name: "large", title: "Large", models, stages, metric: "accuracy", samples: { min: 1, max: 100 } };
    writeFileSync(join(folder, "large.json"), JSON.stringify({ ...large, budget: 1000 }));
    const argv = ["-t", "large.json", "-w", "simulate:1"];
    const search = ["search", ...argv, "-s", "random", "-n", "2"];
    const many = "116687594 allocations are more than the 10000000 that are gone through; choose fewer";
    const { code, out } = await runCli([...search, "--figure", "large.json.svg"], { cwd: folder });
    expect(code).toBe(0);
    expect(out).toMatch(/recommended: P=[\s\S]*in truth, which a search cannot see: 0\.\d{4}; the best is not told: /);
    expect(out).toContain(many);
    const { recommended } = JSON.parse((await runCli([...search, "--json"], { cwd: folder })).out);
    expect(recommended.truth).toMatchObject({ best: null, regret: null, why: expect.stringContaining(many) });
    const coarse = await runCli([...search, "-k", "1,10,50"], { cwd: folder });
    expect(coarse.out).toMatch(/that is 0\.\d{4} below the best, P=/);
    const front = await runCli(["front", ...argv], { cwd: folder });
    expect(front).toMatchObject({ code: 2, err: expect.stringContaining(many) });
    const compare = await runCli(["compare", "-t", "large.json", "-s", "random", "--threads", "1"], { cwd: folder });
    expect(compare).toMatchObject({ code: 2, err: expect.stringContaining(many) });
  });

  it("says which searchers there are, and what fits where", async () => {
    const wrong = await runCli([...base.slice(0, 3), "-s", "randon", "-w", "simulate:3"], { cwd: lab });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('there is no searcher "randon" (random');
    expect(wrong.err).toContain('did you mean "random"?');
    const misplaced = await runCli([...base, "--nearest", "1"], { cwd: lab });
    expect(misplaced).toMatchObject({ code: 2, err: "error: search --nearest requires a replayed world\n" });
    const resume = await runCli([...base, "--resume"], { cwd: lab });
    expect(resume).toMatchObject({ code: 2, err: "error: search --resume requires --log\n" });
    const poor = await runCli([...base, "--budget", "3"], { cwd: lab });
    expect(poor.code).toBe(1);
    expect(poor.err).toContain("requires a budget that pays for an allocation of 2wiki, got 3; the cheapest is");
  });

  it("lets MLCopilot learn from the log of a search on a sibling task, and nobody else", async () => {
    const sibling = ["search", "-t", "hotpotqa", "-s", "random", "-w", "simulate:3", "-n", "4"];
    const log = join(folder, "hotpotqa.jsonl");
    await runCli([...sibling, "--log", log], { cwd: lab });
    const copilot = (task: string) => ["search", "-t", task, "-s", "ml-copilot", "-w", "simulate:3", "-n", "3"];
    const file = join(folder, "copilot.jsonl");
    const learned = [...copilot("2wiki"), "--experience", log, "--log", file];
    expect((await runCli(learned, { cwd: lab })).code).toBe(0);
    const { out } = await runCli(["explain", file, "--calls"], { cwd: lab });
    expect(out).toContain("Good configurations of another task, HotpotQA");
    const without = [...copilot("2wiki"), "--log", file, "--resume"];
    expect((await runCli(without, { cwd: lab })).err).toContain("at about.experience: requires");
    expect((await runCli([...copilot("taskbench"), "--experience", log], { cwd: lab })).err).toContain(
      "requires experience of tasks with the stages and models of taskbench",
    );
    expect(await runCli([...base, "--experience", log], { cwd: lab })).toMatchObject({
      code: 2,
      err: "error: experience of other tasks requires the searcher ml-copilot, got random\n",
    });
  });
});

describe("a search in blocks of questions", () => {
  it("has a line for models without a trial too", async () => {
    const argv = ["search", "-t", "2wiki", "-s", "arm-elimination", "-w", "simulate:3", "-n", "2"];
    const { code, out, err } = await runCli(argv, { cwd: lab });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/Best score +On +Below/);
    expect(out).toMatch(/ not tried +0\n/);
  });

  it("rules, and shows the best and the front, by what an allocation scored on all of its questions", async () => {
    const argv = ["search", "-t", "2wiki", "-s", "arm-elimination", "-w", "simulate:3", "-n", "12"];
    const log = join(folder, "blocks.jsonl");
    const { out } = await runCli([...argv, "--log", log], { cwd: lab });
    const { recommended, trials } = JSON.parse((await runCli([...argv, "--json"], { cwd: lab })).out);
    expect(new Set(trials.map(({ questions }: { questions: number }) => questions))).toEqual(new Set([20, 30]));
    const tried = (model: string) =>
      trials.filter(({ allocation }: { allocation: string }) => allocation.includes(`=${model}:`)).length;
    for (const { model, tried: told, verdict, questions } of recommended.rulings) {
      expect(told).toBe(tried(model));
      expect(verdict === "not tried").toBe(told === 0);
      if (told > 0) expect([20, 50]).toContain(questions);
    }
    const own = recommended.rulings.find(({ verdict }: { verdict: string }) => verdict === "recommended");
    expect(own).toMatchObject({ score: recommended.score, questions: 50 });
    expect(out).toContain(`${recommended.score.toFixed(4)} on 50`);
    const front = JSON.parse((await runCli(["front", "--log", log, "--json"], { cwd: lab })).out);
    expect(front.points.at(-1)).toMatchObject({ allocation: recommended.allocation, score: recommended.score });
  });
});

describe("a search in which another row stands in", () => {
  it("tells which, in text, as data and from the log, and keeps to the budget", async () => {
    mkdirSync(join(folder, "data/tasks"), { recursive: true });
    writeFileSync(join(folder, "data/tasks/one.json"), JSON.stringify(oneStage));
    const rows = ['"Answer=Small-3B:20",0.9,0.05,50', '"Answer=Small-3B:1",0.5,0.05,50'];
    writeFileSync(join(folder, "near.csv"), `${["allocation,score,standard_error,questions", ...rows].join("\n")}\n`);
    const argv = ["search", "-t", "one", "-s", "random", "-w", "replay:near.csv", "--nearest", "5", "-n", "40"];
    const rich = await runCli([...argv, "--log", "near.jsonl", "-b", "30"], { cwd: folder });
    expect(rich.out).toMatch(
      /Answer=Small-3B:7 .* 0\.9000 .*\n +scored as Answer=Small-3B:20, 22\.0 units; the nearest row stands in\n/,
    );
    expect(rich.out).toContain("recommended: Answer=Small-3B:20\n");
    const seventh = rich.out.split("\n").findIndex((line) => line.includes("Answer=Small-3B:7 "));
    const trial = /^ +(\d+)/.exec(rich.out.split("\n")[seventh] ?? "")?.[1] ?? "";
    const explained = await runCli(["explain", "near.jsonl", "--trial", trial], { cwd: folder });
    expect(explained.out).toContain("scored as Answer=Small-3B:20, 22.0 units; the nearest row stands in\n");
    const { recommended, trials } = JSON.parse((await runCli([...argv, "-b", "10", "--json"], { cwd: folder })).out);
    expect(recommended).toMatchObject({ allocation: "Answer=Small-3B:1", units: 3 });
    for (const { allocation, evaluated, remark } of trials) {
      expect(evaluated).toBe("Answer=Small-3B:1");
      expect(remark).toBe(allocation === evaluated ? undefined : "the nearest row stands in");
    }
  });
});

describe("where a search's scores come from", () => {
  it("is told with them, and from the log", async () => {
    mkdirSync(join(folder, "data/tasks"), { recursive: true });
    writeFileSync(join(folder, "data/tasks/one.json"), JSON.stringify(oneStage));
    const rows = ['"Answer=Small-3B:1",0.5,0.05,50,published', '"Answer=Mid-8B:1",0.9,0.04,50,published'];
    writeFileSync(
      join(folder, "said.csv"),
      `${["allocation,score,standard_error,questions,provenance", ...rows].join("\n")}\n`,
    );
    const argv = ["search", "-t", "one", "-s", "random", "-w", "replay:said.csv", "-k", "1", "-n", "5"];
    const { out } = await runCli([...argv, "--log", "said.jsonl"], { cwd: folder });
    expect(out).toContain("replay:said.csv (2 rows), published, ");
    expect(out).toMatch(/\naccuracy 0\.9000, 95 % interval 0\.\d{4} to 0\.\d{4}, published; 11\.33 of 100 units/);
    const data = JSON.parse((await runCli([...argv, "--json"], { cwd: folder })).out);
    expect(data).toMatchObject({ provenance: ["published"], recommended: { provenance: ["published"] } });
    const explained = await runCli(["explain", "said.jsonl"], { cwd: folder });
    expect(explained.out).toContain("replay:said.csv, published, random, black-box");
    expect(explained.out).toContain(", published; 11.33 of 100 units");
    const told = JSON.parse((await runCli(["explain", "said.jsonl", "--json"], { cwd: folder })).out);
    expect(told.provenance).toEqual(["published"]);
    expect(told.recommended.provenance).toEqual(["published"]);
  });
});

describe("a table with a gap", () => {
  const rows = (model: string, right: number, count: number) =>
    Array.from({ length: count }, (_, q) => `"Answer=${model}:1",q${q},${q < right ? 1 : 0}`);
  const header = "allocation,question,score";

  it.each(["random", "evolutionary", "bayesian", "arm-elimination"])(
    "does not take the better model out of what %s compares",
    async (searcher) => {
      writeFileSync(join(folder, "one.json"), JSON.stringify(oneStage));
      writeFileSync(
        join(folder, "gap.csv"),
        `${[header, ...rows("Small-3B", 18, 50), ...rows("Mid-8B", 45, 49)].join("\n")}\n`,
      );
      const argv = ["search", "-t", "one.json", "-s", searcher, "-w", "replay:gap.csv", "--skip-gaps", "-k", "1"];
      const { recommended, trials } = JSON.parse((await runCli([...argv, "-n", "5", "--json"], { cwd: folder })).out);
      expect(recommended.allocation).toBe("Answer=Mid-8B:1");
      const scored = trials.filter(({ kind }: { kind: string }) => kind === "scored").length;
      for (const { allocation, remark, questions = 50 } of trials)
        if (allocation.includes("Mid-8B") && questions !== 20)
          expect(remark).toBe(`measured on ${questions - 1} of ${questions} questions`);
      if (searcher !== "arm-elimination")
        expect(recommended.reason).toBe(`Answer=Mid-8B:1 had the highest score of ${scored} trials`);
    },
  );
});

describe("a table by question", () => {
  const byQuestion = () => {
    writeFileSync(join(folder, "one.json"), JSON.stringify(oneStage));
    const rows = [
      '"Answer=Small-3B:1",q1,1',
      '"Answer=Small-3B:1",q2,0',
      '"Answer=Small-3B:1",q3,0',
      '"Answer=Mid-8B:1",q1,1',
    ];
    writeFileSync(join(folder, "three.csv"), `${["allocation,question,score", ...rows].join("\n")}\n`);
    writeFileSync(join(folder, "means.csv"), 'allocation,score\n"Answer=Small-3B:1",0.5\n');
    return ["-t", "one.json", "-w", "replay:three.csv"];
  };
  const search = (world: readonly string[], ...more: string[]) =>
    runCli(["search", ...world, "-s", "random", "-k", "1", "-n", "2", ...more], { cwd: folder });

  it("is searched on its first questions alone where so many are asked for, and so is its log", async () => {
    const world = byQuestion();
    const { trials } = JSON.parse((await search(world, "-q", "1", "--json", "--log", "first.jsonl")).out);
    const one = trials.find(({ allocation }: { allocation: string }) => allocation === "Answer=Small-3B:1");
    expect(one).toMatchObject({ score: 1 });
    expect(await search(world, "--log", "first.jsonl", "--resume")).toMatchObject({ code: 1 });
    expect(await search(world, "-q", "4")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--questions requires at most the 3 questions of three.csv, got 4"),
    });
    for (const option of [["-q", "1"], ["--skip-gaps"]])
      expect(await search(["-t", "one.json", "-w", "replay:means.csv"], ...option)).toMatchObject({
        code: 2,
        err: expect.stringContaining("requires scores by question, but means.csv holds means"),
      });
  });

  it("has a front of what was measured on all of its questions; gaps are told, and skipped when asked", async () => {
    const front = (...more: string[]) => runCli(["front", ...byQuestion(), ...more], { cwd: folder });
    const { out } = await front();
    expect(out).toContain(
      "2 allocations, 1 of them left out, not measured on all 3 questions: --skip-gaps takes them in",
    );
    expect(out).not.toContain("Mid-8B");
    const skipped = JSON.parse((await front("--skip-gaps", "--json")).out);
    expect(skipped.source).toContain("1 of them measured on a part of the 3 questions");
    expect(skipped.points.at(-1)).toMatchObject({ allocation: "Answer=Mid-8B:1", score: 1 });
    expect(
      await runCli(["front", "-t", "one.json", "-w", "replay:means.csv", "--skip-gaps"], { cwd: folder }),
    ).toMatchObject({ code: 2, err: expect.stringContaining("front --skip-gaps requires scores by question") });
    expect(await runCli(["front", "-t", wiki, "-w", "simulate:1", "--skip-gaps"])).toMatchObject({ code: 2 });
  });
});

describe("isocompute explain", () => {
  it("tells why each trial was made, what was refused, and the searcher's calls word for word", async () => {
    const log = join(folder, "tts.jsonl");
    const search = ["search", "-t", "2wiki", "-s", "agent-tts", "--reader", "weak", "-w", "simulate:3", "-n", "10"];
    const made = await runCli([...search, "--log", log], { cwd: lab });
    expect(made.out).toContain("agent-tts (simulated reader, weak), black-box, seed 1");
    const { code, out } = await runCli(["explain", log], { cwd: lab });
    expect(code).toBe(0);
    expect(out).toContain("simulate:2wiki/3, simulated, agent-tts (simulated reader, weak), black-box, seed 1");
    expect(out).toContain("each model's chance for the same money");
    expect(out).toMatch(/asked simulated-reader-weak for guidelines: \d+ \+ \d+ tokens/);
    expect(out).not.toContain("user: ");
    const recommended = /recommended: .*/.exec(made.out)?.[0] ?? "none";
    expect(out).toContain(recommended);
    const one = await runCli(["explain", log, "--trial", "8", "--calls"], { cwd: lab });
    expect(one.out).toContain("user: A pipeline of language models");
    expect(one.out).toMatch(/^ {4}8 {2}/m);
    expect(one.out).not.toMatch(/^ {4}[79] {2}/m);
    const data = JSON.parse((await runCli(["explain", log, "--json"], { cwd: lab })).out);
    expect(data.trials).toHaveLength(10);
    expect(data.turns.length).toBeGreaterThan(1);
    const eighth = JSON.parse((await runCli(["explain", log, "--trial", "8", "--json"], { cwd: lab })).out);
    expect(eighth.trials).toEqual([data.trials[7]]);
    expect(eighth.turns).toHaveLength(1);
    expect(eighth).not.toHaveProperty("recommended");
    const beyond = await runCli(["explain", log, "--trial", "11"], { cwd: lab });
    expect(beyond).toMatchObject({ code: 2 });
  });
});

describe("the log of a task file of one's own", () => {
  const model = (name: string, parameters: number) => ({ [name]: { parameters } });
  const own = {
    ...{ name: "own", title: "One's own", metric: "accuracy", samples: { min: 1, max: 9 }, budget: 100 },
    models: { ...model("A-3B", 3e9), ...model("B-8B", 8e9) },
    stages: [
      { name: "Answer", models: ["A-3B", "B-8B"], promptTokens: 256, outputTokens: 64, aggregate: { kind: "vote" } },
    ],
  };
  const made = async (name: string) => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(own));
    const search = ["search", "-t", `${name}.json`, "-s", "random", "-w", "simulate:1", "-n", "3"];
    const run = await runCli([...search, "--log", `${name}.jsonl`], { cwd: folder });
    expect({ code: run.code, err: run.err }).toEqual({ code: 0, err: "" });
    return { out: run.out, log: join(folder, `${name}.jsonl`) };
  };
  it("holds the task, for all who read it from anywhere", async () => {
    const { out, log } = await made("own");
    const explained = await runCli(["explain", log], { cwd: "/" });
    expect(explained.out).toContain(/recommended: .*/.exec(out)?.[0] ?? "none");
    expect((await runCli(["front", "--log", log], { cwd: "/" })).out).toContain("3 trials in simulate:own/1");
    const copilot = ["search", "-t", "own.json", "-s", "ml-copilot", "-w", "simulate:2", "-n", "2"];
    expect(await runCli([...copilot, "--experience", log], { cwd: folder })).toMatchObject({ code: 0 });
    expect(await runCli(["explain", log, "-t", "2wiki"], { cwd: lab })).toMatchObject({
      code: 2,
      err: `error: --task is for logs that do not hold their task, ${log} holds its task own\n`,
    });
  });

  it("from before logs held it, takes it by --task, and is resumed", async () => {
    const { out, log } = await made("old");
    writeFileSync(log, readFileSync(log, "utf8").replace(/"taskFile":.*?}],"metric":.*?"budget":100},/, ""));
    const before = readFileSync(log);
    expect((await runCli(["explain", log], { cwd: lab })).err).toContain('there is no task "own"');
    const explained = await runCli(["explain", log, "-t", join(folder, "old.json")], { cwd: "/" });
    expect(explained.out).toContain(/recommended: .*/.exec(out)?.[0] ?? "none");
    expect((await runCli(["front", "--log", log, "-t", join(folder, "old.json")])).code).toBe(0);
    const other = await runCli(["explain", log, "-t", "2wiki"], { cwd: lab });
    expect(other.err).toContain('old.jsonl:1, at about.task: requires "2wiki", the task\'s name, got "own"');
    const more = ["search", "-t", "old.json", "-s", "random", "-w", "simulate:1", "--log", log, "--resume", "-n"];
    expect(await runCli([...more, "3"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
    expect(readFileSync(log)).toEqual(before);
    expect(await runCli([...more, "5"], { cwd: folder })).toMatchObject({ code: 0, err: "" });
  });

  it.each<[string, RegExp, string, string]>([
    [
      "model",
      /"model":"[AB]-\dB"/g,
      '"model":"Foo-7B"',
      'requires one of the models A-3B, B-8B of task own, got "Foo-7B"',
    ],
    [
      "stage",
      /"evaluated":\[{"stage":"Answer"/,
      '"evaluated":[{"stage":"Find"',
      'requires stage "Answer" of task own, got "Find"',
    ],
    ["samples", /"samples":\d+/g, '"samples":1000', "requires an integer from 1 to 9, the range of task own, got 1000"],
    ["score", /"score":[\d.]+,"standardError"/, '"score":7.5,"standardError"', "requires a rate from 0 to 1, got 7.5"],
    ["error", /"standardError":[\d.]+/, '"standardError":-1', "requires a number of at least 0, got -1"],
  ])("is refused with its line where the %s does not fit", async (name, found, wrong, message) => {
    const { log } = await made(`fault-${name}`);
    writeFileSync(log, readFileSync(log, "utf8").replace(found, wrong));
    const resume = ["search", "-t", `fault-${name}.json`, "-s", "random", "-w", "simulate:1", "--resume", "--log"];
    for (const argv of [["explain"], ["front", "--log"], resume]) {
      const { code, err } = await runCli([...argv, log], { cwd: folder });
      expect(err).toContain(message);
      expect(err).toMatch(/jsonl:[23], at [\w.[\]]+: /);
      expect(code).toBe(1);
    }
  });
});

describe("the planner's belief", () => {
  it("is told after its searches, and of any log, also as it was before a trial", async () => {
    const log = join(folder, "planner.jsonl");
    const search = ["search", "-t", "2wiki", "-s", "planner", "-w", "simulate:3", "-k", "1,5,20", "-n", "6"];
    const made = await runCli([...search, "--log", log], { cwd: lab });
    expect(made.out).toContain("What the planner's model believes after 6 trials:");
    expect(made.out).toMatch(/Llama-3\.1-70B +\d\.\d{3} +(open|ruled out)/);
    const { belief } = JSON.parse((await runCli([...search, "--json"], { cwd: lab })).out);
    for (const { models } of belief.stages)
      expect(models.reduce((sum: number, one: { chanceBest: number }) => sum + one.chanceBest, 0)).toBeCloseTo(1, 6);
    const before = await runCli(["explain", log, "--trial", "5", "--belief"], { cwd: lab });
    expect(before.out).toContain("What the planner's model believes after 4 trials:");
    const plain = await runCli(["explain", log], { cwd: lab });
    expect(plain.out).not.toContain("believes");
    expect(plain.out).toContain(/recommended: .*/.exec(made.out)?.[0] ?? "none");
  });
});

describe("isocompute front", () => {
  it("gives from a world what each budget buys, no point beaten by a cheaper one", async () => {
    const argv = ["front", "-t", "2wiki", "-w", "simulate:3", "-q", "50", "-k", "1,5,20,50", "--json"];
    const { code, out } = await runCli(argv, { cwd: lab });
    expect(code).toBe(0);
    const { points, noisy } = JSON.parse(out);
    expect(noisy).toBe(false);
    expect(points.length).toBeGreaterThan(3);
    for (const [i, point] of points.entries()) {
      expect(point.units).toBeGreaterThan(points[i - 1]?.units ?? 0);
      expect(point.score).toBeGreaterThan(points[i - 1]?.score ?? 0);
    }
    const search = await runCli([...base, "-k", "1,5,20,50", "-n", "5", "--json"], { cwd: lab });
    expect(JSON.parse(search.out).recommended.truth.best.score).toBe(points.at(-1).score);
  });

  it("gives from a log what its trials say, with their errors", async () => {
    const log = join(folder, "front.jsonl");
    await runCli([...base, "-n", "15", "--log", log], { cwd: lab });
    const { out } = await runCli(["front", "--log", log], { cwd: lab });
    expect(out).toContain("15 trials in simulate:2wiki/3, simulated");
    expect(out).toContain("the front of noisy scores lies above the true one");
    const { points } = JSON.parse((await runCli(["front", "--log", log, "--json"], { cwd: lab })).out);
    const budget = points.at(-1).units - 1;
    const cheap = await runCli(["front", "--log", log, "-b", String(budget), "--json"], { cwd: lab });
    expect(JSON.parse(cheap.out).points).toEqual(points.slice(0, -1));
    expect(JSON.parse(cheap.out).source).toMatch(/15 trials in simulate:2wiki\/3, \d+ of 15 allocations as asked for$/);
    const samples = points[0].allocation.match(/:(\d+)/g).map((word: string) => word.slice(1));
    const few = ["front", "--log", log, "-k", [...new Set(samples)].sort((a, b) => Number(a) - Number(b)).join(",")];
    expect(JSON.parse((await runCli([...few, "--json"], { cwd: lab })).out).points[0]).toEqual(points[0]);
    const wrong = await runCli(["front", "--log", log, "-t", "2wiki", "-w", "simulate:1"], { cwd: lab });
    expect(wrong).toMatchObject({ code: 2, err: "error: front requires --log, or --task and --world\n" });
  });
});
