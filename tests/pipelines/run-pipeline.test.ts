import { createRng, samples } from "isocompute/core";
import {
  createLedger,
  type LlmClient,
  type LlmRequest,
  replyOf,
  scriptedClient,
  textOf,
  withLedger,
} from "isocompute/llm";
import {
  kgQa,
  type Pipeline,
  retrievalQa,
  runPipeline,
  scoreRuns,
  syntheticKg,
  syntheticMultiHop,
  textPipeline,
} from "isocompute/pipelines";
import { describe, expect, it } from "vitest";

const choose = (stage: string, k: number, model = "m") => ({ stage, model, samples: samples(k) });
const example = syntheticMultiHop(createRng("run"), 1, { passages: 6 })[0] ?? {
  id: "",
  question: "",
  passages: [],
  gold: [],
  answers: [],
};
const goldIds = example.gold.map((position) => position + 1);

/** Plays both stages by what they are asked; keeps the requests. */
function player(play: {
  readonly select: (i: number) => string;
  readonly answer: (i: number) => string;
  readonly fuse?: string;
}): { client: LlmClient; asked: LlmRequest[] } {
  const asked: LlmRequest[] = [];
  const client: LlmClient = async (request) => {
    asked.push(request);
    const { firstSample = 0, samples: n = 1, purpose } = request;
    const say =
      purpose === "fuse"
        ? () => play.fuse ?? "Answer: fused"
        : request.schema === undefined
          ? play.answer
          : play.select;
    return replyOf(
      Array.from({ length: n }, (_, i) => ({ text: say(firstSample + i), finish: "stop" as const })),
      null,
    );
  };
  return { client, asked };
}

