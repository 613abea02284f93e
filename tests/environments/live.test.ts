import { resolve } from "node:path";
import { type Allocation, loadTask, parseAllocation } from "isocompute/allocation";
import { createRng, samples } from "isocompute/core";
import { live, openStore, type SampleStore, simulatedModels } from "isocompute/environments";
import {
  createLedger,
  createMeter,
  type LlmClient,
  type Prices,
  scriptedClient,
  serveModels,
  withCaps,
  withLedger,
  withLimit,
  withRetry,
} from "isocompute/llm";
import { openAiClient } from "isocompute/llm/openai";
import {
  createActor,
  kgQa,
  type Pipeline,
  retrievalQa,
  syntheticKg,
  syntheticMultiHop,
  syntheticTools,
  toolPlanning,
} from "isocompute/pipelines";
import { createSimulator, drawInstance, priorOnly } from "isocompute/simulator";
import { afterEach, describe, expect, it } from "vitest";

const task = loadTask(resolve(import.meta.dirname, "../../data/tasks/2wiki.json"));
const QUESTIONS = 20;
const examples = syntheticMultiHop(createRng("live"), QUESTIONS);
const instance = drawInstance(priorOnly(task), 3, { questions: QUESTIONS });
const models = simulatedModels(instance, createActor(retrievalQa(), examples));
const choice = (text: string): Allocation => parseAllocation(text, task);
const few = choice("Retrieval=Qwen2.5-7B:5,Question Answering=Llama-3.2-3B:4");
const many = choice("Retrieval=Qwen2.5-7B:9,Question Answering=Llama-3.2-3B:7");

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A client that notes every sample it sells. */
function selling(client: LlmClient): { client: LlmClient; sold: string[] } {
  const sold: string[] = [];
  return {
    sold,
    client: async (request, signal) => {
      const reply = await client(request, signal);
      const { samples = 1, firstSample = 0, messages } = request;
      if (reply.kind !== "unavailable")
        for (let i = 0; i < samples; i++) sold.push(JSON.stringify([request.model, messages, firstSample + i]));
      return reply;
    },
  };
}

function worldOf(client: LlmClient, store?: SampleStore, perRequest = 4) {
  return live(retrievalQa(), { examples, task }, client, { perRequest, ...(store === undefined ? {} : { store }) });
}

