import fc from "fast-check";
import { createRng } from "isocompute/core";
import {
  createMeter,
  type LlmClient,
  type LlmRequest,
  replyOf,
  scriptedClient,
  withCaps,
  withRetry,
} from "isocompute/llm";
import { describe, expect, it } from "vitest";
import { fakeClock } from "./fake-clock.js";

const prices = { m: { prompt: 1, cachedPrompt: 0.1, completion: 8 } };

/** A server that bills what it sees: every byte a token, up to the limit of tokens; some calls fail in ways that may be billed. */
function billing(seed: string): { client: LlmClient; bill: { requests: number; tokens: number; dollars: number } } {
  const rng = createRng(seed);
  const bill = { requests: 0, tokens: 0, dollars: 0 };
  const client: LlmClient = async (request) => {
    bill.requests += 1;
    await new Promise((resolve) => setImmediate(resolve));
    const fate = rng.uniform();
    if (fate < 0.1) return { kind: "unavailable", reason: "busy", why: "429" };
    const promptTokens = JSON.stringify(request.messages).length;
    const outputTokens = 1 + rng.below((request.maxTokens ?? 1) * (request.samples ?? 1));
    bill.tokens += promptTokens + outputTokens;
    bill.dollars += (promptTokens + 8 * outputTokens) / 1e6;
    if (fate < 0.2) return { kind: "unavailable", reason: "network", why: "lost on the way back" };
    return replyOf([{ text: "x", finish: "stop" }], { promptTokens, cachedPromptTokens: 0, outputTokens });
  };
  return { client, bill };
}

describe("withCaps(client, meter)", () => {
  it("never lets a bill pass its cap, whatever runs side by side", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom("requests", "tokens", "dollars"),
        fc.integer({ min: 1, max: 40 }),
        async (seed, which, width) => {
          const { client, bill } = billing(`bill-${seed}`);
          const cap = which === "requests" ? 25 : which === "tokens" ? 9000 : 0.02;
          const capped = withCaps(client, createMeter({ [which]: cap }, { prices }));
          const rng = createRng(`asks-${seed}`);
          const worker = async () => {
            for (let i = 0; i < 30; i++) {
              const request: LlmRequest = {
                model: "m",
                messages: [{ role: "user", content: "q".repeat(rng.below(200)) }],
                maxTokens: 1 + rng.below(100),
                samples: 1 + rng.below(3),
              };
              const reply = await capped(request);
              if (reply.kind === "unavailable" && reply.reason === "cap") return;
            }
          };
          await Promise.all(Array.from({ length: width }, worker));
          expect(bill[which]).toBeLessThanOrEqual(cap);
          expect(bill[which]).toBeGreaterThan(cap * 0.5 * Math.min(1, width / 10));
        },
      ),
      { numRuns: 40, seed: 6 },
    );
  });

  it("counts every try of a retry", async () => {
    const busy = { kind: "unavailable", reason: "busy", why: "429" } as const;
    const meter = createMeter({ requests: 3 });
    const client = withRetry(
      withCaps(
        scriptedClient(() => busy),
        meter,
      ),
      createRng("r"),
      { clock: fakeClock(), attempts: 9 },
    );
    expect(await client({ model: "m", messages: [] })).toMatchObject({
      reason: "cap",
      why: "the next call could pass a cap (spent: requests 3 of 3)",
    });
  });

  it("goes on from what an earlier run spent", async () => {
    const meter = createMeter({ requests: 3 }, { spent: { requests: 2, tokens: 0, dollars: 0 } });
    const client = withCaps(
      scriptedClient(() => "4"),
      meter,
    );
    expect((await client({ model: "m", messages: [] })).kind).toBe("text");
    expect((await client({ model: "m", messages: [] })).kind).toBe("unavailable");
  });

  it("gives back what a call did not use", async () => {
    const usage = { promptTokens: 5, cachedPromptTokens: 0, outputTokens: 5 };
    const meter = createMeter({ tokens: 500 });
    const client = withCaps(async () => replyOf([{ text: "4", finish: "stop" }], usage), meter);
    for (let i = 0; i < 20; i++) expect((await client({ model: "m", messages: [], maxTokens: 200 })).kind).toBe("text");
    expect(meter.spent()).toEqual({ requests: 20, tokens: 200, dollars: 0 });
  });

  it.each([
    [429, 0],
    [500, 0],
    [503, 0],
    [502, 64 + 16 + 1 + 200],
    [504, 64 + 16 + 1 + 200],
  ])("counts for a busy server's %i %i tokens", async (status, tokens) => {
    const meter = createMeter({ tokens: 500 });
    const busy = { kind: "unavailable", reason: "busy", why: "", status } as const;
    await withCaps(
      scriptedClient(() => busy),
      meter,
    )({ model: "m", messages: [{ role: "user", content: "q" }], maxTokens: 200 });
    expect(meter.spent()).toEqual({ requests: 1, tokens, dollars: 0 });
  });

  it("charges cached prompt tokens at their own price", async () => {
    const usage = { promptTokens: 1000, cachedPromptTokens: 900, outputTokens: 0 };
    const meter = createMeter({ dollars: 1 }, { prices });
    await withCaps(
      async () => replyOf([{ text: "4", finish: "stop" }], usage),
      meter,
    )({ model: "m", messages: [], maxTokens: 1 });
    expect(meter.spent().dollars).toBeCloseTo((100 + 90) / 1e6, 12);
  });

  it("refuses to guess: tokens need maxTokens, money needs a price", async () => {
    const client = withCaps(
      scriptedClient(() => "4"),
      createMeter({ dollars: 1 }),
    );
    await expect(client({ model: "m", messages: [] })).rejects.toThrow("requires maxTokens in every request");
    await expect(client({ model: "m", messages: [], maxTokens: 5 })).rejects.toThrow('got none for "m"');
    expect(() => createMeter({ tokens: 0 })).toThrow("above zero");
  });
});
