import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";
import { runCli } from "./run-cli.js";

/** Logs as lm-evaluation-harness 0.4 and inspect_ai write them, field by field, in the variants that their releases differ by. */
const cwd = temporaryFolder("logs");
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(cwd, name), content);
  return name;
};
const lines = (records: readonly unknown[]) => `${records.map((record) => JSON.stringify(record)).join("\n")}\n`;
const estimates = async (...argv: string[]): Promise<number[]> => {
  const { code, out, err } = await runCli([...argv, "--json"], { cwd });
  expect([code, err], argv.join(" ")).toEqual([0, ""]);
  return JSON.parse(out).map((r: { estimate: number }) => r.estimate);
};
const refusal = async (...argv: string[]) => {
  const { code, out, err } = await runCli(argv, { cwd });
  expect(out).toBe("");
  return [code, err] as const;
};

const strict = [1, 0, 1, 0];
const flexible = [1, 1, 1, 0];
/** gsm8k: a generated answer, extracted by two filters. */
const gsm8k = (named: boolean) =>
  strict.flatMap((_, id) =>
    (["strict-match", "flexible-extract"] as const).map((filter) => ({
      doc_id: id,
      doc: { question: `Question ${id}?`, answer: `Steps.\n#### ${id}` },
      target: `Steps.\n#### ${id}`,
      arguments: { gen_args_0: { arg_0: `Question: Question ${id}?\nAnswer:`, arg_1: { until: ["Question:"] } } },
      resps: [[` The answer is ${id}.`]],
      filtered_resps: [String(id)],
      ...(named ? { filter, metrics: ["exact_match"] } : {}),
      doc_hash: `d${id}`,
      prompt_hash: `p${id}`,
      target_hash: `t${id}`,
      exact_match: (filter === "strict-match" ? strict : flexible)[id],
    })),
  );
/** A multiple-choice task: log-likelihoods of the choices, two metrics, a numeric target; `named` since 0.4.5. */
const choices = (named: boolean, task = "") =>
  [1, 0, 0].map((acc, id) => ({
    doc_id: id,
    doc: { query: "…", choices: ["a", "b"], gold: 1 },
    target: 1,
    arguments: [
      ["…", " a"],
      ["…", " b"],
    ],
    resps: [[[-3.25, false]], [[-2.5, true]]],
    filtered_resps: [
      [-3.25, false],
      [-2.5, true],
    ],
    ...(named ? { filter: "none", metrics: ["acc", "acc_norm"] } : {}),
    doc_hash: `d${task}${id}`,
    prompt_hash: `p${task}${id}`,
    target_hash: "t",
    acc,
    acc_norm: 1.0,
  }));

describe("sample logs of lm-evaluation-harness", () => {
  it("are read filter by filter, never mixed", async () => {
    const file = write("samples_gsm8k_2025-01-02T03-04-05.678901.jsonl", lines(gsm8k(true)));
    expect(await estimates("ci", file, "-c", "exact_match", "--where", "filter=strict-match")).toEqual([0.5]);
    expect(await estimates("ci", file, "-c", "score", "--by", "filter")).toEqual([0.5, 0.75]);
    for (const argv of [
      ["ci", file, "-c", "exact_match"],
      ["passk", file],
    ]) {
      const [code, err] = await refusal(...argv);
      expect(code).toBe(2);
      expect(err).toContain("by 2 filters; choose one: --where filter=strict-match or --where filter=flexible-extract");
    }
    const compared = await runCli(["compare-scores", file, "--system", "filter", "--json"], { cwd });
    expect(JSON.parse(compared.out).systems.map((s: { mean: number }) => s.mean)).toEqual([0.5, 0.75]);
  });

  it("are refused where two filters cannot be told apart", async () => {
    const [code, err] = await refusal("ci", write("samples_old.jsonl", lines(gsm8k(false))), "-c", "exact_match");
    expect(code).toBe(1);
    expect(err).toContain("samples_old.jsonl:2: requires one record for each document, got document 0 again");
  });

  it("of multiple choice are read with and without the names of their metrics", async () => {
    for (const named of [true, false]) {
      const file = write(`samples_arc_${named}.jsonl`, lines(choices(named)));
      expect(await estimates("ci", file, "-c", "score")).toEqual([1 / 3]);
      expect(await estimates("ci", file, "-c", "acc_norm")).toEqual([1]);
      expect(await estimates("passk", file, "--k", "1")).toEqual([1 / 3]);
    }
  });

  it("are read as the indented list that the first 0.4 releases wrote into a .jsonl", async () => {
    const file = write("pretrained__m_arc.jsonl", JSON.stringify(choices(false), null, 2));
    expect(await estimates("ci", file, "-c", "acc")).toEqual([1 / 3]);
  });

  it("of two runs are two samples of each question; of two tasks they are other questions", async () => {
    const runs = write(
      "runs.jsonl",
      lines([...choices(true), ...choices(true).map((r) => ({ ...r, acc: 1 - r.acc }))]),
    );
    expect(await estimates("passk", runs, "--k", "2")).toEqual([1]);
    const tasks = write("tasks.jsonl", lines([...choices(true, "x"), ...choices(true, "y")]));
    expect(await estimates("passk", tasks, "--k", "1")).toEqual([1 / 3]);
    const [code, err] = await refusal("passk", tasks, "--k", "2");
    expect([code, err.includes("question 0:dx0, got 2")]).toEqual([1, true]);
  });

  it("may hold what Python calls NaN; it is refused where a number is needed", async () => {
    const text = lines(choices(true)).replace('"acc_norm":1', '"acc_norm":NaN');
    const file = write("samples_nan.jsonl", text);
    expect(await estimates("ci", file, "-c", "acc")).toEqual([1 / 3]);
    const [code, err] = await refusal("ci", file, "-c", "acc_norm");
    expect(code).toBe(1);
    expect(err).toContain('samples_nan.jsonl:1, column acc_norm: requires a number, got "NaN"');
  });

  it("are not the summary beside them", async () => {
    const summary = {
      results: { gsm8k: { alias: "gsm8k", "exact_match,strict-match": 0.5, "exact_match_stderr,strict-match": 0.1 } },
      group_subtasks: {},
      configs: { gsm8k: { task: "gsm8k" } },
      versions: { gsm8k: 3 },
      "n-shot": { gsm8k: 5 },
      "n-samples": { gsm8k: { original: 1319, effective: 4 } },
    };
    const [code, err] = await refusal("ci", write("results_2025.json", JSON.stringify(summary)), "-c", "exact_match");
    expect([code, err.includes("--log_samples and give samples_*.jsonl")]).toEqual([1, true]);
  });
});