describe("live(pipeline, { examples, task }, client, options)", () => {
  it("scores what the world's own samples score, with stage metrics, cost and provenance", async () => {
    const outcome = await worldOf(models).evaluate(few);
    if (outcome.kind !== "scored") throw new Error(outcome.why);
    const simulated = createSimulator(instance, { draw: "samples" }).evaluate(few);
    expect(outcome.perQuestion).toEqual(Array.from(simulated.perQuestion));
    expect(outcome).toMatchObject({
      score: expect.closeTo(simulated.score, 12),
      questions: QUESTIONS,
      provenance: "measured",
      evaluated: few,
    });
    expect(outcome.stages.map(({ stage, metric }) => [stage, metric])).toEqual([
      ["Retrieval", "Ret_F1"],
      ["Question Answering", "Gen_EM"],
    ]);
    expect(outcome.cost.tokens).toBeGreaterThan(1000);
    expect(outcome.cost.units).toBeCloseTo(77.333 + 4 * 4.6667 + 3 + 3, 2);
  });

  it("refuses examples with nothing to score against before a model is asked, and names the first", () => {
    const own = loadTask(resolve(import.meta.dirname, "../../data/tasks/taskbench.json"));
    const some = syntheticTools(createRng("unscored"), 3);
    const { client, sold } = selling(models);
    const without = (plan: (typeof some)[number]["gold"]) => [some[0], { ...some[1], gold: plan, request: "Do it" }];
    for (const plan of [null, { steps: ["x"], nodes: [{ task: "t", arguments: [] }], links: [] }])
      expect(() => live(toolPlanning() as Pipeline, { examples: without(plan), task: own }, client)).toThrow(
        'tool-planning requires examples with something to score argument_f1 against, got 1 of 2 without, the first at position 1 ("do it")',
      );
    expect(sold).toEqual([]);
  });

  it("tells no score where a pipeline scores an example by nothing after all: a log would not hold it", async () => {
    const fickle: Pipeline<(typeof examples)[number]> = {
      ...retrievalQa(),
      score: (output, example) =>
        output !== null && example === examples[1] ? { Gen_EM: null } : retrievalQa().score(output, example),
    };
    const outcome = await live(fickle, { examples, task }, models).evaluate(few, { questions: [0, 1, 2] });
    expect(outcome).toMatchObject({ kind: "failed", why: "1 of 3 examples have no Gen_EM" });
    expect(outcome.kind === "failed" && outcome.cost?.tokens).toBeGreaterThan(0);
  });

  it("tells no curve of a stage that has nothing to score its own metric against", async () => {
    const own = loadTask(resolve(import.meta.dirname, "../../data/tasks/cwq.json"));
    const some = syntheticKg(createRng("no-facts"), 2).map((example) => ({ ...example, gold: [] }));
    const client = scriptedClient(({ schema }) => (schema === undefined ? "Answer: x" : '{"selected": [1]}'));
    const allocation = own.stages.map(({ name, models }) => ({
      stage: name,
      model: models[0]?.name ?? "",
      samples: samples(2),
    }));
    const outcome = await live(kgQa() as Pipeline, { examples: some, task: own }, client).evaluate(allocation);
    expect(outcome).toMatchObject({ kind: "scored", score: 0 });
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome); // a number that is none would come back as null
  });

  it("names its score where the task names another metric, and tells which metric of a stage it has not", async () => {
    const foreign = {
      ...task,
      metric: "Nope",
      stages: task.stages.map((stage, s) => (s === 0 ? { ...stage, metric: "Neither" } : stage)),
    };
    const [own, other] = await Promise.all(
      [task, foreign].map((one) => live(retrievalQa(), { examples, task: one }, models).evaluate(few)),
    );
    if (own?.kind !== "scored" || other?.kind !== "scored") throw new Error("requires scores");
    expect(own).not.toHaveProperty("metric");
    expect(own.remark ?? "").not.toContain("metric");
    expect(other).toMatchObject({ score: own.score, metric: "Gen_EM", stages: own.stages.slice(1) });
    expect(other.remark).toContain(
      "the score is the pipeline's Gen_EM, not Nope; Retrieval has no Neither: the pipeline's metrics are Ret_Precision, Ret_Recall, Ret_F1, Gen_EM",
    );
  });

  it("gives subsets of questions their own scores, in the order asked for", async () => {
    const world = worldOf(models);
    const whole = await world.evaluate(few);
    const part = await world.evaluate(few, { questions: [7, 2, 11] });
    if (whole.kind !== "scored" || part.kind !== "scored") throw new Error("not scored");
    expect(part.perQuestion).toEqual([7, 2, 11].map((i) => whole.perQuestion?.[i]));
  });

  it("buys every sample once: tops up for more, pays nothing for less or again", async () => {
    const store = openStore(":memory:");
    const { client, sold } = selling(models);
    const world = worldOf(client, store);
    const first = await world.evaluate(few);
    const bought = sold.length;
    expect(await worldOf(client, store).evaluate(few)).toMatchObject({
      score: first.kind === "scored" ? first.score : -1,
    });
    expect(sold.length).toBe(bought);
    const more = await world.evaluate(many);
    expect(more).toMatchObject({ score: ((await worldOf(models).evaluate(many)) as { score: number }).score });
    expect(new Set(sold).size).toBe(sold.length);
    expect(store.totals().samples).toBe(sold.length);
  });

  it.each([
    ["retrieval-qa", "2wiki", retrievalQa() as Pipeline, syntheticMultiHop],
    ["tool-planning", "taskbench", toolPlanning() as Pipeline, syntheticTools],
  ] as const)(
    "ends with the same scores over HTTP although 3 of 10 replies of %s go wrong",
    async (_, name, pipeline, synthetic) => {
      const own = loadTask(resolve(import.meta.dirname, `../../data/tasks/${name}.json`));
      const some = synthetic(createRng("faulty"), 10);
      const world = drawInstance(priorOnly(own), 5, { questions: 10 });
      const served = simulatedModels(world, createActor(pipeline, some));
      const allocation = world.law.stages.map((stage) => ({
        stage: stage.name,
        model: stage.models[0]?.name ?? "",
        samples: few[0]?.samples ?? few[1]?.samples,
      }));
      const calm = await live(pipeline, { examples: some, task: own }, served, { perRequest: 4 }).evaluate(
        allocation as Allocation,
      );
      const server = await serveModels(served, {
        faults: { rate: 0.3, rng: createRng("faults"), slowMs: 5, retryAfterMs: 1, hangMs: 50 },
      });
      closing.push(() => server.close());
      const ledger = createLedger();
      const openai = openAiClient({ baseURL: server.baseURL, env: {} });
      const client = withRetry(withLimit(withLedger(openai, ledger), { concurrency: 32 }), createRng("retry"), {
        attempts: 15,
        firstWaitMs: 1,
        longestWaitMs: 50,
        refusals: true,
      });
      const store = openStore(":memory:");
      const stormy = await live(pipeline, { examples: some, task: own }, client, { perRequest: 4, store }).evaluate(
        allocation as Allocation,
      );
      if (calm.kind !== "scored" || stormy.kind !== "scored") throw new Error("not scored");
      expect(stormy.perQuestion).toEqual(calm.perQuestion);
      expect(stormy.cost.tokens).toBe(calm.cost.tokens);
      expect(ledger.total().failed).toBeGreaterThan(5);
    },
  );

  it("buys anew what a simulation said before, and the other way round", async () => {
    const store = openStore(":memory:");
    const { client, sold } = selling(models);
    const one = choice("Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:1");
    const bought: number[] = [];
    for (const provenance of ["simulated", "measured", "simulated"] as const) {
      const world = live(retrievalQa(), { examples, task }, client, { store, provenance });
      expect(await world.evaluate(one)).toMatchObject({ kind: "scored", provenance });
      bought.push(sold.length);
    }
    const [first = 0] = bought;
    expect(bought).toEqual([first, 2 * first, 2 * first]);
  });

  it("buys anew what another simulated world said, and its logs are another's", async () => {
    const store = openStore(":memory:");
    const { client, sold } = selling(models);
    const one = choice("Retrieval=Qwen2.5-7B:1,Question Answering=Llama-3.2-3B:1");
    const bought: number[] = [];
    for (const world of ["2wiki/7", "2wiki/8", "2wiki/7"]) {
      const here = live(retrievalQa(), { examples, task }, client, { store, provenance: "simulated", world });
      expect(here.identity?.()).toMatchObject({ provenance: "simulated", world });
      await here.evaluate(one);
      bought.push(sold.length);
    }
    const [first = 0] = bought;
    expect(bought).toEqual([first, 2 * first, 2 * first]);
  });

  it("stops at a cap, tells so, and with a store goes on from there without buying anything twice", async () => {
    const store = openStore(":memory:");
    const { client, sold } = selling(models);
    let outcome = await worldOf(withCaps(client, createMeter({ requests: 15 })), store).evaluate(few);
    expect(outcome).toMatchObject({ kind: "failed", why: expect.stringContaining("requests 15 of 15") });
    let attempts = 1;
    for (; outcome.kind !== "scored" && attempts < 20; attempts++)
      outcome = await worldOf(withCaps(client, createMeter({ requests: 15 })), store).evaluate(few);
    expect(attempts).toBeGreaterThan(3);
    const calm = await worldOf(models).evaluate(few);
    expect(outcome).toMatchObject({ perQuestion: calm.kind === "scored" ? calm.perQuestion : [] });
    expect(new Set(sold).size).toBe(sold.length);
  });

  it("tells what a failed evaluation spent: as much as is in the store", async () => {
    const store = openStore(":memory:");
    let calls = 0;
    const breaking: LlmClient = (request, signal) =>
      ++calls === 4
        ? Promise.resolve({ kind: "unavailable", reason: "rejected", why: "403" })
        : models(request, signal);
    const world = live(retrievalQa(), { examples, task }, breaking, { store, concurrency: 1 });
    const outcome = await world.evaluate(choice("Retrieval=Qwen2.5-7B:4,Question Answering=Llama-3.2-3B:1"));
    const { samples, promptTokens, outputTokens } = store.totals();
    expect(samples).toBe(3);
    expect(outcome).toMatchObject({ kind: "failed", cost: { tokens: promptTokens + outputTokens } });
  });

  it("tells money where every model has a price, also where it is none", async () => {
    const costWith = async (prices?: Prices) =>
      (await live(retrievalQa(), { examples, task }, models, prices === undefined ? {} : { prices }).evaluate(few)) as {
        cost: object;
      };
    const free = { prompt: 0, completion: 0 };
    const price = { prompt: 1, completion: 1 };
    expect((await costWith({ "Qwen2.5-7B": free, "Llama-3.2-3B": free })).cost).toMatchObject({ dollars: 0 });
    expect((await costWith({ "Qwen2.5-7B": price, "Llama-3.2-3B": free })).cost).toHaveProperty("dollars");
    for (const prices of [undefined, {}, { "Qwen2.5-7B": price }])
      expect((await costWith(prices)).cost).not.toHaveProperty("dollars");
  });

  it("throws the reason of a signal that fires, and leaves nothing running", async () => {
    const stop = new AbortController();
    let calls = 0;
    const slow: LlmClient = async (request, signal) => {
      calls += 1;
      if (calls === 10) stop.abort(new Error("enough"));
      return models(request, signal);
    };
    await expect(worldOf(slow).evaluate(few, { signal: stop.signal })).rejects.toThrow("enough");
    const then = calls;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBe(then);
  });

  it("refuses a task of other stages", () => {
    expect(() => live(toolPlanning(), { examples: [], task }, models)).toThrow(
      "requires a task with the stages of tool-planning",
    );
  });
});
