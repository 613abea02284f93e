import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { main } from "isocompute/cli";
import { replyOf, scriptedClient, serveModels } from "isocompute/llm";
import { servedByUs } from "isocompute/llm/openai";
import { simulatedReader } from "isocompute/reader";
import { afterEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

const repository = resolve(import.meta.dirname, "../..");
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** `isocompute serve` in this process, until the test ends. */
async function serve(...flags: string[]): Promise<string> {
  const stop = new AbortController();
  let ready: (url: string) => void = () => {};
  const url = new Promise<string>((resolve) => {
    ready = resolve;
  });
  const ended = main(["serve", ...flags], {
    stdout: { write: (text) => ready(text.trim()) },
    stderr: { write: () => {} },
    env: {},
    cwd: repository,
    signal: stop.signal,
  });
  stops.push(async () => {
    stop.abort();
    expect(await ended).toBe(0);
  });
  return url;
}

const few = ["--allocation", "Retrieval=Qwen2.5-7B:3,Question Answering=Llama-3.2-3B:3", "--questions", "8"];

describe("isocompute evaluate --world live", () => {
  it("refuses a file without labels before it asks a model", async () => {
    const asked: (string | undefined)[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    stops.push(async () => server.close());
    const { port } = server.address() as AddressInfo;
    const folder = temporaryFolder("unlabelled");
    writeFileSync(join(folder, "tool_desc.json"), '{"nodes": [{"id": "t", "desc": "d"}]}');
    writeFileSync(join(folder, "user_requests.json"), '{"id": "1", "user_request": "Do it"}\n');
    const stages = ["Task Decomposition", "Tool Selection", "Parameter Prediction"];
    const allocation = stages.map((stage) => `${stage}=Llama-3.1-8B:1`).join(",");
    const world = ["--world", "live", "--base-url", `http://127.0.0.1:${port}/v1`];
    const data = ["--data", join(folder, "user_requests.json")];
    const run = ["evaluate", "--task", "taskbench", ...world, ...data, "--allocation", allocation];
    expect(await runCli(run, { cwd: repository, env: { OPENAI_API_KEY: "k" } })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/requires examples with something to score argument_f1 against, got 1 of 1 without/),
    });
    expect(asked.filter((url) => url?.includes("completions"))).toEqual([]);
  });

  it("leaves out requests whose tools take no arguments, and says how many", async () => {
    const folder = temporaryFolder("no-arguments");
    const tools = ["ring", "call", "write"].map((id) => ({ id, desc: id, parameters: [{ name: "whom" }] }));
    writeFileSync(join(folder, "tool_desc.json"), JSON.stringify({ nodes: tools }));
    const file = (name: string, values: readonly (string | null)[]) => {
      const lines = values.map((value, i) => {
        const nodes = [{ task: "ring", arguments: value === null ? [] : [{ name: "whom", value }] }];
        return JSON.stringify({ id: `${i}`, instruction: `Request ${i}`, tool_steps: ["Ring"], tool_nodes: nodes });
      });
      writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
      return ["--data", join(folder, name)];
    };
    const some = file("some.json", ["Ann", null, "Bob"]);
    const url = await serve("--task", "taskbench", "--simulated", "3", ...some);
    const stages = ["Task Decomposition", "Tool Selection", "Parameter Prediction"];
    const allocation = stages.map((stage) => `${stage}=Llama-3.1-8B:1`).join(",");
    const run = ["evaluate", "-t", "taskbench", "-w", "live", "--base-url", url, "--json", "--allocation", allocation];
    const { about, outcome } = JSON.parse((await runCli([...run, ...some], { cwd: repository })).out);
    expect(outcome).toMatchObject({ kind: "scored", questions: 2 });
    expect(about).toContain(`2 examples of ${some[1]}, 1 of 3 left out whose tools take no arguments`);
    expect(await runCli([...run, ...some, "--questions", "3"], { cwd: repository })).toMatchObject({
      code: 2,
      err: expect.stringContaining("has 2, 1 of 3 left out whose tools take no arguments"),
    });
    expect(await runCli([...run, ...file("none.json", [null, null])], { cwd: repository })).toMatchObject({
      code: 1,
      err: expect.stringContaining(
        "none.json: requires an example to score argument_f1 on, got 2 whose tools take no arguments",
      ),
    });
  });

  it("scores over the wire what the simulated world itself scores, buys once, and says what it spent", async () => {
    const url = await serve("--task", "2wiki", "--simulated", "7", "--questions", "8");
    const store = join(temporaryFolder("live"), "s.db");
    const live = [
      "evaluate",
      "--task",
      "2wiki",
      "--world",
      "live",
      "--base-url",
      url,
      "--store",
      store,
      "--json",
      ...few,
    ];
    const key = "sk-live-0123456789abcdef";
    const first = await runCli(live, { cwd: repository, env: { OPENAI_API_KEY: key } });
    expect(first).toMatchObject({ code: 0 });
    const outcome = JSON.parse(first.out).outcome;
    const simulated = await runCli(["evaluate", "--task", "2wiki", "--world", "simulate:7", "--json", ...few], {
      cwd: repository,
    });
    expect(outcome.perQuestion).toEqual(JSON.parse(simulated.out).outcome.perQuestion);
    expect(outcome.provenance).toBe("simulated"); // the server says that its models are no real ones
    expect(first.err).toMatch(/spent on stage, Qwen2\.5-7B: 24 requests \(0 failed\)/);
    const again = await runCli(live, { cwd: repository, env: { OPENAI_API_KEY: key } });
    expect(JSON.parse(again.out).outcome.score).toBe(outcome.score);
    expect(again.err).not.toContain("spent");
    for (const text of [first.out, first.err, again.out, again.err, readFileSync(store, "latin1")])
      expect(text).not.toContain(key);

    const list = await runCli(["samples", "list", store, "--json"]);
    expect(JSON.parse(list.out).totals).toMatchObject({ samples: 56, completions: 56 });
    expect(await runCli(["samples", "verify", store])).toMatchObject({
      code: 0,
      out: "56 samples of 24 questions: all is well\n",
    });
    const lines = (await runCli(["samples", "export", store])).out.trimEnd().split("\n");
    expect(lines).toHaveLength(56);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      place: 0,
      finish: "stop",
      request: { messages: expect.any(Array) },
    });
    // Another server's models say nothing of that world: with the same store everything is asked anew.
    const real = await serveModels(scriptedClient(() => "Answer: nowhere"));
    stops.push(() => real.close());
    const other = await runCli([...live.map((word) => (word === url ? real.baseURL : word))], { cwd: repository });
    expect(JSON.parse(other.out).outcome).toMatchObject({ kind: "scored", score: 0, provenance: "measured" });
    expect(other.err).toMatch(/spent on stage, Qwen2\.5-7B: 24 requests/);
    const csv = (await runCli(["samples", "export", store, "--format", "csv"])).out;
    expect(csv).toMatch(/^question,model,purpose,provenance,world,place,finish,output_tokens,text,request\n/);
  });

  it("does not take the samples of one simulated world for another's out of one store", async () => {
    const store = join(temporaryFolder("worlds"), "s.db");
    for (const seed of ["7", "8"]) {
      const url = await serve("--task", "2wiki", "--simulated", seed, "--questions", "8");
      const ask = ["evaluate", "-t", "2wiki", "-w", "live", "--base-url", url, "--store", store, "--json", ...few];
      const said = await runCli(ask, { cwd: repository });
      const own = ["evaluate", "-t", "2wiki", "--world", `simulate:${seed}`, "--json", ...few];
      const { perQuestion } = JSON.parse((await runCli(own, { cwd: repository })).out).outcome;
      expect(JSON.parse(said.out).outcome.perQuestion).toEqual(perQuestion);
      expect(said.err).toMatch(/spent on stage, Qwen2\.5-7B: 24 requests/);
    }
    const { rows } = JSON.parse((await runCli(["samples", "list", store, "--json"])).out);
    const worlds = rows.map(({ world }: { world: string }) => world.replace(/ [0-9a-f]{16}$/, ""));
    expect([...new Set(worlds)].sort()).toEqual(["2wiki/7", "2wiki/8"]);
  });

  it("waits for a server that is not up yet, and says so of one that stays away, before anything is bought", async () => {
    const models = Object.keys(JSON.parse(readFileSync(join(repository, "data/tasks/2wiki.json"), "utf8")).models);
    const up = await serveModels(scriptedClient(() => "Answer: Paris"));
    const { port } = new URL(up.baseURL);
    await up.close();
    const log = join(temporaryFolder("late"), "run.jsonl");
    const search = ["search", "-t", "2wiki", "-s", "random", "-k", "1", "-n", "1", "-q", "2", "--log", log, "--json"];
    const live = [...search, "-w", "live", "--base-url", up.baseURL];
    const refused = {
      code: 1,
      out: "",
      err: expect.stringMatching(
        new RegExp(`^error: the server at ${up.baseURL} could not be reached, .*; nothing was asked`),
      ),
    };
    expect(await runCli([...live, "--attempts", "1"], { cwd: repository })).toMatchObject(refused);
    expect(existsSync(log)).toBe(false);
    const late = runCli(live, { cwd: repository });
    await new Promise((wait) => setTimeout(wait, 200));
    const again = await serveModels(
      scriptedClient(() => "Answer: Paris"),
      { port: Number(port), models },
    );
    stops.push(() => again.close());
    expect(JSON.parse((await late).out)).toMatchObject({ provenance: ["simulated"] });
    await stops.pop()?.();
    // Not that the log is of another provenance.
    expect(await runCli([...live, "--resume", "--attempts", "1"], { cwd: repository })).toMatchObject(refused);
  });

  it("takes a server that answers without a list of ours for measured", async () => {
    const bodies = ["{}", "[]", "<html>", '{"data": [{"id": "x", "owned_by": "me"}]}'];
    for (const [place, status] of [404, 200, 500, 200].entries()) {
      const server = createServer((_, response) => response.writeHead(status).end(bodies[place]));
      await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
      const { port } = server.address() as AddressInfo;
      expect(await servedByUs(`http://127.0.0.1:${port}/v1/`)).toEqual({ kind: "others" });
      server.closeAllConnections();
      server.close();
    }
    const gateway = createServer((_, response) => response.writeHead(503).end());
    await new Promise<void>((listening) => gateway.listen(0, "127.0.0.1", listening));
    stops.push(async () => gateway.close());
    const { port } = gateway.address() as AddressInfo;
    expect(await servedByUs(`http://127.0.0.1:${port}/v1`)).toMatchObject({
      kind: "unreachable",
      why: "a gateway answered 503",
    });
  });

  it("stops at a cap with the reason, and finishes from the store with a larger one", async () => {
    const url = await serve(
      "--task",
      "2wiki",
      "--simulated",
      "7",
      "--questions",
      "8",
      "--faults",
      "0.2",
      "--fault-kinds",
      "busy,reset,truncated",
    );
    const folder = temporaryFolder("live");
    const prices = join(folder, "prices.json");
    writeFileSync(
      prices,
      JSON.stringify({ "Qwen2.5-7B": { prompt: 1, completion: 2 }, "Llama-3.2-3B": { prompt: 1, completion: 2 } }),
    );
    const live = [
      "evaluate",
      "--task",
      "2wiki",
      "--world",
      "live",
      "--base-url",
      url,
      "--store",
      join(folder, "s.db"),
      "--json",
      "--prices",
      prices,
      ...few,
    ];
    const short = await runCli([...live, "--max-cost", "0.02", "--max-requests", "20"], { cwd: repository });
    expect(short.code).toBe(1);
    expect(JSON.parse(short.out).outcome).toMatchObject({
      kind: "failed",
      why: expect.stringContaining("could pass a cap"),
    });
    const long = await runCli(live, { cwd: repository });
    expect(JSON.parse(long.out).outcome).toMatchObject({
      kind: "scored",
      questions: 8,
      cost: { dollars: expect.any(Number) },
    });
  });

  it("refuses a cap on money that a model without a price could break, before it asks anyone", async () => {
    let asked = 0;
    const server = await serveModels((request) => {
      asked++;
      return scriptedClient(() => "Answer: Paris")(request);
    });
    stops.push(() => server.close());
    const prices = join(temporaryFolder("prices"), "prices.json");
    writeFileSync(prices, '{"Qwen2.5-7B": {"prompt": 1, "completion": 2}}');
    const capped = ["--base-url", server.baseURL, "--prices", prices, "--max-cost", "1", "-q", "1", "--json"];
    const refusal = (...without: string[]) => ({
      code: 2,
      out: "",
      err: `error: --max-cost requires a price of every model that may be asked, ${prices} has none of ${without.join(", ")}\n`,
    });
    const search = ["search", "-t", "2wiki", "-k", "1", "-n", "1", "--agent-model", "agent", ...capped];
    const others = ["Qwen2.5-32B", "Qwen2.5-72B", "Llama-3.2-3B", "Llama-3.1-8B", "Llama-3.1-70B", "agent"];
    expect(await runCli([...search, "-s", "llm-zs", "-w", "live"], { cwd: repository })).toEqual(refusal(...others));
    expect(await runCli([...search, "-s", "llm-zs", "-w", "simulate:1"], { cwd: repository })).toEqual(
      refusal("agent"),
    );
    const one = ["evaluate", "-t", "2wiki", "-w", "live", ...capped, ...few.slice(0, 2)];
    expect(await runCli(one, { cwd: repository })).toEqual(refusal("Llama-3.2-3B"));
    expect(await runCli([...one, "--max-cost", "0"], { cwd: repository })).toMatchObject({
      code: 2,
      err: expect.stringContaining("A number above 0 is required"),
    });
    expect(asked).toBe(0);
  });

  it("says how many replies had no count of tokens, and passes no sum off as whole", async () => {
    let calls = 0;
    const counted = { promptTokens: 10, cachedPromptTokens: 0, outputTokens: 5 };
    const silent = await serveModels(async ({ model, samples = 1 }) => {
      const usage = model === "Qwen2.5-7B" && calls++ > 0 ? counted : null;
      return replyOf(Array(samples).fill({ text: "Answer: Paris", finish: "stop" }), usage);
    });
    stops.push(() => silent.close());
    const prices = join(temporaryFolder("uncounted"), "prices.json");
    const one = { prompt: 100, completion: 200 };
    const { models } = JSON.parse(readFileSync(join(repository, "data/tasks/2wiki.json"), "utf8"));
    writeFileSync(prices, JSON.stringify(Object.fromEntries(Object.keys(models).map((model) => [model, one]))));
    const live = ["--world", "live", "--base-url", silent.baseURL, "--prices", prices, "-q", "2", "--json"];
    const { err } = await runCli(["evaluate", "-t", "2wiki", ...live, ...few.slice(0, 2)], { cwd: repository });
    expect(err).toMatch(
      /^spent on stage, Qwen2.5-7B: 6 requests \(0 failed\), at least 50 \+ 25 tokens, at least \$0.0100, 1 calls without a count$/m,
    );
    expect(err).toMatch(/^spent on \w+, Llama-3.2-3B: \d+ requests \(0 failed\), \d+ calls without a count$/m);
    const search = ["search", "-t", "2wiki", "-s", "largest-affordable", "-k", "1", "-n", "1"];
    const { out } = await runCli([...search, ...live], { cwd: repository });
    expect(JSON.parse(out).spent.dollars).toBeNull();
    const text = await runCli([...search, ...live.slice(0, -1)], { cwd: repository });
    expect(text.out).toMatch(/, money unknown \(\d+ calls without a count\), /);
  });

  it("refuses what does not fit together", async () => {
    const live = [
      "evaluate",
      "--task",
      "2wiki",
      "--allocation",
      "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:1",
    ];
    const of = async (...flags: string[]) => (await runCli([...live, ...flags], { cwd: repository })).err;
    expect(await of("--world", "simulate:1", "--store", "x.db")).toContain("evaluate --store requires a live world");
    expect(await of("--world", "live", "--run", "1")).toContain("evaluate --run requires a simulated world");
    expect(await of("--world", "live")).toContain("requires a key in the variable OPENAI_API_KEY");
    expect(await of("--world", "live", "--pipeline", "kgqa", "--base-url", "http://127.0.0.1:9/v1")).toContain(
      'there is no pipeline "kgqa"',
    );
    expect(
      await of("--world", "live", "--pipeline", "math-best-of-n", "--base-url", "http://127.0.0.1:9/v1"),
    ).toContain("has the stages solve");
    expect(await of("--world", "live", "--max-cost", "1", "--base-url", "http://127.0.0.1:9/v1")).toContain(
      "--max-cost requires --prices",
    );
    const keyed = ["--world", "live", "--base-url", "http://127.0.0.1:9/v1", "--key-variable", "OWN_KEY"];
    expect(await runCli([...live, ...keyed], { cwd: repository })).toMatchObject({
      code: 2,
      err: "error: --key-variable requires a variable that holds a key, OWN_KEY is not set\n",
    });
    expect(await runCli([...live, ...keyed], { cwd: repository, env: { OWN_KEY: "" } })).toMatchObject({
      code: 2,
      err: expect.stringContaining("OWN_KEY is empty"),
    });
    const own = join(temporaryFolder("two-pipelines"), "own.json");
    writeFileSync(
      own,
      readFileSync(join(repository, "data/tasks/2wiki.json"), "utf8").replace('"name": "2wiki"', '"name": "own"'),
    );
    const fit = ["--allocation", live[4] ?? "", "--world", "live", "--base-url", "http://127.0.0.1:9/v1"];
    expect(await runCli(["evaluate", "--task", own, ...fit], { cwd: repository })).toMatchObject({
      code: 2,
      err: "error: retrieval-qa and kg-qa have the stages of own; choose one by --pipeline, or give --data of its format\n",
    });
    const cwq = ["evaluate", "-t", "cwq", "--allocation", "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.1-8B:1"];
    const none = await serveModels(scriptedClient(() => "nobody"));
    stops.push(() => none.close());
    const there = fit.slice(2).map((word) => (word.startsWith("http") ? none.baseURL : word));
    const graph = await runCli([...cwq, ...there, "--questions", "1", "--attempts", "1", "--json"], {
      cwd: repository,
    });
    expect(JSON.parse(graph.out).world).toBe("live:kg-qa");
    expect((await runCli(["samples", "list", "none.db"])).err).toContain("there is no store none.db");
    expect(
      (await runCli(["serve", "--task", "2wiki", "--simulated", "1", "--faults", "2"], { cwd: repository })).err,
    ).toContain("A number of at least 0 and at most 1 is required");
  });
});

