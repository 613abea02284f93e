import {
  createLedger,
  createMeter,
  type LlmClient,
  type LlmRequest,
  replyOf,
  scriptedClient,
  withCaps,
  withLedger,
  withSamples,
} from "isocompute/llm";
import { describe, expect, it } from "vitest";

/** Names each completion by its place; makes at most `most` per request, whatever is asked. */
function placed(most: number): { client: LlmClient; asked: LlmRequest[] } {
  const asked: LlmRequest[] = [];
  const client: LlmClient = async (request) => {
    asked.push(request);
    const count = Math.min(most, request.samples ?? 1);
    const completions = Array.from({ length: count }, (_, i) => ({
      text: `s${(request.firstSample ?? 0) + i}`,
      finish: "stop" as const,
    }));
    return replyOf(completions, { promptTokens: 10, cachedPromptTokens: 0, outputTokens: count });
  };
  return { client, asked };
}

describe("withLedger(client, ledger)", () => {
  it("enters every request, also one that throws", async () => {
    const ledger = createLedger();
    const client = withLedger(scriptedClient(["a"]), ledger);
    await client({ model: "m", messages: [] });
    await expect(client({ model: "m", messages: [] })).rejects.toThrow("requires at most 1 calls");
    expect(ledger.total()).toMatchObject({ requests: 2, failed: 1, unmetered: 1 });
  });
});

describe("withSamples(client, options)", () => {
  it.each([
    [1, 1, 7],
    [3, 3, 3],
    [10, 10, 1],
    [4, 1, 7], // a server that takes n for 1 is asked again until all are there
    [4, 3, 3],
  ])("asks for %i at once, gets at most %i, and needs %i requests for 7", async (perRequest, most, requests) => {
    const { client, asked } = placed(most);
    const reply = await withSamples(client, { perRequest })({ model: "m", messages: [], samples: 7, firstSample: 5 });
    expect(reply.kind === "text" && reply.completions.map((c) => c.text)).toEqual([
      "s5",
      "s6",
      "s7",
      "s8",
      "s9",
      "s10",
      "s11",
    ]);
    expect(reply.kind === "text" && reply.usage).toEqual({
      promptTokens: 10 * requests,
      cachedPromptTokens: 0,
      outputTokens: 7,
    });
    expect(asked).toHaveLength(requests);
  });

  it.each([
    [{ samples: 0 }, "requires a request for samples of at least one, got 0"],
    [{ samples: 2.5 }, "requires a request for samples of at least one, got 2.5"],
    [{ firstSample: 0.5 }, "requires a request with an integer for firstSample, got 0.5"],
  ])("refuses %j, and asks nothing", async (wrong, why) => {
    const { client, asked } = placed(1);
    await expect(withSamples(client)({ model: "m", messages: [], ...wrong })).rejects.toThrow(why);
    expect(asked).toEqual([]);
  });

  it("is unavailable as a whole when a part is", async () => {
    const client = scriptedClient(["a", { kind: "unavailable", reason: "cap", why: "cap" }]);
    expect(await withSamples(client)({ model: "m", messages: [], samples: 2 })).toMatchObject({
      kind: "unavailable",
      reason: "cap",
    });
  });

  it("says what the parts used that came, and nothing of usage where none came", async () => {
    const { client } = placed(1);
    const busy = { kind: "unavailable", reason: "busy", why: "503" } as const;
    const breaks =
      (place: number): LlmClient =>
      (request) =>
        request.firstSample === place ? Promise.resolve(busy) : client(request);
    const ask = { model: "m", messages: [], samples: 4 };
    const used = { promptTokens: 30, cachedPromptTokens: 0, outputTokens: 3 };
    for (const perRequest of [1, 4])
      expect(await withSamples(breaks(3), { perRequest })(ask)).toEqual({ ...busy, usage: used });
    expect(await withSamples(withSamples(breaks(3)), { perRequest: 2 })(ask)).toEqual({ ...busy, usage: used });
    expect(await withSamples(breaks(0), { perRequest: 4 })(ask)).toEqual(busy);
    expect(await withSamples(scriptedClient(["a", busy]))({ ...ask, samples: 2 })).toEqual({ ...busy, usage: null });

    const ledger = createLedger({ m: { prompt: 1, completion: 1 } });
    const meter = createMeter({ requests: 9 });
    await withCaps(withLedger(withSamples(breaks(3)), ledger), meter)(ask);
    expect(ledger.total()).toMatchObject({ requests: 1, failed: 1, unmetered: 0, ...used, dollars: 33e-6 });
    expect(meter.spent()).toMatchObject({ requests: 1, tokens: 33 });
  });
});
