import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { type Owner, ownerByAsyncCalls, ownerByTimers } from "../../lib/src/kernel/owner.js";

/** What is asked to keep its owner, by the timers that a way to follow has replaced. */
async function seen(owner: Owner<string>, timers: typeof globalThis): Promise<Record<string, string | undefined>> {
  const at: Record<string, string | undefined> = {};
  owner.run("first", () => {
    timers.setTimeout(() => {
      at["timeout"] = owner.current;
      timers.setImmediate((given: string) => {
        at[given] = owner.current;
      }, "within it");
      timers.queueMicrotask(() => {
        at["microtask"] = owner.current;
      });
    }, 5);
    const interval = timers.setInterval(() => {
      at["interval"] = owner.current;
      clearInterval(interval);
    }, 5);
  });
  await owner.run("second", async () => {
    // Not for a time: a busy machine may be late with any of the four.
    while (Object.keys(at).length < 4) await sleep(1);
    at["running"] = owner.current;
  });
  return at;
}

describe("owners of late calls", () => {
  const wanted = { timeout: "first", "within it": "first", microtask: "first", interval: "first", running: "second" };

  it("are followed through timers without async hooks, and timers stay what they were", async () => {
    const timers = { ...globalThis, setTimeout, setInterval, setImmediate, queueMicrotask } as typeof globalThis;
    const owner = ownerByTimers<string>(timers);
    expect(await seen(owner, timers)).toEqual(wanted);
    expect(await promisify(timers.setTimeout)(1, "woken")).toBe("woken");
    expect(timers.setTimeout.name).toBe("setTimeout");
    expect(() => timers.setTimeout("text" as never)).toThrow(/callback/);
  });

  it("are followed through all that is asynchronous", async () => {
    expect(await seen(ownerByAsyncCalls<string>(), globalThis)).toEqual(wanted);
  });
});