describe("a task whose metric is not the pipeline's", () => {
  it("has the pipeline's named by evaluate, and by front from a search's log", async () => {
    const url = await serve("--task", "2wiki", "--simulated", "7", "--questions", "8");
    const folder = temporaryFolder("metric");
    const own = join(folder, "own.json");
    const text = readFileSync(join(repository, "data/tasks/2wiki.json"), "utf8");
    writeFileSync(own, JSON.stringify({ ...JSON.parse(text), metric: "Nope" }));
    const live = ["--task", own, "--pipeline", "retrieval-qa", "--world", "live", "--base-url", url];
    const env = { OPENAI_API_KEY: "sk-metric-0123456789" };
    const evaluated = await runCli(["evaluate", ...live, ...few], { cwd: repository, env });
    expect(evaluated.out).toMatch(/\nGen_EM 0\.\d{4} ± .*\n.*\nthe score is the pipeline's Gen_EM, not Nope/);
    const log = join(folder, "run.jsonl");
    const search = ["search", ...live, "-s", "random", "-k", "1,2", "-n", "2", "-q", "8", "--log", log];
    expect((await runCli(search, { cwd: repository, env })).code).toBe(0);
    const front = await runCli(["front", "--log", log], { cwd: repository });
    expect(front.out).toMatch(/Units +Gen_EM +± se/);
    expect(JSON.parse((await runCli(["front", "--log", log, "--json"], { cwd: repository })).out).metric).toBe(
      "Gen_EM",
    );
  });
});

describe("a run that a signal stops", () => {
  const env = { OPENAI_API_KEY: "sk-stop-0123456789" };

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "evaluate: %s says what is kept, ends with %i and leaves nothing on standard output",
    async (name, code) => {
      const store = join(temporaryFolder("stopped"), "s.db");
      for (const [flags, kept] of [
        [["--json"], "its replies are not kept: with --store they are"],
        [["--store", store], `every reply so far is kept in ${store}, and the same command goes on from there`],
      ] as const) {
        const stop = new AbortController();
        let asked = 0;
        const models = scriptedClient(() => {
          asked += 1;
          if (asked === 6) stop.abort(name);
          return "Answer: 42";
        });
        const server = await serveModels(models);
        stops.push(() => server.close());
        const argv = ["evaluate", "--task", "2wiki", ...few, "--world", "live", "--base-url", server.baseURL, ...flags];
        const { code: ended, out, err } = await runCli(argv, { cwd: repository, env, signal: stop.signal });
        expect({ ended, out }).toEqual({ ended: code, out: "" });
        expect(err).toContain(`the run was stopped; ${kept}`);
      }
    },
  );

  it("any other command: says so in place of a stack", async () => {
    const signal = AbortSignal.abort("SIGTERM");
    const argv = ["evaluate", "--task", "2wiki", ...few, "--world", "live", "--base-url", "http://127.0.0.1:9/v1"];
    const { code, err } = await runCli(argv, { cwd: repository, env, signal });
    expect({ code, err: err.split("\n").at(-2) }).toEqual({
      code: 143,
      err: expect.stringMatching(/^the run was stopped/),
    });
  });
});