describe("runPipeline(pipeline, example, allocation, client)", () => {
  it("draws, votes, hands on, answers, fuses and scores", async () => {
    const { client, asked } = player({
      select: (i) => JSON.stringify({ selected: i === 0 ? [1, 2, 3] : goldIds }),
      answer: (i) => `Thinking…\nAnswer: guess ${i}`,
      fuse: `All agree.\n**Answer:** ${example.answers[0]}.`,
    });
    const run = await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 3, "big"), choose("Question Answering", 2, "small")],
      client,
    );
    expect(run).toMatchObject({ kind: "scored", output: `${example.answers[0]}.`, scores: { Gen_EM: 1, Gen_F1: 1 } });
    if (run.kind !== "scored") return;
    expect(run.stages.map(({ model, samples: drawn, output, scores }) => ({ model, drawn, output, scores }))).toEqual([
      {
        model: "big",
        drawn: ["1 2 3", goldIds.join(" "), goldIds.join(" ")],
        output: goldIds.join(" "),
        scores: { Ret_Precision: 1, Ret_Recall: 1, Ret_F1: 1 },
      },
      { model: "small", drawn: ["guess 0", "guess 1"], output: `${example.answers[0]}.`, scores: {} },
    ]);
    const [one, two, three] = run.stages[0]?.subsamples ?? [];
    expect(one?.toSorted()).toEqual(["1 2 3", goldIds.join(" "), goldIds.join(" ")].sort());
    expect(two).toHaveLength(3);
    expect(three).toEqual([goldIds.join(" ")]);
    const recall = goldIds.filter((id) => id <= 3).length / goldIds.length;
    expect(run.stages[0]?.subsampleScores?.map((scores) => scores["Ret_Recall"])).toEqual([
      expect.closeTo((recall + 2) / 3, 12),
      expect.any(Number),
      1,
    ]);
    expect(asked.map((request) => [request.model, request.samples, request.purpose])).toEqual([
      ["big", 3, "stage"],
      ["small", 2, "stage"],
      ["small", 1, "fuse"],
    ]);
  });

  it.each([
    ["Answer: Paris", "Paris"],
    ["It is in France.\n**Final Answer:** Paris", "Paris"],
    ["**Final Answer: Paris**", "Paris"],
    ["### Final answer\n\nNo colon.\nThe answer is: **Paris**", "Paris"],
    ["So, the final answer: Paris.", "Paris."],
    ["Answer:\nParis", "Paris"],
    ["**Answer:**\n\n  **Paris**\nThis is the capital.", "Paris"],
    ["Answer: Lyon\nNo, wait.\nAnswer: Paris", "Paris"],
    ["Answer: Paris\nAnswer:", "Paris"],
    ["Answer: Paris\n**Answer:** **", "Paris"],
    ["Answer: the answer: it depends", "the answer: it depends"],
    ["Paris **", "Paris"],
    ["The question has no answer: Paris", "The question has no answer: Paris"],
  ])("reads the short answer of %j as %j", async (reply, answer) => {
    const { client } = player({
      select: () => JSON.stringify({ selected: goldIds }),
      answer: () => reply,
      fuse: "Answer: x",
    });
    const choices = [choose("Retrieval", 1), choose("Question Answering", 1)];
    const run = await runPipeline(retrievalQa(), example, choices, client);
    expect(run.kind === "scored" && run.stages[1]?.samples).toEqual([answer]);
  });

  it.each(["", " ** ", "Answer:", "I think.\n**Final Answer:**\n\n", "Answer:\nAnswer: *"])(
    "reads no answer in %j",
    async (reply) => {
      const { client } = player({ select: () => JSON.stringify({ selected: goldIds }), answer: () => reply });
      const choices = [choose("Retrieval", 1), choose("Question Answering", 1)];
      expect(await runPipeline(retrievalQa(), example, choices, client)).toMatchObject({
        kind: "failed",
        why: "the reply holds no answer",
      });
    },
  );

  it("shows the fuser the selected passages once, not all of them twice", async () => {
    const { client, asked } = player({
      select: () => JSON.stringify({ selected: goldIds }),
      answer: () => "Answer: x",
    });
    await runPipeline(retrievalQa(), example, [choose("Retrieval", 1), choose("Question Answering", 2)], client);
    const prompt = asked.at(-1)?.messages.map(textOf).join("\n") ?? "";
    for (const [position, passage] of example.passages.entries())
      expect(prompt.split(passage).length - 1).toBe(example.gold.includes(position) ? 1 : 0);
  });

  it("hands on whole passages, whatever brackets and line breaks they hold", async () => {
    const odd = { ...example, passages: ["one [1] of\ntwo] lines", "x", "y"], gold: [0] };
    const { client, asked } = player({ select: () => '{"selected": [1]}', answer: () => "Answer: x" });
    await runPipeline(retrievalQa(), odd, [choose("Retrieval", 1), choose("Question Answering", 1)], client);
    expect(asked[1]?.messages.map(textOf).join("\n")).toContain("[1] one [1] of two] lines\n");
  });

  it("counts what cannot be read, and goes on with the rest", async () => {
    const replies = ["no idea", '{"selected": [99]}', JSON.stringify({ selected: goldIds })];
    const { client } = player({ select: (i) => replies[i] ?? "", answer: () => "Answer: x" });
    const run = await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 3), choose("Question Answering", 1)],
      client,
    );
    expect(run.kind === "scored" && run.stages[0]).toMatchObject({ malformed: 2, output: goldIds.join(" ") });
    const none = player({ select: () => "no idea", answer: () => "Answer: x" });
    const blind = await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 2), choose("Question Answering", 1)],
      none.client,
    );
    expect(blind.kind === "scored" && blind.stages[0]).toMatchObject({
      malformed: 2,
      output: "",
      scores: { Ret_F1: 0 },
    });
  });

  it("scores a failed example 0, and knows nothing of one that could not be asked", async () => {
    const select = JSON.stringify({ selected: goldIds });
    const empty = player({ select: () => select, answer: () => "Answer:  " });
    const failed = await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 1), choose("Question Answering", 2)],
      empty.client,
    );
    expect(failed).toMatchObject({ kind: "failed", stage: "Question Answering", scores: { Gen_EM: 0 } });
    const gone = scriptedClient([select, { kind: "unavailable", reason: "cap", why: "cap" }]);
    const run = await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 1), choose("Question Answering", 1)],
      gone,
    );
    expect(run).toMatchObject({ kind: "unavailable", stage: "Question Answering", reply: { reason: "cap" } });
  });

  it("enters every call in the ledger under what it was for", async () => {
    const { client } = player({ select: () => JSON.stringify({ selected: goldIds }), answer: () => "Answer: x" });
    const ledger = createLedger();
    await runPipeline(
      retrievalQa(),
      example,
      [choose("Retrieval", 4), choose("Question Answering", 3)],
      withLedger(client, ledger),
    );
    expect(ledger.rows().map((row) => [row.purpose, row.requests])).toEqual([
      ["stage", 2],
      ["fuse", 1],
    ]);
  });

  it("refuses an allocation of other stages", async () => {
    const { client } = player({ select: () => "", answer: () => "" });
    await expect(runPipeline(retrievalQa(), example, [choose("Retrieval", 1)], client)).rejects.toThrow(
      "requires the stages of retrieval-qa (Retrieval, Question Answering), got Retrieval",
    );
  });

  it("repairs by a call of the stage's own model, and takes the best by grade", async () => {
    const pipeline: Pipeline<{ gold: string }> = {
      name: "guess",
      metric: "accuracy",
      key: (one) => one.gold,
      score: (output, one) => ({ accuracy: output === one.gold ? 1 : 0 }),
      stages: [
        {
          name: "solve",
          ask: () => ({ messages: [{ role: "user", content: "guess" }] }),
          read: (reply) =>
            /^\d+$/.test(reply) ? { kind: "ok", value: reply } : { kind: "malformed", why: "requires digits" },
          repair: (reply, why) => ({ messages: [{ role: "user", content: `${why}: ${reply}` }] }),
          aggregation: {
            kind: "best-of-n",
            ask: ({ sample }) => ({ messages: [{ role: "user", content: `grade ${sample}` }] }),
            grade: (reply) => ({ kind: "ok", value: Number(reply) }),
          },
        },
      ],
    };
    const client: LlmClient = async (request) => {
      const asked = textOf(request.messages[0] ?? { role: "user", content: "" });
      const texts =
        asked === "guess"
          ? ["1", "seven", "3"]
          : [asked === "requires digits: seven" ? "7" : asked === "grade 7" ? "9" : "5"];
      return replyOf(
        texts.map((text) => ({ text, finish: "stop" as const })),
        null,
      );
    };
    const ledger = createLedger();
    const run = await runPipeline(pipeline, { gold: "7" }, [choose("solve", 3)], withLedger(client, ledger));
    expect(run).toMatchObject({
      kind: "scored",
      scores: { accuracy: 1 },
      stages: [{ samples: ["1", "7", "3"], repaired: 1, subsamples: expect.any(Array) }],
    });
    // 7 has the best grade of the three: it is right in one subset of one, in two of two and in the whole.
    const curve = run.kind === "scored" ? run.stages[0]?.subsampleScores?.map(({ accuracy }) => accuracy) : [];
    expect(curve).toEqual([expect.closeTo(1 / 3, 12), expect.closeTo(2 / 3, 12), 1]);
    expect(ledger.rows().map((row) => [row.purpose, row.requests])).toEqual([
      ["stage", 1],
      ["repair", 1],
      ["verify", 3],
    ]);
  });
});