const verdicts = ["C", "I", "P", "N"] as const;
const inspectSample = (id: number | string, epoch: number, scores: unknown, more: object = {}) => ({
  id,
  epoch,
  input: [{ role: "user", content: "Is it so?" }],
  target: ["Yes", "yes"],
  messages: [{ role: "assistant", content: [{ type: "text", text: "Yes" }], source: "generate" }],
  output: {
    model: "gpt-4o-mini",
    choices: [{ message: { role: "assistant", content: "Yes" }, stop_reason: "stop" }],
    usage: { input_tokens: 66, output_tokens: 2 + epoch, total_tokens: 68 + epoch },
  },
  scores,
  metadata: {},
  store: {},
  events: [],
  model_usage: {},
  attachments: {},
  ...more,
});
const inspectLog = (samples: readonly unknown[] | undefined, more: object = {}) =>
  JSON.stringify({
    version: 2,
    status: "success",
    eval: {
      run_id: "r",
      created: "2025-05-12T20:28:13-04:00",
      task: "popularity",
      dataset: { name: "popularity", samples: 4, sample_ids: [1, 2], shuffled: false },
      model: "openai/gpt-4o-mini",
      config: { epochs: 2, epochs_reducer: ["mean"] },
      packages: { inspect_ai: "0.3.95" },
    },
    plan: { name: "plan", steps: [{ solver: "generate", params: {} }], config: {} },
    results: { total_samples: 4, completed_samples: 4, scores: [] },
    stats: { model_usage: {} },
    ...(samples === undefined ? {} : { samples }),
    ...more,
  });

describe("logs of inspect_ai", () => {
  const marked = (value: unknown) => ({ match: { value, answer: "Yes", explanation: "Yes", metadata: {} } });
  it("are read by scorer, epoch and letter", async () => {
    const samples = verdicts.flatMap((value, i) => [1, 2].map((epoch) => inspectSample(i + 1, epoch, marked(value))));
    const file = write("popularity.json", inspectLog(samples));
    expect(await estimates("ci", file, "-c", "match", "--cluster", "question")).toEqual([0.375]);
    expect(await estimates("ci", file, "-c", "tokens", "--by", "sample")).toEqual([3, 4]);
    const [code, err] = await refusal("passk", file);
    expect(code).toBe(1);
    expect(err).toContain(
      "popularity.json, column correct, at samples[4]: requires 0 or 1 (or true or false), got 0.5",
    );
  });

  it("may have text ids, several scorers, scores in parts and numbers for letters", async () => {
    const samples = [0.25, 0.75].map((value, i) =>
      inspectSample(`item-${i}`, 1, {
        model_graded_qa: { value: i === 0 ? "I" : "C" },
        rubric: { value: { style: value, fact: i === 0 ? "no" : "yes" } },
      }),
    );
    const file = write("parts.json", inspectLog(samples));
    expect(await estimates("ci", file, "-c", "rubric.style")).toEqual([0.5]);
    expect(await estimates("ci", file, "-c", "rubric.fact")).toEqual([0.5]);
    expect(await estimates("passk", file, "--k", "1")).toEqual([0.5]);
  });

  it("of the first version hold one score a sample", async () => {
    const samples = ["C", "C", "I"].map((value, i) => inspectSample(i, 1, undefined, { score: { value } }));
    expect(await estimates("ci", write("first.json", inspectLog(samples, { version: 1 })), "-c", "score")).toEqual([
      2 / 3,
    ]);
  });

  it("say why a sample has no score", async () => {
    const failed = inspectSample(2, 1, {}, { error: { message: "RateLimitError", traceback: "…" } });
    const file = write("failed.json", inspectLog([inspectSample(1, 1, marked("C")), failed], { status: "error" }));
    const [code, err] = await refusal("ci", file, "-c", "match");
    expect(code).toBe(1);
    expect(err).toContain(
      "failed.json, column match, at samples[1]: is missing: the sample ended in an error: RateLimit",
    );
  });

  it("say that a log without samples has no scores to read", async () => {
    for (const [name, log] of [
      ["header.json", inspectLog(undefined)],
      ["none.json", inspectLog([], { status: "cancelled" })],
    ] as const) {
      const [code, err] = await refusal("ci", write(name, log), "-c", "match");
      expect([code, err.includes("requires the samples of an inspect_ai log, got none")]).toEqual([1, true]);
    }
  });

  it("packed as .eval are refused with the command that unpacks them, whatever their name", async () => {
    const zip = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 20, 0, 0, 0, 8, 0]);
    for (const name of ["run.eval", "renamed.json"]) {
      const [code, err] = await refusal("ci", write(name, zip), "-c", "match");
      expect(code).toBe(2);
      expect(err).toContain(`inspect log dump ${name} > log.json`);
    }
  });
});