describe("isocompute serve --reader", () => {
  const ask = (model: string) => ({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model, messages: [{ role: "user", content: "Which allocation shall be run next?" }] }),
  });

  it("serves readers of every strength, alone or beside a world's models", async () => {
    for (const flags of [["--reader"], ["--reader", "--task", "2wiki", "--simulated", "7", "--questions", "4"]]) {
      const url = await serve(...flags);
      expect((await fetch(`${url}/chat/completions`, ask("simulated-reader-weak"))).status).toBe(200);
      expect((await fetch(`${url}/chat/completions`, ask("gpt-none"))).status).toBe(404);
      const { data } = (await (await fetch(`${url}/models`)).json()) as { data: readonly { id: string }[] };
      expect(data.map(({ id }) => id)).toContain("simulated-reader-strong");
      expect(data.some(({ id }) => id === "Qwen2.5-72B")).toBe(flags.length > 1);
    }
  });

  it("says what is missing where nothing is to be served", async () => {
    const nothing = await runCli(["serve"], { cwd: repository });
    expect(nothing).toMatchObject({
      code: 2,
      err: expect.stringContaining("--simulated <n> with --task, or --reader"),
    });
    const taskless = await runCli(["serve", "--simulated", "3"], { cwd: repository });
    expect(taskless).toMatchObject({ code: 2, err: expect.stringContaining("requires --task") });
  });
});