describe("scoreRuns(pipeline, placed)", () => {
  const word: Pipeline<string | null> = {
    ...textPipeline<string | null>({ name: "word", stages: { Say: { ask: () => "say" } }, score: () => 0 }),
    score: (output, gold) => ({ accuracy: gold === null ? null : output === gold ? 1 : 0 }),
  };
  const placed = async (golds: readonly (string | null)[]) =>
    Promise.all(
      golds.map(async (gold, index) => ({
        index,
        run: await runPipeline(word, gold, [choose("Say", 2)], scriptedClient(["yes"])),
      })),
    );

  it("leaves what has nothing to score against out of every mean, also of those over fewer samples", async () => {
    const scored = scoreRuns(word, await placed(["yes", null, "no"]));
    expect(scored).toMatchObject({
      score: { mean: 0.5, count: 2 },
      perExample: Float64Array.of(1, Number.NaN, 0),
      subsamples: [{ scores: [0.5, 0.5] }],
    });
  });

  it("counts the samples of stages that failed too", async () => {
    const pipeline = textPipeline<string>({
      name: "two",
      stages: { Find: { ask: () => "find", read: /\d/ }, Say: { ask: () => "say", read: /yes/ } },
      score: () => true,
    });
    const client: LlmClient = async ({ messages }) => {
      const finding = messages.map(textOf).join() === "find";
      const [one, other] = finding ? ["1", "none"] : ["no", "never"];
      return replyOf(
        [
          { text: one, finish: "stop" },
          { text: other, finish: "stop" },
          { text: "", finish: "refused" },
        ],
        null,
      );
    };
    const run = await runPipeline(pipeline, "x", [choose("Find", 3), choose("Say", 3)], client);
    expect(run).toMatchObject({
      kind: "failed",
      stage: "Say",
      stages: [{ refused: 1, malformed: 1 }],
      counts: { refused: 1, malformed: 2, repaired: 0 },
    });
    expect(scoreRuns(pipeline, [{ index: 0, run }])).toMatchObject({
      score: { mean: 0 },
      failed: 1,
      refused: 2,
      malformed: 3,
      repaired: 0,
    });
  });

  it("says whether the metric is missing, or what to score it against", async () => {
    const runs = await placed([null]);
    expect(() => scoreRuns(word, runs)).toThrow(
      "scoreRuns requires an example with something to score accuracy of word against, got 1 without",
    );
    expect(() => scoreRuns({ ...word, metric: "f1" }, runs)).toThrow(
      "scoreRuns requires the metric f1 of word, got accuracy",
    );
  });
});

describe("kgQa()", () => {
  it("runs from facts to an answer, and leaves a question without known facts out of the selection's mean", async () => {
    const [one] = syntheticKg(createRng("kg"), 1);
    if (one === undefined) throw new Error("no example");
    const client = player({
      select: () => JSON.stringify({ selected: one.gold.map((i) => i + 1) }),
      answer: () => `Answer: ${one.answers[0]}`,
      fuse: `Answer: ${one.answers[0]}`,
    });
    const allocation = [choose("Retrieval", 3), choose("Question Answering", 1)];
    expect(await runPipeline(kgQa(), one, allocation, client.client)).toMatchObject({
      kind: "scored",
      scores: { Gen_EM: 1 },
      stages: [{ scores: { Ret_F1: 1 } }, {}],
    });
    expect(await runPipeline(kgQa(), { ...one, gold: [] }, allocation, client.client)).toMatchObject({
      scores: { Gen_EM: 1 },
      stages: [{ scores: { Ret_F1: null } }, {}],
    });
  });
});
