import { exampleTask, parseAllocation, parseTask } from "isocompute/allocation";
import { live } from "isocompute/environments";
import { type LlmClient, replyOf, textOf } from "isocompute/llm";
import { runPipeline, textPipeline } from "isocompute/pipelines";
import { describe, expect, it } from "vitest";

const task = parseTask(exampleTask);
const allocation = (text: string) => parseAllocation(text, task);

/** Answers every prompt by a rule, and keeps what it was asked. */
function talker(rule: (prompt: string, i: number) => string) {
  const asked: { prompt: string; samples: number; maxTokens: number | undefined }[] = [];
  const client: LlmClient = async ({ messages, samples = 1, maxTokens }) => {
    const prompt = messages.map(textOf).join("\n");
    asked.push({ prompt, samples, maxTokens });
    const texts = Array.from({ length: samples }, (_, i) => ({ text: rule(prompt, i), finish: "stop" as const }));
    return replyOf(texts, null);
  };
  return { client, asked };
}

describe("textPipeline({ name, stages, score })", () => {
  const pipeline = textPipeline<{ text: string; label: string }>({
    name: "two",
    stages: {
      Find: {
        ask: ({ text }) => `find ${text}`,
        fuse: (found, { text }) => `of ${text}: ${found.join(", ")}`,
        maxTokens: 9,
      },
      Answer: { ask: ({ text }, found) => `answer ${text} from ${found}`, read: /label (\w)/g },
    },
    score: (output, { label }) => output === label,
  });

  it("asks, fuses, hands over and votes", async () => {
    const { client, asked } = talker((prompt, i) =>
      prompt.startsWith("answer")
        ? (["label b", "label a", "none", "label a"][i] ?? "")
        : prompt.startsWith("find")
          ? ` f${i} `
          : "both",
    );
    const run = await runPipeline(
      pipeline,
      { text: "x", label: "a" },
      allocation("Find=Small-3B:2,Answer=Small-3B:4"),
      client,
    );
    expect(run).toMatchObject({ kind: "scored", output: "a", scores: { accuracy: 1 } });
    expect(asked).toEqual([
      { prompt: "find x", samples: 2, maxTokens: 9 },
      { prompt: "of x: f0, f1", samples: 1, maxTokens: 9 },
      { prompt: "answer x from both", samples: 4, maxTokens: undefined },
    ]);
    expect(run.kind === "scored" && run.stages[1]).toMatchObject({ samples: ["b", "a", "a"], malformed: 1 });
  });

  it("hands a single sample on without a fusing call, and lets the first of equally common ones win", async () => {
    const { client, asked } = talker((prompt, i) => (prompt.startsWith("answer") ? `label ${"ba"[i]}` : "one"));
    const run = await runPipeline(
      pipeline,
      { text: "x", label: "b" },
      allocation("Find=Small-3B:1,Answer=Small-3B:2"),
      client,
    );
    expect(asked).toHaveLength(2);
    expect(run).toMatchObject({ kind: "scored", output: "b" });
  });

  it("counts an example without a readable reply as wrong, not as missing", async () => {
    const { client } = talker((prompt) => (prompt.startsWith("answer") ? "?" : "one"));
    const world = live(pipeline, { examples: [{ text: "x", label: "a" }], task }, client);
    const outcome = await world.evaluate(allocation("Find=Small-3B:1,Answer=Small-3B:2"));
    expect(outcome).toMatchObject({ kind: "scored", score: 0, perQuestion: [0] });
    expect(outcome).toMatchObject({ remark: expect.stringContaining("1 examples failed") });
  });

  it("takes a function that reads, a rate as score, and a metric's name", async () => {
    const graded = textPipeline<number>({
      name: "graded",
      metric: "closeness",
      stages: { Guess: { ask: (n) => `guess ${n}`, read: (reply) => (reply === "pass" ? null : reply) } },
      score: (output, n) => 1 - Math.abs(Number(output) - n) / 10,
    });
    const [guess] = parseAllocation("Find=Small-3B:1,Answer=Small-3B:1", task);
    if (guess === undefined) throw new Error("no choice");
    const once = [{ ...guess, stage: "Guess" }];
    const scored = await runPipeline(graded, 3, once, talker(() => "5").client);
    expect(scored).toMatchObject({ kind: "scored", scores: { closeness: 0.8 } });
    expect(await runPipeline(graded, 3, once, talker(() => "pass").client)).toMatchObject({
      kind: "failed",
      scores: { closeness: 0 },
    });
  });

  it.each([Number.NaN, 7, -0.1, Number.POSITIVE_INFINITY, undefined, "1"])("refuses %s as a score", (worth) => {
    const odd = textPipeline<number>({
      name: "odd",
      stages: { Guess: { ask: () => "" } },
      score: () => worth as number,
    });
    expect(() => odd.score("some reply", 1)).toThrow(
      `textPipeline requires a score that is true, false or a rate from 0 to 1, got ${worth} of odd for "some reply"`,
    );
    expect(odd.score(null, 1)).toEqual({ accuracy: 0 });
  });

  it.each([
    [/rating: (\d)?/, "rating: 3", "3"],
    [/rating: (\d)?/, "rating: none", "the reply has nothing in the group of /rating: (\\d)?/"],
    [/rating: (\d)/, "none", "the reply has no match of /rating: (\\d)/"],
    [/rating: (?<n>\d)/, "rating: 4", "4"],
    [/rating: \d/, "rating: 4", "rating: 4"],
    [/\d*/, "none", "the reply has no match of /\\d*/"],
  ])("reads %s in %j as %j", (read, reply, wanted) => {
    const { stages } = textPipeline({ name: "r", stages: { Rate: { ask: () => "", read } }, score: () => true });
    const found = stages[0]?.read(reply, { example: {}, upstream: [] });
    expect(found?.kind === "ok" ? found.value : found?.why).toBe(wanted);
  });

  it("refuses what it could not keep in order", () => {
    const score = () => true;
    expect(() => textPipeline({ name: "none", stages: {}, score })).toThrow("at least one stage");
    expect(() =>
      textPipeline({ name: "numbers", stages: { b: { ask: () => "" }, 1: { ask: () => "" } }, score }),
    ).toThrow('got "1"');
  });
});
