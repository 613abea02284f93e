import { createRng } from "isocompute/core";
import { type LlmReply, scriptedClient, type UnavailableReason, withRetry } from "isocompute/llm";
import { describe, expect, it } from "vitest";
import { fakeClock } from "./fake-clock.js";

const ask = { model: "m", messages: [{ role: "user" as const, content: "2 + 2?" }] };
const no = (reason: UnavailableReason, more: object = {}): LlmReply => ({
  kind: "unavailable",
  reason,
  why: reason,
  ...more,
});

describe("withRetry(client, rng, options)", () => {
  it.each(["busy", "timeout", "network", "malformed"] as const)("asks again after %s", async (reason) => {
    const client = withRetry(scriptedClient([no(reason), no(reason), "4"]), createRng("r"), { clock: fakeClock() });
    expect(await client(ask)).toMatchObject({ kind: "text", completions: [{ text: "4" }] });
  });

  it.each(["rejected", "cap", "tape", "aborted"] as const)("gives up at once after %s", async (reason) => {
    const clock = fakeClock();
    expect(await withRetry(scriptedClient([no(reason)]), createRng("r"), { clock })(ask)).toMatchObject({ reason });
    expect(clock.sleeps).toEqual([]);
  });

  it("gives the last reply when the attempts are used up", async () => {
    const clock = fakeClock();
    const client = withRetry(
      scriptedClient(() => no("busy")),
      createRng("r"),
      { clock, attempts: 4 },
    );
    expect(await client(ask)).toMatchObject({ kind: "unavailable", reason: "busy" });
    expect(clock.sleeps).toHaveLength(3);
  });

  it("doubles its waits up to the longest, each in the upper half of its range", async () => {
    const clock = fakeClock();
    await withRetry(
      scriptedClient(() => no("busy")),
      createRng("r"),
      {
        clock,
        attempts: 8,
        firstWaitMs: 100,
        longestWaitMs: 1000,
      },
    )(ask);
    const ceilings = [100, 200, 400, 800, 1000, 1000, 1000];
    expect(clock.sleeps).toHaveLength(ceilings.length);
    for (const [i, ceiling] of ceilings.entries()) {
      expect(clock.sleeps[i]).toBeGreaterThanOrEqual(ceiling / 2);
      expect(clock.sleeps[i]).toBeLessThanOrEqual(ceiling);
    }
    expect(new Set(clock.sleeps).size).toBe(clock.sleeps.length);
  });

  it("waits no shorter than the server asks, and does not come back before a wait it will not keep", async () => {
    const clock = fakeClock();
    const client = scriptedClient([no("busy", { retryAfterMs: 5000 }), no("busy", { retryAfterMs: 90_000 }), "4"]);
    const reply = await withRetry(client, createRng("r"), { clock, firstWaitMs: 10 })(ask);
    expect(clock.sleeps).toEqual([5000]);
    expect(reply).toMatchObject({ kind: "unavailable", retryAfterMs: 90_000 });
  });

  it("asks a refusal again only when told to", async () => {
    const refused: LlmReply = {
      kind: "refused",
      why: "no",
      completions: [{ text: "no", finish: "refused" }],
      usage: null,
    };
    expect(await withRetry(scriptedClient([refused]), createRng("r"), { clock: fakeClock() })(ask)).toBe(refused);
    const stubborn = withRetry(scriptedClient([refused, "4"]), createRng("r"), { clock: fakeClock(), refusals: true });
    expect(await stubborn(ask)).toMatchObject({ kind: "text" });
  });

  it("stops waiting when the signal fires", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 5);
    const client = withRetry(scriptedClient([no("busy")]), createRng("r"), { firstWaitMs: 60_000 });
    expect(await client(ask, stop.signal)).toMatchObject({ kind: "unavailable", reason: "aborted" });
  });
});
