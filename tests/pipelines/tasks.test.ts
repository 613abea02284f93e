import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { createRng, DataError, samples } from "isocompute/core";
import { type LlmClient, type LlmRequest, replyOf, textOf } from "isocompute/llm";
import {
  createActor,
  lastBoxed,
  lexicalConsistency,
  loadMath,
  loadSrdd,
  loadTaskBench,
  loadTextVqa,
  loadTools,
  mathBestOfN,
  normalizeMath,
  runLockedDown,
  runPipeline,
  software,
  syntheticTools,
  syntheticVisual,
  type ToolPlan,
  toolPlanning,
  visualQa,
  vqaAccuracy,
} from "isocompute/pipelines";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const shared = resolve(import.meta.dirname, "../../../shared/datasets");
const file = (name: string, text: string) => {
  const path = join(temporaryFolder("tasks"), name);
  writeFileSync(path, text);
  return path;
};
const choose = (stage: string, k = 1, model = "m") => ({ stage, model, samples: samples(k) });

function say(play: (request: LlmRequest, place: number) => string): { client: LlmClient; asked: LlmRequest[] } {
  const asked: LlmRequest[] = [];
  return {
    asked,
    client: async (request) => {
      asked.push(request);
      const { firstSample = 0, samples: n = 1 } = request;
      return replyOf(
        Array.from({ length: n }, (_, i) => ({ text: play(request, firstSample + i), finish: "stop" as const })),
        null,
      );
    },
  };
}

