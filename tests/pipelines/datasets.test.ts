import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRng } from "isocompute/core";
import {
  kgQa,
  loadKg,
  loadMath,
  loadMultiHop,
  refuseOverlap,
  retrievalQa,
  splitExamples,
  syntheticKg,
  syntheticMultiHop,
} from "isocompute/pipelines";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

/** Original files lie beside the repository, not in it: their licences are not ours to give. */
const shared = resolve(import.meta.dirname, "../../../shared/datasets");
const file = (name: string, value: unknown) => {
  const path = join(temporaryFolder("data"), name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};

describe.runIf(existsSync(shared))("the loaders on original files", () => {
  it("read 2WikiMultiHopQA with searched candidates", () => {
    const examples = loadMultiHop(join(shared, "2wikimultihopqa.sample.json"));
    expect(examples).toHaveLength(15);
    expect(examples[0]).toMatchObject({
      question: "Who is the mother of the director of film Polish-Russian War (Film)?",
      answers: ["Małgorzata Braunek"],
    });
    for (const example of examples) {
      expect(example.passages.length).toBeGreaterThanOrEqual(100);
      expect(example.gold.length).toBeGreaterThanOrEqual(2);
      for (const position of example.gold) expect(example.passages[position]).toBeDefined();
    }
  });

  it("read ComplexWebQuestions with and without facts", () => {
    const examples = loadKg(join(shared, "cwq.sample.json"));
    expect(examples).toHaveLength(10);
    expect(examples[0]?.answers).toEqual(["2014 World Series"]);
    expect(examples.filter((example) => example.gold.length === 0)).toHaveLength(4); // as its README counts
    for (const example of examples)
      expect(new Set(example.triples.map((one) => one.join("|"))).size).toBe(example.triples.length);
    const raw = loadKg(join(shared, "cwq_raw.sample.json"));
    expect(raw).toHaveLength(10);
    expect(raw.every((example) => example.triples.length === 0)).toBe(true);
    expect(() => kgQa().stages[0]?.ask({ example: raw[0] ?? fail(), upstream: [] })).toThrow(
      "requires facts to choose from, found none",
    );
  });

  it("read WebQSP", () => {
    const examples = loadKg(join(shared, "webqsp.sample.json"));
    expect(examples).toHaveLength(20);
    expect(examples[0]).toMatchObject({ id: "WebQTest-1198", question: "who influenced samuel taylor coleridge?" });
    expect(examples[0]?.answers).toContain("Baruch Spinoza");
  });

  it("find that the raw CWQ file asks the questions of the enriched one", () => {
    const key = kgQa().key;
    const train = loadKg(join(shared, "cwq.sample.json"));
    const path = join(shared, "cwq_raw.sample.json");
    expect(() => refuseOverlap({ examples: train, key }, { examples: loadKg(path), file: path })).toThrow(
      /found \d+ of 10 in the training file/,
    );
  });
});

function fail(): never {
  throw new Error("expected an example");
}

describe("loadMultiHop(path)", () => {
  it("reads the distributed form of HotpotQA", () => {
    const path = file("hotpot.json", [
      {
        _id: "5a7",
        question: "Are both cats?",
        answer: "yes",
        type: "comparison",
        level: "hard",
        supporting_facts: [
          ["Tom", 0],
          ["Kit", 1],
          ["Tom", 1],
        ],
        context: [
          ["Rex", ["Rex is a dog."]],
          ["Kit", ["Kit purrs. ", "Kit is a cat."]],
          ["Tom", ["Tom is a cat."]],
        ],
      },
    ]);
    expect(loadMultiHop(path)).toEqual([
      {
        id: "5a7",
        question: "Are both cats?",
        answers: ["yes"],
        passages: ["Rex: Rex is a dog.", "Kit: Kit purrs. Kit is a cat.", "Tom: Tom is a cat."],
        gold: [2, 1],
      },
    ]);
  });

  it("says where a file is not what it must be", () => {
    expect(() => loadMultiHop(file("a.json", { question: "q" }))).toThrow(
      /a\.json: requires a list of records, found an object/,
    );
    expect(() => loadMultiHop(file("b.json", [{ question: "q" }]))).toThrow(
      /b\.json, at \[0\]: requires a record of a multi-hop file/,
    );
    expect(() => loadMultiHop(file("two.json", [1, {}]))).toThrow(
      /two\.json, at \[0\]: .*, got 1\n {2}also at \[1\]: /,
    );
    expect(() => loadMath(file("math.jsonl", { problem: "", solution: 3 }))).toThrow(
      /math\.jsonl:1, at problem: .*, got ""\n {2}also at solution: .*, got 3$/,
    );
    const lost = [{ question: "q", answers: ["a"], ctxs_candidate: ["x"], ctxs_gt: ["y"] }];
    expect(() => loadMultiHop(file("c.json", lost))).toThrow(
      /c\.json, at \[0\]: requires every gold passage among the candidates/,
    );
  });
});

describe("loadKg(path)", () => {
  const record = {
    ID: "q1",
    question: "q?",
    answer: ["x"],
    crucial_triples: [["a", "r", "b"]],
    gt_triples: [
      ["a", "r", "b"],
      ["b", "s", "c"],
    ],
    "2hop_triples": [
      ["a", "r", "b"],
      ["b", "s", "c"],
      ["d", "t", "e"],
      ["f", "u", "g"],
      ["d", "t", "e"],
    ],
  };

  it("offers the crucial facts and the first that are off the gold path, in an order of the question's own", () => {
    const [example] = loadKg(file("kg.json", [record]));
    expect(example?.triples.map(([head]) => head).sort()).toEqual(["a", "d", "f"]);
    expect(example?.gold.map((position) => example.triples[position])).toEqual([["a", "r", "b"]]);
    expect(loadKg(file("kg.json", [{ ...record, ID: "other" }, record]))[1]).toEqual(example); // whatever stands before it
    expect(loadKg(file("kg.json", [record]), { distractors: 1 })[0]?.triples).toHaveLength(2);
  });

  it("takes the literal of a WebQSP answer whose entity has no name", () => {
    const answers = [
      { AnswerArgument: "1969", EntityName: "" },
      { AnswerArgument: "m.1", EntityName: "Apollo" },
      { AnswerArgument: "7", EntityName: null },
    ];
    const record = { QuestionId: "q", RawQuestion: "when?", Parses: [{ Answers: answers }] };
    expect(loadKg(file("webqsp.json", [record]))[0]?.answers).toEqual(["1969", "Apollo", "7"]);
  });

  it("refuses a question without an answer", () => {
    expect(() => loadKg(file("kg.json", [{ ...record, answer: [] }]))).toThrow(
      /kg\.json, at \[0\]: requires at least one answer, found none for q1/,
    );
  });
});

describe("splitExamples({ examples, key }, rng, sizes)", () => {
  it("is disjoint by content, and the same under the same stream", () => {
    const examples = Array.from({ length: 60 }, (_, i) => `q${i % 50}`);
    const key = (example: string) => example;
    const split = splitExamples({ examples, key }, createRng("s"), { train: 20, test: 30 });
    expect(new Set([...split.train, ...split.test]).size).toBe(50);
    expect(splitExamples({ examples, key }, createRng("s"), { train: 20, test: 30 })).toEqual(split);
    expect(splitExamples({ examples, key }, createRng("t"), { train: 20, test: 30 })).not.toEqual(split);
    expect(() => splitExamples({ examples, key }, createRng("s"), { train: 20, test: 31 })).toThrow(
      "requires 51 distinct examples, got 50",
    );
  });
});

describe("splitExamples, held to its sizes", () => {
  const key = ({ id }: { id: string }) => id;

  it("takes the first of equal examples", () => {
    const examples = ["a", "b", "a"].map((id, place) => ({ id, place }));
    const { train, test } = splitExamples({ examples, key }, createRng("s"), { train: 1, test: 1 });
    expect([...train, ...test].map(({ place }) => place).sort()).toEqual([0, 1]);
  });

  it.each([-1, 0.5, Number.NaN])("refuses %d examples", (size) => {
    const examples = ["a", "b", "c"].map((id) => ({ id }));
    for (const part of ["train", "test"])
      expect(() => splitExamples({ examples, key }, createRng("s"), { train: 1, test: 1, [part]: size })).toThrow(
        `requires a whole number of examples to ${part}, got ${size}`,
      );
  });
});

describe("the synthetic data sets", () => {
  it("hold the answer in the needed passages and nowhere else", () => {
    for (const example of syntheticMultiHop(createRng("s"), 30)) {
      const [answer = ""] = example.answers;
      const holding = example.passages.flatMap((passage, i) => (passage.includes(answer) ? [i] : []));
      expect(holding).toHaveLength(1);
      expect(example.gold).toContain(holding[0]);
    }
    for (const example of syntheticKg(createRng("s"), 30)) {
      const holding = example.triples.flatMap(([, , tail], i) => (tail === example.answers[0] ? [i] : []));
      expect(example.gold).toContain(holding[0]);
      expect(holding).toHaveLength(1);
    }
    const keys = syntheticMultiHop(createRng("s"), 100).map(retrievalQa().key);
    expect(new Set(keys).size).toBe(100);
  });

  it("keep an example when more are asked for", () => {
    expect(syntheticMultiHop(createRng("s"), 5)[4]).toEqual(syntheticMultiHop(createRng("s"), 9)[4]);
    expect(syntheticKg(createRng("s"), 5)[4]).toEqual(syntheticKg(createRng("s"), 9)[4]);
  });
});
