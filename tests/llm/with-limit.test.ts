import { createRng } from "isocompute/core";
import { type LlmClient, replyOf, withLimit, withRetry } from "isocompute/llm";
import { describe, expect, it } from "vitest";
import { fakeClock } from "./fake-clock.js";

const ask = { model: "m", messages: [] };

/** A client that says how many calls it ever had under way at once. */
function busyClient(): { client: LlmClient; most: () => number; calls: () => number } {
  let under = 0;
  let most = 0;
  let calls = 0;
  return {
    most: () => most,
    calls: () => calls,
    client: async () => {
      calls += 1;
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, 1));
      under -= 1;
      return replyOf([{ text: "4", finish: "stop" }], null);
    },
  };
}

describe("withLimit(client, options)", () => {
  it("never has more requests under way than allowed, and loses none", async () => {
    const { client, most, calls } = busyClient();
    const limited = withLimit(client, { concurrency: 3 });
    const replies = await Promise.all(Array.from({ length: 50 }, () => limited(ask)));
    expect(replies.every((reply) => reply.kind === "text")).toBe(true);
    expect([most(), calls()]).toEqual([3, 50]);
  });

  it("frees the place of a call that throws", async () => {
    let first = true;
    const limited = withLimit(
      async () => {
        if (first) {
          first = false;
          throw new Error("broken");
        }
        return replyOf([{ text: "4", finish: "stop" }], null);
      },
      { concurrency: 1 },
    );
    await expect(limited(ask)).rejects.toThrow("broken");
    expect((await limited(ask)).kind).toBe("text");
  });

  it("lets a waiting call leave the queue when its signal fires", async () => {
    const { client, calls } = busyClient();
    const limited = withLimit(client, { concurrency: 1 });
    const stop = new AbortController();
    const running = limited(ask);
    const waiting = limited(ask, stop.signal);
    stop.abort();
    expect(await waiting).toMatchObject({ reason: "aborted" });
    await running;
    expect((await limited(ask)).kind).toBe("text");
    expect(calls()).toBe(2);
  });

  it("lets one signal stop any number of requests without a warning of Node's", async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on("warning", note);
    const stop = new AbortController();
    const waiting = withRetry(withLimit(busyClient().client, { concurrency: 1 }), createRng("w"));
    const replies = Array.from({ length: 40 }, () => waiting(ask, stop.signal));
    stop.abort();
    await Promise.all(replies);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  it("spaces requests evenly", async () => {
    const clock = fakeClock();
    const starts: number[] = [];
    const limited = withLimit(
      async () => {
        starts.push(clock.now());
        return replyOf([{ text: "4", finish: "stop" }], null);
      },
      { concurrency: 1, perSecond: 10, clock },
    );
    for (let i = 0; i < 5; i++) await limited(ask);
    expect(starts).toEqual([0, 100, 200, 300, 400]);
  });
});
