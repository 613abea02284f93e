import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { scriptedClient } from "isocompute/llm";
import { agentTtsWithPlanner, planner, recommendBest, type SearchView } from "isocompute/searchers";
import type { Trial } from "isocompute/trials";
import { describe, expect, it } from "vitest";
import { overheard, plainAdvisor } from "./capture.js";

const space = createSpace(parseTask(exampleTask));
const trials = [100, 900, 1700].map((place, index): Trial => {
  const proposed = space.at(place);
  const cost = { units: space.costOf(proposed) };
  const scored = { kind: "scored", standardError: 0.05, questions: null, stages: [], provenance: "simulated" } as const;
  return { index, proposed, outcome: { ...scored, score: 0.5 + index / 10, evaluated: proposed, cost } };
});
const view = (more: Partial<SearchView> = {}): SearchView => ({
  space,
  trials,
  left: 9,
  want: 1,
  questions: null,
  seed: "ruling",
  ...more,
});
const ruling = (decision: string, reason: string, ...samples: number[]) =>
  JSON.stringify({
    decision,
    reason,
    candidates: samples.map((count) => ({
      allocation: { Find: { model: "Large-70B", samples: 1 }, Answer: { model: "Small-3B", samples: count } },
    })),
  });
const over = (replies: readonly string[], batch = 2) => {
  const { client, requests } = overheard(scriptedClient(replies));
  return { searcher: agentTtsWithPlanner({ client, model: "m", planner: plainAdvisor, batch }), requests };
};

describe("agentTtsWithPlanner(options)", () => {
  it("leaves the first trials to the planner, and asks nobody", async () => {
    const { searcher, requests } = over([]);
    const first = await searcher.propose(view({ trials: [] }));
    expect(first).toEqual(await plainAdvisor.propose(view({ trials: [] })));
    expect(requests).toEqual([]);
  });

  it("shows what the planner would try, what it expects, and how sure it is", async () => {
    const { searcher, requests } = over([ruling("accept", "sound")]);
    await searcher.propose(view());
    const text = String(requests[0]?.messages[1]?.content);
    expect(text).toContain("-> predicted accuracy 0.500 ± 0.020 (next in line)");
    expect(text).toContain("It ruled nothing out.");
    expect(text).toContain("Subtasks prefer different models.");
    const bare = overheard(scriptedClient([ruling("accept", "sound")]));
    await agentTtsWithPlanner({ client: bare.client, model: "m", planner: plainAdvisor, insights: [] }).propose(view());
    expect(String(bare.requests[0]?.messages[1]?.content)).not.toMatch(/Subtasks prefer|up to a point|hands over/);
  });

  it("tries the planner's picks where the model accepts them, with both reasons", async () => {
    const { candidates, refused } = await over([ruling("accept", "they fit what was seen")]).searcher.propose(view());
    expect(candidates.map(({ allocation }) => space.indexOf(allocation))).toEqual([0, 1]);
    expect(candidates[0]?.reason).toBe("next in line (accepted: they fit what was seen)");
    expect(refused).toBeUndefined();
  });

  it("tries the model's own allocations where it overrules, with its reason", async () => {
    const { candidates } = await over([ruling("overrule", "the finder must be large", 7, 9)]).searcher.propose(view());
    expect(candidates.map(({ allocation }) => allocation[1]?.samples)).toEqual([7, 9]);
    expect(candidates.map(({ reason }) => reason)).toEqual(["the finder must be large", "the finder must be large"]);
    expect(candidates[0]?.note).toEqual({ source: "overruled" });
  });

  it("takes no overruling without a reason", async () => {
    const { candidates, refused } = await over([
      ruling("overrule", " ", 7),
      ruling("overrule", "", 7),
    ]).searcher.propose(view());
    expect(refused?.map(({ why }) => why)).toEqual(['"reason" requires a text', '"reason" requires a text']);
    expect(candidates.map(({ note }) => note)).toEqual([{ source: "planner" }, { source: "planner" }]);
  });

  it("fills up with the planner's picks what overruling leaves open", async () => {
    const { searcher, requests } = over([ruling("overrule", "because", 7, 50_000), ruling("overrule", "because", 7)]);
    const { candidates, refused } = await searcher.propose(view());
    expect(requests.length).toBe(2);
    expect(refused?.length).toBe(2);
    expect(candidates.map(({ note }) => (note as { source: string }).source)).toEqual(["overruled", "planner"]);
  });

  it("recommends as its planner does", () => {
    const searcher = agentTtsWithPlanner({ client: scriptedClient([]), model: "m", planner: planner() });
    expect(searcher.recommend?.(view())).toEqual(planner().recommend?.(view()));
    expect(over([]).searcher.recommend).toBeUndefined();
    expect(recommendBest(trials)?.score).toBe(0.7);
  });

  it("is the planner itself where every ruling is to accept", async () => {
    const client = scriptedClient(() => ruling("accept", "yes"));
    const both = agentTtsWithPlanner({ client, model: "m", planner: planner() });
    const { candidates } = await both.propose(view());
    const alone = await planner().propose(view());
    expect(candidates.map(({ allocation }) => allocation)).toEqual(
      alone.candidates.map(({ allocation }) => allocation),
    );
  });
});