describe("isocompute search --world live", () => {
  const env = { OPENAI_API_KEY: "sk-search-0123456789" };

  it("stops at a cap without keeping the failure, and with the log and the store goes on to the same trials", async () => {
    const url = await serve("--task", "2wiki", "--simulated", "7", "--questions", "6");
    const folder = temporaryFolder("live-search");
    const base = ["search", "-t", "2wiki", "-s", "random", "-k", "1,2,3", "-n", "4", "-q", "6", "--json"];
    const live = [...base, "-w", "live", "--base-url", url, "--log", join(folder, "run.jsonl")];
    const stored = [...live, "--store", join(folder, "s.db"), "--resume"];
    const capped = await runCli([...stored, "--max-requests", "60"], { cwd: repository, env });
    const part = JSON.parse(capped.out);
    expect(capped.code).toBe(1);
    expect(part.ending.kind).toBe("failure");
    expect(part.trials.length).toBeLessThan(4);
    expect(capped.err).toMatch(/spent on stage, /);
    const rest = await runCli(stored, { cwd: repository, env });
    expect(rest.code).toBe(0);
    const simulated = await runCli([...base, "-w", "simulate:7"], { cwd: repository });
    const scores = (out: string) =>
      JSON.parse(out).trials.map(({ allocation, score }: { allocation: string; score: number }) => [allocation, score]);
    expect(scores(rest.out)).toEqual(scores(simulated.out));
    expect(scores(rest.out).slice(0, part.trials.length)).toEqual(scores(capped.out));
  });

  it("lets a server's model decide, in a simulated world or in a live one, under the same caps", async () => {
    const url = await serve("--task", "2wiki", "--simulated", "7", "--questions", "6", "--reader");
    const agent = ["--base-url", url, "--agent-model", "simulated-reader-strong"];
    const base = ["search", "-t", "2wiki", "-s", "llm-zs", "-k", "1,2,3", "-n", "3", "-q", "6", "--json"];
    const near = await runCli([...base, "-w", "simulate:7"], { cwd: repository });
    const served = await runCli([...base, "-w", "simulate:7", ...agent], { cwd: repository, env });
    const tried = (out: string) => JSON.parse(out).trials.map((trial: { allocation: string }) => trial.allocation);
    expect(JSON.parse(served.out).agent).toBe("simulated-reader-strong");
    expect(tried(served.out)).toEqual(tried(near.out));
    expect(served.err).toMatch(/simulated-reader-strong: \d+ requests/);
    const both = await runCli([...base, "-w", "live", ...agent], { cwd: repository, env });
    expect(tried(both.out)).toEqual(tried(near.out));
    expect(both.err).toMatch(/simulated-reader-strong: \d+ requests/);
    expect(both.err).toMatch(/spent on stage, /);
    for (const searcher of ["random", "llm-zs@weak"]) {
      const idle = ["search", "-t", "2wiki", "-s", searcher, "-w", "simulate:7", ...agent];
      expect(await runCli(idle, { cwd: repository, env })).toMatchObject({
        code: 2,
        out: "",
        err:
          searcher === "random"
            ? "error: random asks no language model; drop --agent-model simulated-reader-strong\n"
            : 'error: "llm-zs@weak" names who answers it; drop "@weak", or the model simulated-reader-strong\n',
      });
    }
    const two = await runCli([...base, "-w", "simulate:7", ...agent, "--reader", "weak"], { cwd: repository, env });
    expect(two).toMatchObject({ code: 2, err: "error: search takes --reader or --agent-model, not both\n" });
  });

  it("buys the score of --instead only after a whole search, once, and stops at the signal", async () => {
    let asked = 0;
    let at = Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    const server = await serveModels((request) => {
      if (++asked === at) stop.abort();
      return scriptedClient(() => "Answer: Paris")(request);
    });
    stops.push(() => server.close());
    const choices = "Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:1";
    const search = async (searcher: string, ...flags: string[]) => {
      asked = 0;
      let out = "";
      const base = ["search", "-t", "2wiki", "-s", searcher, "-k", "1", "-q", "2", "--json", "--base-url"];
      const code = await main([...base, server.baseURL, "-w", "live", ...flags], {
        stdout: { write: (text) => (out += text) },
        stderr: { write: () => {} },
        env: {},
        cwd: repository,
        signal: stop.signal,
      });
      return { code, asked, ...JSON.parse(out) };
    };
    const all = await search("grid", "-n", "9");
    const tried = await search("grid", "-n", "9", "--instead", choices);
    expect([tried.asked, tried.payback.why]).toEqual([all.asked, expect.stringContaining("scores 0")]);
    const one = await search("largest-affordable", "-n", "1");
    const bought = await search("largest-affordable", "-n", "1", "--instead", choices);
    expect([bought.asked > one.asked, bought.payback.why]).toEqual([true, expect.stringContaining("scores 0")]);
    const units = String(one.spent.units);
    const capped = await search("largest-affordable", "-n", "2", "--max-units", units, "--instead", choices);
    expect(capped.ending.kind).toBe("units");
    expect(capped.payback.why).toContain("and none is bought after a search that ended early");
    expect(capped.asked).toBe(one.asked);
    at = one.asked + 1;
    const stopped = await search("largest-affordable", "-n", "1", "--instead", choices);
    expect(stopped.payback.why).toContain("has no score, as the run was stopped before it was known");
    expect(stopped.asked).toBeLessThan(bought.asked);
  });

  it("tells the money that this run paid, the agent's too, or that it is not known", async () => {
    const url = await serve("--task", "2wiki", "--simulated", "7", "--questions", "3", "--reader");
    const folder = temporaryFolder("money");
    const models = Object.keys(JSON.parse(readFileSync(join(repository, "data/tasks/2wiki.json"), "utf8")).models);
    const prices = (file: string, names: readonly string[]) => {
      writeFileSync(
        join(folder, file),
        JSON.stringify(Object.fromEntries(names.map((name) => [name, { prompt: 1, completion: 2 }]))),
      );
      return ["--prices", join(folder, file)];
    };
    const whole = prices("whole.json", [...models, "simulated-reader-strong"]);
    const agent = ["--base-url", url, "--agent-model", "simulated-reader-strong"];
    const search = ["search", "-t", "2wiki", "-s", "llm-zs", "-k", "1,2", "-n", "2", "-q", "3", ...agent];
    const run = async (...flags: string[]) => {
      const data = await runCli([...search, ...flags, "--json"], { cwd: repository });
      const paid = [...data.err.matchAll(/ tokens, \$([\d.]+)/g)].map(([, dollars]) => Number(dollars));
      const text = await runCli([...search, ...flags], { cwd: repository });
      return { dollars: JSON.parse(data.out).spent.dollars, paid: paid.reduce((a, b) => a + b, 0), ...data, text };
    };
    const store = ["-w", "live", "--store", join(folder, "s.db")];
    const first = await run(...store, ...whole);
    expect(first.dollars).toBeCloseTo(first.paid, 3);
    expect(first.err).toMatch(/spent on planner, .*\$/);
    const again = await run(...store, ...whole); // the store has all but the agent's words
    expect(again.dollars).toBeGreaterThan(0);
    expect(again.dollars).toBeLessThan(first.dollars);
    expect(again.err).not.toContain("spent on stage");
    expect(again.text.out).toContain(`, $${again.dollars.toFixed(4)}, `);
    const simulated = await run("-w", "simulate:7", ...whole);
    expect(simulated.dollars).toBeCloseTo(simulated.paid, 3);
    const holes = await run("-w", "live", ...prices("some.json", models));
    expect(holes.dollars).toBeNull();
    expect(holes.text.out).toContain(", money unknown (no price of simulated-reader-strong), ");
    expect((await run("-w", "live")).dollars).toBeNull();
    expect((await run("-w", "simulate:7")).dollars).toBeNull();
  });

  it("fails where the agent is lost midway, and goes on from there", async () => {
    const reader = simulatedReader();
    let left = 2;
    const server = await serveModels(async (request) =>
      left-- > 0 ? reader(request) : { kind: "unavailable", reason: "rejected", why: "no such model", status: 404 },
    );
    stops.push(() => server.close());
    const log = ["--log", join(temporaryFolder("lost-agent"), "run.jsonl"), "--resume"];
    const agent = ["--base-url", server.baseURL, "--agent-model", "reader", "--attempts", "1"];
    const search = ["search", "-t", "2wiki", "-s", "agent-hpo", "-w", "simulate:7", "-n", "4", "--json", ...agent];
    const lost = await runCli([...search, ...log], { cwd: repository });
    const { ending, trials } = JSON.parse(lost.out);
    expect([lost.code, ending.kind]).toEqual([1, "failure"]);
    expect(ending.why).toContain("the model gave no reply (rejected): 404");
    expect(trials.length).toBeGreaterThan(0);
    left = Number.POSITIVE_INFINITY;
    const whole = await runCli([...search, ...log], { cwd: repository });
    expect([whole.code, JSON.parse(whole.out).ending.kind]).toEqual([0, "trials"]);
  });
});
