import { createSpace, exampleTask, findTask, loadTask, parseAllocation, parseTask } from "isocompute/allocation";
import { budgetUnits } from "isocompute/core";
import {
  createLedger,
  createMeter,
  type LlmClient,
  type LlmRequest,
  scriptedClient,
  textOf,
  withCaps,
  withLedger,
} from "isocompute/llm";
import { simulatedReader } from "isocompute/reader";
import {
  agentHpo,
  agentTts,
  type Insight,
  mlCopilot,
  type Searcher,
  type SearchView,
  zeroShotSearch,
} from "isocompute/searchers";
import type { Candidate, Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { scoredOutcome } from "../trials/scored-outcome.js";

const task = parseTask(exampleTask);
const space = createSpace(task);
const view = (more: Partial<SearchView> = {}): SearchView => ({
  space,
  trials: [],
  left: 20,
  want: 1,
  questions: null,
  seed: "methods",
  ...more,
});

/** A trial of the example task: `Find=…,Answer=…` and its score, or `null` for one that failed. */
function trial(index: number, key: string, score: number | null, more: Partial<Trial> = {}): Trial {
  const proposed = parseAllocation(key, task);
  if (score === null) return { index, proposed, outcome: { kind: "failed", why: "out of memory" }, ...more };
  const outcome = scoredOutcome(score, proposed, { cost: { units: space.costOf(proposed) } });
  return { index, proposed, outcome, ...more };
}

const choice = (find: string, findSamples: number, answer: string, answerSamples: number) => ({
  Find: { model: find, samples: findSamples },
  Answer: { model: answer, samples: answerSamples },
});
const own = (...allocations: readonly unknown[]) =>
  JSON.stringify({
    source: "own",
    candidates: allocations.map((allocation) => ({ allocation, reason: "a guess" })),
    crossover: 0,
    mutation: 0,
    random: 0,
  });
const guidelines = (...items: string[]) => JSON.stringify({ guidelines: items });
const asTrials = (candidates: readonly Candidate[], from = 0, score = 0.5): Trial[] =>
  candidates.map(({ allocation, note, reason }, i) => ({
    ...trial(from + i, "Find=Small-3B:1,Answer=Small-3B:1", score),
    proposed: allocation,
    outcome: {
      ...trial(0, "Find=Small-3B:1,Answer=Small-3B:1", score).outcome,
      evaluated: allocation,
    } as Trial["outcome"],
    ...(note === undefined ? {} : { note }),
    ...(reason === undefined ? {} : { reason }),
  }));

/** Remembers every request, and answers from a script. */
function listening(replies: readonly string[] | ((request: LlmRequest) => string)): {
  client: LlmClient;
  heard: LlmRequest[];
} {
  const heard: LlmRequest[] = [];
  const inner = typeof replies === "function" ? scriptedClient(replies) : scriptedClient(replies);
  return {
    heard,
    client: (request, signal) => {
      heard.push(request);
      return inner(request, signal);
    },
  };
}
const promptOf = (request: LlmRequest | undefined) => (request?.messages ?? []).map(textOf).join("\n");

const methods: Readonly<Record<string, (client: LlmClient) => Searcher>> = {
  zeroShotSearch: (client) => zeroShotSearch({ client, model: "m" }),
  agentHpo: (client) => agentHpo({ client, model: "m" }),
  mlCopilot: (client) => mlCopilot({ client, model: "m" }),
  agentTts: (client) => agentTts({ client, model: "m" }),
};
const begun = { note: { round: 1, source: "own", guidelines: [] } };
const tried = [
  trial(0, "Find=Large-70B:1,Answer=Small-3B:20", 0.6, begun),
  trial(1, "Find=Small-3B:10,Answer=Small-3B:20", 0.5, begun),
  trial(2, "Find=Small-3B:10,Answer=Large-70B:1", 0.4, begun),
];

describe("every language method", () => {
  it.each(Object.entries(methods))("enters all its calls in the ledger as planner's: %s", async (_, make) => {
    const ledger = createLedger();
    const { calls = [] } = await make(withLedger(simulatedReader(), ledger)).propose(view({ trials: tried }));
    expect(calls.length).toBeGreaterThan(0);
    expect(ledger.rows().map(({ purpose, requests }) => [purpose, requests])).toEqual([["planner", calls.length]]);
    expect(
      calls.every(({ reply, promptTokens, messages }) => reply !== null && promptTokens > 0 && messages.length >= 2),
    ).toBe(true);
  });

  it.each(Object.entries(methods))("ends with the reason where no reply comes: %s", async (_, make) => {
    const capped = withCaps(simulatedReader(), createMeter({ requests: 1 }));
    await capped({ model: "m", messages: [] });
    const { candidates, ending, calls } = await make(capped).propose(view({ trials: tried }));
    expect(candidates).toEqual([]);
    expect(ending).toMatch(/gave no reply \(cap\)/);
    expect(calls?.at(-1)?.reply).toBeNull();
  });

  it.each(Object.entries(methods))("keeps what was paid for where replies stop half-way: %s", async (name, make) => {
    const first: Readonly<Record<string, readonly string[]>> = {
      zeroShotSearch: ["no idea"],
      agentHpo: ['{"analysis":"it fell"}'],
      mlCopilot: ['{"knowledge":["use more"]}'],
      agentTts: [guidelines("use more")],
    };
    const client = withCaps(scriptedClient(first[name] ?? []), createMeter({ requests: 1 }));
    const { candidates, ending, calls } = await make(client).propose(view({ trials: tried }));
    expect(candidates).toEqual([]);
    expect(ending).toMatch(/no reply/);
    expect(calls?.map(({ reply }) => reply)).toEqual([...(first[name] ?? []), null]);
  });

  it("keeps good candidates where the model falls silent on the second call", async () => {
    const replies = [
      guidelines("x"),
      own(choice("Large-70B", 1, "Small-3B", 30), choice("Large-70B", 30, "Small-3B", 1)),
    ];
    const client = withCaps(scriptedClient(replies), createMeter({ requests: 2 }));
    const { candidates, ending, refused } = await agentTts({ client, model: "m", batch: 2 }).propose(
      view({ trials: tried }),
    );
    expect(candidates.length).toBe(1);
    expect(ending).toBeUndefined();
    expect(refused?.map(({ why }) => why)).toEqual([expect.stringMatching(/^costs .* the budget is 500/)]);
  });

  it.each(Object.entries(methods))("sends the run's seed, which the run's name fixes: %s", async (_, make) => {
    const seeds = async (seed: string) => {
      const { client, heard } = listening(() => "nonsense");
      await make(client).propose(view({ trials: tried, seed }));
      return [...new Set(heard.map(({ firstSample }) => firstSample))];
    };
    expect(await seeds("a")).toEqual(await seeds("a"));
    expect((await seeds("a")).length).toBe(1);
    expect(await seeds("a")).not.toEqual(await seeds("b"));
  });

  it.each(Object.entries(methods))(
    "falls back where two replies say nothing, and records both: %s",
    async (_, make) => {
      const { candidates, refused } = await make(scriptedClient(() => "no")).propose(view({ trials: tried }));
      expect(candidates.length).toBeGreaterThan(0);
      expect(candidates.every(({ reason }) => reason !== undefined)).toBe(true);
      expect(refused?.filter(({ said }) => said === "no").length).toBeGreaterThanOrEqual(2);
    },
  );
});

describe("zeroShotSearch(options)", () => {
  it("tells the model what was wrong, once, in its own conversation", async () => {
    const { client, heard } = listening([
      JSON.stringify({ allocation: choice("Large-70B", 30, "Small-3B", 1) }),
      JSON.stringify({ allocation: choice("Large-70B", 2, "Small-3B", 1) }),
    ]);
    const { candidates, refused } = await zeroShotSearch({ client, model: "m" }).propose(view());
    expect(heard[1]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
    expect(promptOf(heard[1])).toContain("Find=Large-70B:30,Answer=Small-3B:1: costs");
    expect(candidates[0]?.allocation[0]).toEqual({ stage: "Find", model: "Large-70B", samples: 2 });
    expect(refused?.length).toBe(1);
  });

  it("shows all trials in either form of history, failed ones too", async () => {
    const trials = [...tried, trial(3, "Find=Small-3B:1,Answer=Small-3B:1", null)];
    for (const history of ["compressed", "chat"] as const) {
      const { client, heard } = listening(() => JSON.stringify({ allocation: choice("Large-70B", 2, "Small-3B", 1) }));
      await zeroShotSearch({ client, model: "m", history }).propose(view({ trials }));
      expect(heard[0]?.messages.length).toBe(history === "chat" ? 2 + 2 * trials.length : 2);
      expect(promptOf(heard[0])).toContain("Find: Large-70B x 1; Answer: Small-3B x 20 -> accuracy 0.600");
      expect(promptOf(heard[0])).toContain("no score (failed: out of memory)");
      expect(heard[0]?.temperature).toBe(0);
    }
  });

  it("sends no temperature where none is wanted", async () => {
    const { client, heard } = listening(() => "");
    await zeroShotSearch({ client, model: "m", temperature: null }).propose(view());
    expect(heard.every((request) => !("temperature" in request))).toBe(true);
  });
});

describe("agentHpo(options)", () => {
  it("carries each analysis on to the log of later designs", async () => {
    const { client, heard } = listening([
      '{"analysis":"the finder is too weak"}',
      JSON.stringify({ allocation: choice("Large-70B", 1, "Small-3B", 5), rationale: "a better finder" }),
      '{"analysis":"that helped"}',
      JSON.stringify({ allocation: choice("Large-70B", 1, "Small-3B", 9), rationale: "more answers" }),
    ]);
    const searcher = agentHpo({ client, model: "m" });
    const before = [trial(0, "Find=Small-3B:10,Answer=Small-3B:20", 0.5, { reason: "a start" })];
    const one = await searcher.propose(view({ trials: before }));
    expect(one.calls?.map(({ step }) => step)).toEqual(["analysis", "design"]);
    const trials = [...before, ...asTrials(one.candidates, 1)];
    await searcher.propose(view({ trials }));
    expect(heard.map(({ temperature }) => temperature)).toEqual([0.7, 0, 0.7, 0]);
    const log = promptOf(heard[3]);
    for (const part of [
      "proposal: a start",
      "analysis: the finder is too weak",
      "proposal: a better finder",
      "analysis: that helped",
    ])
      expect(log).toContain(part);
  });
});

describe("mlCopilot(options)", () => {
  it("speaks of numbers of samples in words alone, and takes them back as numbers", async () => {
    const config = {
      Find: { model: "Small-3B", samples: "very small" },
      Answer: { model: "Small-3B", samples: "large" },
    };
    const { client, heard } = listening([
      '{"knowledge":["small finders do"]}',
      JSON.stringify({ configurations: [config] }),
    ]);
    const { candidates } = await mlCopilot({ client, model: "m" }).propose(view({ trials: tried }));
    expect(promptOf(heard[1])).toContain("1. small finders do");
    expect(promptOf(heard[1])).toContain("Answer: Small-3B with large samples -> accuracy 0.500");
    expect(promptOf(heard[1])).not.toContain("x 20");
    const meaning = /For Answer, .*large = (\d+),/.exec(promptOf(heard[1]).replace("very large", "VL"))?.[1];
    expect(candidates[0]?.allocation[1]?.samples).toBe(Number(meaning));
  });

  it("shows what was good on another task, and sets its words by that", async () => {
    const trials = Array.from({ length: 4 }, (_, i) =>
      trial(i, `Find=Small-3B:${i + 1},Answer=Small-3B:${10 * (i + 1)}`, 0.1 * i),
    );
    const sibling = { task: { ...task, title: "Another pipeline" }, trials };
    const { client, heard } = listening(() => "?");
    await mlCopilot({ client, model: "m", experience: [sibling, sibling, sibling, sibling] }).propose(view());
    expect(promptOf(heard[0])).toContain("Good configurations of another task, Another pipeline:");
    expect(promptOf(heard[0])).toContain(
      "For Answer, numbers of samples are given in words: very small = 20, small = 20, medium = 30, large = 40, very large = 40.",
    );
    expect(promptOf(heard[0]).match(/scored well there/g)?.length).toBe(12);
  });

  it("refuses experience of a task with other choices", async () => {
    const other = { ...task, stages: task.stages.slice(1) };
    const searcher = mlCopilot({ client: simulatedReader(), model: "m", experience: [{ task: other, trials: [] }] });
    await expect(searcher.propose(view())).rejects.toThrow(/experience of tasks with the stages and models/);
  });
});

describe("agentTts(options)", () => {
  const opening = async (name: string, budget?: number) => {
    const of = loadTask(findTask(name, import.meta.dirname));
    const wide = createSpace(of, budget === undefined ? {} : { budget: budgetUnits(budget) });
    const { candidates } = await agentTts({ client: scriptedClient([]), model: "m" }).propose(view({ space: wide }));
    return candidates.map(({ allocation }) =>
      allocation.map(({ model, samples }) => `${model.split("-").at(-1)}x${samples}`).join(" "),
    );
  };

  it("starts as the protocol says: every model for the same money", async () => {
    expect(await opening("2wiki", 1000)).toEqual([
      "7Bx60 70Bx1",
      "32Bx22 70Bx1",
      "72Bx1 70Bx1",
      "72Bx1 3Bx60",
      "72Bx1 8Bx39",
    ]);
    expect(await opening("2wiki", 500)).toEqual(expect.not.arrayContaining([expect.stringContaining("72B")]));
  });

  it.each(["2wiki", "hotpotqa", "cwq", "webqsp", "taskbench", "chatdev", "textvqa"])(
    "starts on %s, whose costs need no table of its own (1)",
    async (name) => {
      expect((await opening(name)).length).toBeGreaterThan(2);
    },
  );

  it("survives unreadable replies, unknown models and missing subtasks (2)", async () => {
    const bad = [
      "no JSON at all",
      JSON.stringify({ source: "own" }),
      own({ Find: { model: "Huge-1T", samples: 1 }, Answer: { model: "Small-3B", samples: 1 } }),
      own({ Find: { model: "Small-3B", samples: 1 } }),
      own({ Find: { model: "Small-3B", samples: "ten" }, Answer: { model: "Small-3B", samples: 1 } }),
    ];
    for (const reply of bad) {
      const { candidates, refused } = await agentTts({
        client: scriptedClient([guidelines("g"), reply, reply]),
        model: "m",
        batch: 2,
      }).propose(view({ trials: tried }));
      expect(candidates.length).toBe(2);
      expect(refused?.length).toBeGreaterThanOrEqual(2);
    }
  });

  it("needs no clean-up after a lost connection: the same view proposes the same (3)", async () => {
    let lost = true;
    const reader = simulatedReader();
    const shaky: LlmClient = async (request) => {
      if (lost) return { kind: "unavailable", reason: "network", why: "connection lost" };
      return reader(request);
    };
    const searcher = agentTts({ client: shaky, model: "m" });
    expect((await searcher.propose(view({ trials: tried }))).ending).toMatch(/network/);
    lost = false;
    expect(await searcher.propose(view({ trials: tried }))).toEqual(
      await agentTts({ client: reader, model: "m" }).propose(view({ trials: tried })),
    );
  });

  it("repeats under the same seed and differs under others (4)", async () => {
    const run = (seed: string) =>
      agentTts({ client: simulatedReader(), model: "m" }).propose(view({ trials: tried, seed }));
    expect(await run("1")).toEqual(await run("1"));
    expect((await run("1")).candidates).not.toEqual((await run("2")).candidates);
  });

  it("tells the model what was over the budget, failed or scored nothing (5)", async () => {
    const { client, heard } = listening([
      guidelines("g"),
      own(choice("Large-70B", 50, "Small-3B", 1)),
      own(choice("Small-3B", 5, "Small-3B", 5)),
    ]);
    const trials = [
      ...tried,
      trial(3, "Find=Small-3B:1,Answer=Small-3B:1", 0),
      trial(4, "Find=Small-3B:2,Answer=Small-3B:1", null),
    ];
    const { refused } = await agentTts({ client, model: "m", batch: 1 }).propose(view({ trials }));
    expect(promptOf(heard[1])).toContain("Find: Small-3B x 1; Answer: Small-3B x 1 -> accuracy 0.000");
    expect(promptOf(heard[1])).toContain(
      "Find: Small-3B x 2; Answer: Small-3B x 1 -> no score (failed: out of memory)",
    );
    expect(promptOf(heard[2])).toMatch(/Find=Large-70B:50,Answer=Small-3B:1: costs [\d.]+ units, the budget is 500/);
    expect(refused?.length).toBe(1);
  });

  it("shows the last round as new even where all of it failed (6)", async () => {
    const round = { round: 2, source: "own", guidelines: ["try more"] };
    const trials = [...tried, trial(3, "Find=Small-3B:1,Answer=Small-3B:1", null, { note: round })];
    const { client, heard } = listening(() => guidelines("g"));
    await agentTts({ client, model: "m", batch: 1 }).propose(view({ trials }));
    const [, fresh = ""] = promptOf(heard[0]).split("New trials of the last round");
    expect(fresh).toContain("Find: Small-3B x 1; Answer: Small-3B x 1 -> no score");
    expect(fresh).not.toContain("-> accuracy");
  });

  it("lets nothing through twice (7)", async () => {
    const same = choice("Small-3B", 5, "Small-3B", 5);
    const { client, heard } = listening([
      guidelines("g"),
      own(same, same, choice("Large-70B", 1, "Small-3B", 20)),
      own(same),
    ]);
    const { candidates, refused } = await agentTts({ client, model: "m", batch: 3 }).propose(view({ trials: tried }));
    expect(refused?.map(({ why }) => why)).toEqual(["was tried before", "was tried before", "was tried before"]);
    expect(promptOf(heard[2])).toContain("Give 2 others");
    expect(new Set(candidates.map(({ allocation }) => JSON.stringify(allocation))).size).toBe(3);
  });

  it("credits a score to the allocation that was evaluated, each as it was measured (8, 9)", async () => {
    const asked = trial(0, "Find=Small-3B:15,Answer=Small-3B:1", 0.5);
    const evaluated = parseAllocation("Find=Small-3B:10,Answer=Small-3B:1", task);
    const trials = [
      { ...asked, outcome: { ...asked.outcome, evaluated } as Trial["outcome"] },
      trial(1, "Find=Small-3B:20,Answer=Small-3B:1", 0.5),
    ];
    const { client, heard } = listening(() => guidelines("g"));
    const searcher = agentTts({ client, model: "m", batch: 1 });
    const opening = (await searcher.propose(view({ trials }))).candidates;
    await searcher.propose(view({ trials: [...trials, ...asTrials(opening, 2)] }));
    expect(promptOf(heard[0])).toContain("Find: Small-3B x 10; Answer: Small-3B x 1 -> accuracy 0.500");
    expect(promptOf(heard[0])).toContain("(stood in for what was asked: Find: Small-3B x 15; Answer: Small-3B x 1)");
    expect(promptOf(heard[0])).not.toContain("Find: Small-3B x 15; Answer: Small-3B x 1 ->");
  });

  const traces: Readonly<Record<Insight, RegExp>> = {
    preference: /prefer different models|deserves exploration/,
    peak: /up to a point|bring nothing/,
    dependence: /hands over|shared between|sharing the budget/,
  };
  it.each(Object.keys(traces) as Insight[])(
    "leaves no trace of insight %s where it is off, in any round (10)",
    async (off) => {
      const insights = (Object.keys(traces) as Insight[]).filter((insight) => insight !== off);
      const heard: LlmRequest[] = [];
      const reader = simulatedReader();
      const client: LlmClient = (request) => {
        heard.push(request);
        return reader(request);
      };
      const searcher = agentTts({ client, model: "m", insights, batch: 4 });
      let trials: readonly Trial[] = [];
      for (let turn = 0; turn < 5; turn++) {
        const { candidates } = await searcher.propose(view({ trials, left: 40 }));
        trials = [...trials, ...asTrials(candidates, trials.length, 0.1 * turn)];
      }
      expect(heard.length).toBeGreaterThanOrEqual(8);
      const said = heard.map(promptOf).join("\n");
      expect(said).not.toMatch(traces[off]);
      for (const on of insights) expect(said).toMatch(traces[on]);
      const balanced = (await agentTts({ client, model: "m" }).propose(view())).candidates.map(
        ({ allocation }) => allocation,
      );
      const first = (await searcher.propose(view())).candidates.map(({ allocation }) => allocation);
      expect(first.length).toBe(balanced.length);
      if (off === "preference") expect(first).not.toEqual(balanced);
      else expect(first).toEqual(balanced);
    },
  );

  it("keeps two searchers apart: nothing is shared but the view (10)", async () => {
    const both = [
      agentTts({ client: simulatedReader(), model: "m", insights: [] }),
      agentTts({ client: simulatedReader(), model: "m" }),
    ];
    const unnoted = [...tried, trial(3, "Find=Small-3B:2,Answer=Small-3B:3", 0.3)].map(({ note: _, ...rest }) => rest);
    const [bare, full] = await Promise.all(both.map((searcher) => searcher.propose(view({ trials: unnoted }))));
    expect(bare?.calls?.map(({ step }) => step)).toEqual(["candidates"]);
    expect(full?.candidates.length).toBeGreaterThan(0);
  });

  it("carries the first guidelines and the last two rounds', each once; and shows long histories short, best first (11)", async () => {
    const rounds = [1, 2, 3, 4].map((round) =>
      trial(2 + round, `Find=Small-3B:${round},Answer=Small-3B:2`, 0.1, {
        note: { round, guidelines: [`rule ${round}`, "the same"] },
      }),
    );
    const many = Array.from({ length: 60 }, (_, i) =>
      trial(7 + i, `Find=Small-3B:${5 + (i % 40)},Answer=Small-3B:${3 + Math.floor(i / 40)}`, (i % 60) / 100, {
        note: { round: 4, guidelines: ["rule 4", "the same"] },
      }),
    );
    const { client, heard } = listening([guidelines("rule 5"), own(choice("Small-3B", 50, "Small-3B", 50))]);
    await agentTts({ client, model: "m", batch: 1 }).propose(view({ trials: [...tried, ...rounds, ...many] }));
    const prompt = promptOf(heard[1]);
    for (const [text, count] of [
      ["rule 1", 1],
      ["rule 2", 0],
      ["rule 3", 0],
      ["rule 4", 1],
      ["rule 5", 1],
      ["the same", 1],
    ] as const)
      expect([text, prompt.split(`- ${text}`).length - 1]).toEqual([text, count]);
    const scores = [...prompt.matchAll(/-> accuracy ([\d.]+)/g)].map(([, score]) => Number(score));
    expect(scores.length).toBeLessThanOrEqual(40);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(prompt).toContain(`(${67 - scores.length} more that scored less)`);
  });

  const vary = (crossover: number, mutation: number, random: number) =>
    JSON.stringify({ source: "variation", candidates: [], crossover, mutation, random });
  it("offers variation and carries it out (12)", async () => {
    const { client, heard } = listening([guidelines("g"), vary(3, 4, 2)]);
    const { candidates, refused } = await agentTts({ client, model: "m", batch: 9 }).propose(
      view({ trials: [...tried, trial(3, "Find=Large-70B:3,Answer=Small-3B:7", 0.7, begun)] }),
    );
    expect(promptOf(heard[1])).toMatch(/"own".*\n.*"variation"/);
    expect(refused).toBeUndefined();
    const sources = candidates.map(({ note }) => (note as { source: string }).source);
    expect(sources.filter((source) => source === "mutation").length).toBe(4);
    expect(sources.filter((source) => source === "crossover").length).toBeGreaterThan(0);
    expect(sources.length).toBe(9);
  });

  it("wants the counts of a variation to add up", async () => {
    const { client } = listening([guidelines("g"), vary(1, 1, 1), vary(5, 2, 2)]);
    const { candidates, refused } = await agentTts({ client, model: "m", batch: 9 }).propose(view({ trials: tried }));
    expect(refused?.map(({ why }) => why)).toEqual([expect.stringMatching(/add up to 9/)]);
    expect(candidates.length).toBe(9);
  });

  it("breeds from good trials most, from either side, within the range, and leaves the trials as they are (13)", async () => {
    const trials = deepFrozen([
      trial(0, "Find=Small-3B:20,Answer=Small-3B:20", 0.9),
      trial(1, "Find=Small-3B:40,Answer=Small-3B:40", 0.1),
    ]);
    const near = { 20: 0, 40: 0 };
    const changed = [0, 0];
    for (let seed = 0; seed < 60; seed++) {
      const client = scriptedClient([guidelines("g"), vary(0, 4, 0)]);
      const searcher = agentTts({ client, model: "m", batch: 4 });
      const after = [...trials, ...asTrials((await searcher.propose(view({ trials }))).candidates, 2, 0.05)].slice(
        0,
        2,
      );
      const noted = after.map((t) => ({ ...t, note: { round: 1 } }));
      for (const { allocation } of (await searcher.propose(view({ trials: noted, seed: `${seed}` }))).candidates) {
        const [find, answer] = allocation.map(({ samples }) => Number(samples));
        expect(space.contains(allocation)).toBe(true);
        for (const [i, s] of [find, answer].entries()) {
          if (s === undefined) continue;
          if (s === 20) near[20]++;
          if (s === 40) near[40]++;
          if (s !== 20 && s !== 40) changed[i] = (changed[i] ?? 0) + 1;
        }
      }
    }
    expect(near[20]).toBeGreaterThan(1.4 * near[40]);
    expect(Math.min(...changed)).toBeGreaterThan(40);
  });

  it("comes to an end where breeding finds nothing new (13)", async () => {
    const tiny = createSpace(task, { budget: budgetUnits(21) });
    const trials = [trial(0, "Find=Small-3B:1,Answer=Small-3B:1", 0.5, { note: { round: 1 } })];
    const searcher = agentTts({ client: scriptedClient([guidelines("g"), vary(3, 3, 3)]), model: "m", batch: 9 });
    const { candidates } = await searcher.propose(view({ space: tiny, trials }));
    expect(candidates.length).toBe(Math.min(9, tiny.size - 1));
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFrozen(part);
  }
  return value;
}
