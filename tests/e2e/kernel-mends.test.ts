import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allMends } from "../../lib/src/kernel/mends.js";
import { KernelStartError } from "../../lib/src/notebook/kernel.js";
import { type ClientOptions, KernelClient, slowBinding } from "../kernel/client.js";
import { proofs } from "../kernel/proofs.js";

const { platform } = process;
const linuxOnly = new Set(["parent-watch", "quiet-watchers"]);

/** Proofs that end their kernel, or leave it in disorder. */
const alone = new Set(["prompt-binding", "parent-watch", "prompt-exit", "control-thread", "late-output"]);

/** What the proof asks of its kernel's start. */
const starts: Readonly<Record<string, ClientOptions>> = {
  "parent-watch": { viaShell: true },
  "prompt-binding": slowBinding(1000),
};

const names = allMends()
  .map(({ name }) => name)
  .filter((name) => platform === "linux" || !linuxOnly.has(name));

async function holds(name: string, kernel: KernelClient): Promise<boolean> {
  return (await proofs[name]?.(kernel).catch(() => false)) ?? false;
}

async function holdsAlone(name: string, options: ClientOptions): Promise<boolean> {
  const kernel = await KernelClient.start({ ...options, ...starts[name] }).catch((error: unknown) => {
    if (error instanceof KernelStartError) return undefined;
    throw error;
  });
  try {
    return kernel !== undefined && (await holds(name, kernel));
  } finally {
    await kernel?.stop();
  }
}

describe("each mend", () => {
  it("has a proof", () => {
    expect(Object.keys(proofs).sort()).toEqual(
      allMends()
        .map(({ name }) => name)
        .sort(),
    );
  });

  describe.each([
    ["stock tslab", { stock: true }, false],
    ["the kernel", { mends: "all,+strict-types" }, true],
  ] as const)("on %s", (_, options, right) => {
    let shared: KernelClient;
    beforeAll(async () => {
      shared = await KernelClient.start(options);
    });
    afterAll(() => shared.stop());
    for (const name of names)
      it(`${name}: ${right ? "goes right" : "goes wrong"}`, async () => {
        expect(alone.has(name) ? await holdsAlone(name, options) : await holds(name, shared)).toBe(right);
        await sleep(right ? 0 : 250); // the engine turns requests down for a while after an error
      });
  });

  for (const name of names)
    it(`${name}: goes wrong without this one mend`, async () => {
      expect(await holdsAlone(name, { mends: `all,+strict-types,-${name}` })).toBe(false);
    });
});