describe("normalizeMath(answer)", () => {
  it.each([
    ["\\dfrac{3}{4}", "3/4"],
    ["$\\frac34$", "\\tfrac{3}{4}"],
    ["1,000", "1000"],
    ["+07.50", "7.5"],
    ["x = 5", "5"],
    ["90^\\circ", "90"],
    ["\\left( 1, 2 \\right)", "(1,2)"],
    ["5\\text{ cm}", "5"],
    ["\\text{Evelyn}", "Evelyn"],
    ["50\\%", "50"],
    ["-\\frac{1}{2}", "-1/2"],
    ["-0", "0"],
    ["50\\text{ cm}^2", "50"],
    ["50\\,\\mathrm{cm}^{2}.", "50"],
    ["r = 18\\sqrt{3}\\pi \\mbox{ square inches}", "18\\sqrt{3}\\pi"],
    ["9.8\\text{ m}/\\text{s}^2", "9.8"],
    ["3~\\text{N}", "3"],
    ["1\\text{ or }2", "1 \\mbox{ or } 2"],
    ["(\\text{B})", "\\text{(B)}"],
    ["\\left\\{1\\right\\}", "\\{1\\}"],
    ["\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}", "\\begin{pmatrix}1\\\\2\\end{pmatrix}"],
  ])("writes %j and %j alike", (a, b) => expect(normalizeMath(a)).toBe(normalizeMath(b)));

  it.each([
    ["12", "21"],
    ["(1,2)", "(2,1)"],
    ["1,2", "12"], // a list, not a number with a separator
    ["\\sqrt{2}", "2"],
    ["-3", "3"],
    ["1.05", "1.5"],
    ["(\\text{A})", "(\\text{B})"],
    ["1\\text{ or }2", "12"],
    ["x\\text{ is even}", "x\\text{ is odd}"],
    ["3\\text{A}", "3\\text{B}"],
    ["9:00\\text{ a.m.}", "9:00\\text{ p.m.}"],
    ["5\\text{ million}", "5\\text{ thousand dollars}"],
    ["2\\text{ and a half}", "2"],
    ["2\\mathrm{i}", "2"],
    ["x/2", "\\frac{x}{2}"],
  ])("keeps %j and %j apart", (a, b) => expect(normalizeMath(a)).not.toBe(normalizeMath(b)));

  it("keeps commands that begin as others do", () => {
    expect(normalizeMath("5\\rightarrow 3")).toBe("5\\rightarrow3");
    expect(normalizeMath("\\leftrightarrow")).toBe("\\leftrightarrow");
  });

  it("never takes one choice for another, however they are written", () => {
    const letter = fc.constantFrom(..."ABCDE");
    const form = fc.constantFrom(
      ..."(\\text{L}) \\text{(L)} \\text{L} \\mathrm{L} \\left(\\text{L}\\right) \\textbf{(L)} \\text{Choice}~\\text{L} $\\mbox{L}$. \\text{(L)}\\,5 2\\text{L} (L)".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(letter, form, letter, form, (a, one, b, other) => {
        fc.pre(a !== b);
        expect(normalizeMath(one.replace("L", a))).not.toBe(normalizeMath(other.replace("L", b)));
        expect(normalizeMath(one.replace("L", a))).toContain(a);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it("is its own normal form", () => {
    for (const text of [
      "50\\text{ cm}^2",
      "1\\text{ or }2",
      "(\\text{B})",
      "-\\frac{1}{2}",
      "1,000",
      "\\sqrt2",
      "5\\text{ cm}",
      ".5",
      "x=\\frac12",
    ])
      expect(normalizeMath(normalizeMath(text))).toBe(normalizeMath(text));
  });

  it("is fed by the last box of a solution", () => {
    expect(lastBoxed("\\boxed{1}, no: \\boxed{\\frac{1}{\\sqrt{2}}} indeed")).toBe("\\frac{1}{\\sqrt{2}}");
    expect(lastBoxed("\\boxed{1")).toBeNull();
  });
});

describe("mathBestOfN()", () => {
  it("takes the answer whose solution is graded best, by vote among equal grades", async () => {
    const answers = ["1", "2", "2", "3", "no box"];
    const play = (grades: Record<string, number>) =>
      say((request, place) => {
        if (request.purpose !== "verify")
          return answers[place] === "no box" ? "I give up" : `so \\boxed{${answers[place]}}`;
        const shown = /boxed\{(\d)\}/.exec(request.messages.map(textOf).join())?.[1] ?? "";
        return `{"grade": ${grades[shown]}}`;
      }).client;
    const example = { id: "0", problem: "How many?", answer: "2" };
    const run = (grades: Record<string, number>) =>
      runPipeline(mathBestOfN(), example, [choose("solve", 5)], play(grades));
    expect(await run({ 1: 4, 2: 7, 3: 9 })).toMatchObject({ output: "3", scores: { accuracy: 0 } });
    expect(await run({ 1: 7, 2: 7, 3: 7 })).toMatchObject({
      output: "2",
      scores: { accuracy: 1 },
      stages: [{ malformed: 1 }],
    });
  });

  it("reads MATH, the answer from the solution where it is not given", () => {
    const path = file(
      "m.jsonl",
      '{"problem": "p", "solution": "\\\\boxed{4}"}\n{"problem": "q", "solution": "", "answer": "5", "unique_id": "u"}\n',
    );
    expect(loadMath(path)).toEqual([
      { id: "0", problem: "p", answer: "4" },
      { id: "u", problem: "q", answer: "5" },
    ]);
    const without = '{"problem": "p", "solution": "four"}';
    expect(() => loadMath(file("m.jsonl", `{"problem": "p", "solution": "\\\\boxed{4}"}\n\n\n${without}\n`))).toThrow(
      /m\.jsonl:4: requires an answer or a solution with/,
    );
  });
});

describe("toolPlanning()", () => {
  const [example] = syntheticTools(createRng("t"), 1);
  if (example?.gold == null) throw new Error("no example");
  const { gold } = example;
  const allocation = [
    choose("Task Decomposition", 2, "A"),
    choose("Tool Selection", 1, "B"),
    choose("Parameter Prediction", 1, "C"),
  ];
  const fields = { steps: gold.steps, tools: gold.nodes.map(({ task }) => task), nodes: gold.nodes };
  const answer = (request: LlmRequest) =>
    JSON.stringify({ [request.schema?.name ?? ""]: fields[(request.schema?.name ?? "steps") as keyof typeof fields] });

  it("plans, fuses with the stage's own model (the official code merges with one fixed model), and scores", async () => {
    const { client, asked } = say(answer);
    const run = await runPipeline(toolPlanning(), example, allocation, client);
    expect(run).toMatchObject({
      kind: "scored",
      scores: { argument_f1: 1 },
      stages: [{ scores: { step_rougeL: 1 } }, { scores: { node_f1: 1 } }, {}],
    });
    expect(asked.map(({ model, purpose }) => `${model} ${purpose}`)).toEqual([
      "A stage",
      "A fuse",
      "B stage",
      "B fuse",
      "C stage",
      "C fuse",
    ]);
  });

  it("lets the stage's own model repair a reply, keeping its backslashes, and charges it", async () => {
    const value = 'C:\\maps "old"';
    const mended = { nodes: [{ task: "buy_map", arguments: [{ name: "town", value }] }] };
    const { client, asked } = say((request) => {
      if (request.schema?.name !== "nodes") return answer(request);
      return request.purpose === "stage" ? "the map of the town, please" : JSON.stringify(mended);
    });
    const run = await runPipeline(toolPlanning(), example, allocation, client);
    expect(run.kind === "scored" && run.stages[2]).toMatchObject({ repaired: 1, malformed: 0 });
    expect(run.kind === "scored" && JSON.parse(run.output)[0].arguments[0].value).toBe(value);
    expect(asked.map(({ model, purpose }) => `${model} ${purpose}`)).toContain("C repair");
  });

  it("scores an example that fails 0 in all it did not reach, instead of dropping it", async () => {
    const { client } = say((request) =>
      request.schema?.name === "tools" ? '{"tools": ["no_such_tool"]}' : answer(request),
    );
    expect(await runPipeline(toolPlanning(), example, allocation, client)).toMatchObject({
      kind: "failed",
      stage: "Tool Selection",
      why: 'requires tools of the list, got "no_such_tool"',
      scores: { node_f1: 0, argument_f1: 0 },
    });
  });

  it("has no score for what a gold plan does not hold, and loses no example over it", async () => {
    const { client } = say(answer);
    const plans: [ToolPlan, object, object][] = [
      [{ ...gold, nodes: [] }, { step_rougeL: 1 }, { node_f1: null, argument_f1: null }],
      [{ ...gold, steps: [] }, { step_rougeL: null }, { node_f1: 1, argument_f1: 1 }],
    ];
    for (const [plan, steps, rest] of plans) {
      const run = await runPipeline(toolPlanning(), { ...example, gold: plan }, allocation, client);
      expect(run).toMatchObject({ kind: "scored", stages: [{ scores: steps }, {}, {}] });
      expect(run.kind === "scored" && { ...run.stages[1]?.scores, ...run.scores }).toMatchObject(rest);
    }
  });

  describe("where no tool names a parameter", () => {
    const tools = [{ id: "caption", desc: "Describes an image.", parameters: [] }];
    const plain = {
      ...example,
      tools,
      gold: {
        steps: ["Look"],
        nodes: [{ task: "caption", arguments: [{ name: "0", value: "a.jpg" }] }],
        links: [],
      },
    };
    const replies = (nodes: unknown) => say(() => JSON.stringify({ steps: ["Look"], tools: ["caption"], nodes }));

    it.each([
      [["a.jpg"], 1],
      [[{ name: "0", value: "a.jpg" }], 1],
      [["b.jpg", "a.jpg"], 0],
    ])("reads the arguments %j by place, and says so in the prompt", async (args, f1) => {
      const { client, asked } = replies([{ task: "caption", arguments: args }]);
      const run = await runPipeline(toolPlanning(), plain, allocation, client);
      expect(run).toMatchObject({ kind: "scored", scores: { argument_f1: f1 } });
      expect(run.kind === "scored" && run.stages[2]).toMatchObject({ repaired: 0, malformed: 0 });
      const told = asked.map(({ messages }) => messages.map(textOf).join().includes("These tools name no parameters"));
      expect(told).toEqual([false, false, false, false, true, true]);
      expect(JSON.stringify(asked[4]?.schema)).toContain('"arguments":{"type":"array","items":{"type":"string"}}');
    });

    it("still mends what is neither", async () => {
      const { client } = replies([{ task: "caption", arguments: [3] }]);
      expect(await runPipeline(toolPlanning(), plain, allocation, client)).toMatchObject({
        kind: "failed",
        why: 'requires an object with a list "nodes" of { "task", "arguments": ["…"] }',
      });
    });

    it("is played by simulated models too", () => {
      const pipeline = toolPlanning();
      const other = { ...plain, tools: [...tools, { id: "wait", desc: "", parameters: [] }] };
      const actor = createActor(pipeline, [other]);
      const upstream = [JSON.stringify(["Look"]), JSON.stringify(["caption"])];
      const question = pipeline.stages[2]?.ask({ example: other, upstream });
      const scene = actor.recognise({ model: "m", ...question, messages: question?.messages ?? [] });
      expect(scene).toMatchObject({ question: 0, stage: 2, role: "sample", upstream: "right" });
      if (scene === null) throw new Error("no scene");
      const read = pipeline.stages[2]?.read(actor.write(scene, "right", 0), { example: other, upstream });
      expect(read).toEqual({ kind: "ok", value: JSON.stringify(other.gold.nodes) });
    });
  });

  it("says nothing of places where tools name their parameters, and reads no texts there", async () => {
    const nodes = gold.nodes.map((one) => ({ ...one, arguments: one.arguments.map(({ value }) => value) }));
    const { client, asked } = say((request) =>
      request.schema?.name === "nodes" ? JSON.stringify({ nodes }) : answer(request),
    );
    expect(await runPipeline(toolPlanning(), example, allocation, client)).toMatchObject({ kind: "failed" });
    for (const { messages } of asked) expect(messages.map(textOf).join()).not.toContain("name no parameters");
  });

  it("refuses labels that use no tool", () => {
    const tools = file("tools.json", '{"nodes": [{"id": "t", "desc": "d"}]}');
    const record = { id: "7", instruction: "r", tool_steps: ["x"], tool_nodes: [], tool_links: [] };
    expect(() => loadTaskBench(file("data.json", `\n${JSON.stringify(record)}\n`), tools)).toThrow(
      /data\.json:2, at tool_nodes: requires at least one tool in a plan, found none for request 7$/,
    );
  });

  it.runIf(existsSync(shared))("reads TaskBench's tools and requests", () => {
    const tools = join(shared, "taskbench_dailylife.tool_desc.sample.json");
    expect(loadTools(tools)).toHaveLength(40);
    const examples = loadTaskBench(join(shared, "taskbench_dailylife.user_requests.sample.json"), tools);
    expect(examples).toHaveLength(20);
    expect(examples[0]).toMatchObject({
      id: "13590101",
      request: "I want to watch the movie titled 'Example Movie'",
      gold: null,
    });
  });

  it("reads labels as lists or as JSON in a text, named or by place", () => {
    const tools = file(
      "tools.json",
      '{"nodes": [{"id": "t", "desc": "d", "parameters": [{"name": "x", "type": "string", "desc": ""}]}]}',
    );
    const data = [
      {
        id: "1",
        instruction: "r",
        tool_steps: ["Step 1: do it"],
        tool_nodes: [{ task: "t", arguments: [{ name: "x", value: 3 }] }],
        tool_links: [],
      },
      {
        id: "2",
        user_request: "r",
        task_steps: '["Do it"]',
        task_nodes: '[{"task": "t", "arguments": ["a.wav"]}]',
        task_links: "[]",
      },
    ];
    const [one, two] = loadTaskBench(file("data.json", data.map((record) => JSON.stringify(record)).join("\n")), tools);
    expect(one?.gold).toEqual({
      steps: ["do it"],
      nodes: [{ task: "t", arguments: [{ name: "x", value: "3" }] }],
      links: [],
    });
    expect(two?.gold?.nodes).toEqual([{ task: "t", arguments: [{ name: "0", value: "a.wav" }] }]);
    expect(() => loadTaskBench(file("bad.json", '{"id": "1"}'), tools)).toThrow(
      /bad\.json:1.*requires instruction or user_request/,
    );
  });
});

describe("visualQa()", () => {
  it("sends the image to the describing stage alone", async () => {
    const [example] = syntheticVisual(createRng("v"), 1);
    if (example === undefined) throw new Error("no example");
    const { client, asked } = say((request) =>
      request.messages.map(textOf).join().includes("Description:")
        ? `Answer: ${example.answers[0]}`
        : `It says ${example.answers[0]}`,
    );
    const run = await runPipeline(visualQa(), example, [choose("summarize", 2), choose("reason", 2)], client);
    expect(run).toMatchObject({ scores: { accuracy: 1 }, stages: [{ scores: { summary_cover: 1 } }, {}] });
    const images = asked.map(
      ({ messages }) =>
        messages
          .flatMap(({ content }) => (typeof content === "string" ? [] : content))
          .filter(({ kind }) => kind === "image").length,
    );
    expect(images).toEqual([1, 1, 0, 0]);
  });

  it("scores as VQA does: three of ten are enough", () => {
    const ten = (n: number) => Array.from({ length: 10 }, (_, i) => (i < n ? "Stop!" : `other ${i}`));
    // leaving one out: (n matches left out once each)
    expect([0, 1, 2, 3, 4, 10].map((n) => vqaAccuracy("stop", ten(n)))).toEqual(
      [0, 0.3, 0.6, 0.9, 1, 1].map((x) => expect.closeTo(x, 12)),
    );
  });

  it("reads TextVQA with addresses, and wants an image", () => {
    const data = {
      data: [
        {
          question_id: 7,
          question: "what?",
          image_id: "i",
          flickr_300k_url: "https://127.0.0.1/i.jpg",
          answers: ["a"],
        },
      ],
    };
    expect(loadTextVqa(file("t.json", JSON.stringify(data)))).toEqual([
      { id: "7", question: "what?", image: "https://127.0.0.1/i.jpg", answers: ["a"] },
    ]);
    const images = temporaryFolder("images");
    const path = file("t.json", JSON.stringify(data));
    expect(() => loadTextVqa(path, { images })).toThrow(
      `t.json, at data[0]: requires the image i, found no ${join(images, "i.jpg")}`,
    );
    writeFileSync(join(images, "i.jpg"), "jpg");
    expect(loadTextVqa(path, { images })[0]?.image).toBe("data:image/jpeg;base64,anBn");
    const { flickr_300k_url: _, ...bare } = data.data[0] ?? { flickr_300k_url: "" };
    expect(() => loadTextVqa(file("t.json", JSON.stringify({ data: [bare] })))).toThrow(
      "t.json, at data[0]: requires an address of the image i, or a folder that holds it",
    );
  });
});

describe("software()", () => {
  const example = { id: "0", name: "Snake", description: "A snake game with a score." };
  const program = (code: string) => `Here it is.\nFILE: main.py\n\`\`\`python\n${code}\n\`\`\`\n`;

  it("draws every sample (in the official code their number never reaches the model), and fuses from two on", async () => {
    const { client, asked } = say((_, place) => program(`score = ${place}`));
    const run = await runPipeline(
      software(),
      example,
      [choose("Coding", 3), choose("Static Testing", 1), choose("Dynamic Testing", 2)],
      client,
    );
    expect(run.kind === "scored" && run.stages.map((stage) => stage.samples.length)).toEqual([3, 1, 2]);
    expect(asked.map(({ purpose, samples: n }) => `${purpose} ${n}`)).toEqual([
      "stage 3",
      "fuse 1",
      "stage 1",
      "stage 2",
      "fuse 1",
    ]);
    expect(run).toMatchObject({ scores: { completeness: 1 } });
    expect(run.kind === "scored" && run.scores).not.toHaveProperty("executability"); // off unless asked for
  });

  it("refuses files outside its folder, and counts a project without code as 0, not as absent", async () => {
    const { client } = say(() => "FILE: ../../etc/passwd\n```\nx\n```");
    expect(
      await runPipeline(
        software(),
        example,
        [choose("Coding"), choose("Static Testing"), choose("Dynamic Testing")],
        client,
      ),
    ).toMatchObject({
      kind: "failed",
      why: 'requires paths inside the folder, got "../../etc/passwd"',
      scores: { consistency: 0, completeness: 0 },
    });
  });

  it.each([
    ["a", "a/b.py", 'requires paths that are files or folders, got "a" as both ("a/b.py")'],
    ["a/b/c.py", "a/b", 'requires paths that are files or folders, got "a/b" as both ("a/b/c.py")'],
    ["main.py", `${"x".repeat(256)}.py`, "requires names of at most 255 characters"],
    ["main.py", "x/".repeat(1500).concat("y"), "requires names of at most 255 characters and paths of at most 2000"],
  ])("counts files that no folder can hold as a reply that cannot be read (%.9s)", async (one, other, why) => {
    const { client } = say(() => program("1").replace("main.py", one) + program("2").replace("main.py", other));
    const stages = [choose("Coding"), choose("Static Testing"), choose("Dynamic Testing")];
    expect(await runPipeline(software({ execute: {} }), example, stages, client)).toMatchObject({
      kind: "failed",
      stage: "Coding",
      why: expect.stringContaining(why),
    });
  });

  it("runs no program whose files would leave their folder, or cannot lie in one", () => {
    const escaped = join(temporaryFolder("lock"), "escaped.txt");
    const up = "../".repeat(20);
    for (const paths of [[`${up}${escaped.slice(1)}`], [escaped], ["a", "a/b.py"], ["x".repeat(300)], [""]])
      expect(runLockedDown(paths.map((path) => ({ path, code: "1" })))).toMatchObject({
        kind: "not run",
        why: expect.stringMatching(/^the program requires /),
      });
    expect(existsSync(escaped)).toBe(false);
  });

  it("knows a description from another by the words of the code", () => {
    expect(lexicalConsistency("snake game", "class SnakeGame: pass")).toBeGreaterThan(
      lexicalConsistency("chess board", "class SnakeGame: pass"),
    );
    expect(lexicalConsistency("x", "1 + 1")).toBe(0);
  });

  it.runIf(existsSync(shared))("reads SRDD, table and lists alike", () => {
    const table = loadSrdd(join(shared, "srdd.sample.csv"));
    const lists = loadSrdd(join(shared, "srdd_tasks.sample.json"));
    expect(table).toHaveLength(20);
    expect(lists.map(({ name }) => name)).toEqual(table.map(({ name }) => name));
    expect(lists[0]?.description).toContain("Mystic Maze");
  });
});

describe("loadSrdd(path)", () => {
  const rows = ["Name,Description", 'a,"one\ntwo"', "", 'b,"three\n\nfour"', ",five", ""];

  it.each(["\n", "\r\n"])("names the line on which a row starts, whatever spans lines before it (%j)", (end) => {
    const text = rows.join("\n").replaceAll("\n", end);
    expect(() => loadSrdd(file("s.csv", text))).toThrow(/s\.csv:8: requires a Name and a Description in every row$/);
    const open = `Name,Description${end}a,${end}c,"five${end}six"${end}`;
    expect(() => loadSrdd(file("s.csv", open))).toThrow(/s\.csv:2: requires/);
    const last = `Name,Description${end}a,b${end},"five${end}six"`;
    expect(() => loadSrdd(file("s.csv", last))).toThrow(/s\.csv:3: requires/);
  });

  it("says where a table is none", () => {
    expect(() => loadSrdd(file("s.csv", "Name,Description\na,b\nc\n"))).toThrow(DataError);
    expect(() => loadSrdd(file("s.csv", "Name,Description\na,b\nc\n"))).toThrow(
      /s\.csv:3: requires 2 cells like the header, got 1$/,
    );
    expect(() => loadSrdd(file("s.csv", 'Name,Description\na,"b\n'))).toThrow(/s\.csv:2: Quote Not Closed/);
  });
});

const probe = runLockedDown([{ path: "main.py", code: "print('hello')" }], { seconds: 20 });
describe.runIf(probe.kind === "ran")("runLockedDown(files, options)", () => {
  const run = (code: string, more = {}) => runLockedDown([{ path: "main.py", code }], { seconds: 20, ...more });

  it("runs a program over several files", () => {
    expect(probe).toMatchObject({ code: 0, timedOut: false, output: "hello\n" });
    const files = [
      { path: "main.py", code: "import part.one\nprint(part.one.x)" },
      { path: "part/one.py", code: "x = 41 + 1" },
    ];
    expect(runLockedDown(files, { seconds: 20 })).toMatchObject({ code: 0, output: "42\n" });
  });

  it("gives it no network, no environment and no place to write but its own", () => {
    const socket = "import socket\nsocket.create_connection(('127.0.0.1', 9), 2)";
    expect(run(socket)).toMatchObject({ code: 1, output: expect.stringMatching(/unreachable|Errno 101/) });
    expect(run("import os\nprint(sorted(os.environ))")).toMatchObject({
      code: 0,
      output: expect.not.stringMatching(/HOME|PATH|KEY/),
    });
    expect(run("open('mine.txt', 'w').write('x')\nprint('fine')")).toMatchObject({ code: 0, output: "fine\n" });
    for (const path of [tmpdir(), process.cwd(), "/"])
      expect(run(`open(${JSON.stringify(join(path, "isocompute-escape.txt"))}, 'w')`)).toMatchObject({
        code: 1,
        output: expect.stringContaining("Read-only file system"),
      });
  });

  it("has run a program whatever it says and however it ends", () => {
    expect(run("print('x' * 9999)\nprint('end')")).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^x{3995}\nend\n$/),
    });
    expect(run("import sys\nprint('[locked down]')\nsys.exit(97)")).toMatchObject({
      kind: "ran",
      code: 97,
      output: "[locked down]\n",
    });
    expect(run("while True: print('x' * 9999)")).toMatchObject({
      kind: "ran",
      timedOut: false,
      overflowed: true,
      output: expect.stringMatching(/^[x\n]{4000}$/),
    });
  });

  it("takes limits that are no whole numbers, and refuses those that are none", () => {
    const limits = { seconds: 19.5, memory: 1000.0001, disk: 1.5 };
    expect(run("open('big', 'wb').write(bytes(5 * 2**18))\nprint('fine')", limits)).toMatchObject({
      code: 0,
      output: "fine\n",
    });
    for (const name of ["seconds", "memory", "disk"])
      for (const limit of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
        expect(() => run("1", { [name]: limit })).toThrow(`requires a positive limit "${name}", got ${limit}`);
  });

  it("counts a talkative program among those that run", async () => {
    const reply = "FILE: main.py\n```python\nprint('word ' * 2000)\n```";
    const scored = await runPipeline(
      software({ execute: { seconds: 20 } }),
      { id: "0", name: "Talk", description: "Says a word." },
      [choose("Coding"), choose("Static Testing"), choose("Dynamic Testing")],
      say(() => reply).client,
    );
    expect(scored).toMatchObject({ scores: { executability: 1 } });
  });

  it("limits its time, memory and files", () => {
    expect(run("while True: pass", { seconds: 1 })).toMatchObject({ timedOut: true });
    expect(run("x = bytearray(600 * 2**20)", { memory: 512 })).toMatchObject({
      code: 1,
      output: expect.stringContaining("MemoryError"),
    });
    expect(
      run("f = open('big', 'wb')\nfor i in range(64): f.write(bytes(2**20))\nf.flush()", { disk: 8 }),
    ).not.toMatchObject({ code: 0 });
  });
});
