import { describe, expect, it } from "vitest";
import { allMends } from "../../lib/src/kernel/mends.js";
import { type ClientOptions, KernelClient } from "../kernel/client.js";
import { proofs } from "../kernel/proofs.js";

const { platform, versions } = process;
const linuxOnly = new Set(["parent-watch", "quiet-watchers"]);
const newerNodeOnly = new Set(["late-output"]); // before 24, async hooks and termination do not go together

async function holds(name: string, options: ClientOptions): Promise<boolean> {
  const kernel = await KernelClient.start({ ...options, viaShell: name === "parent-watch" });
  try {
    return (await proofs[name]?.(kernel).catch(() => false)) ?? false;
  } finally {
    await kernel.stop();
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

  for (const { name, why } of allMends()) {
    if (linuxOnly.has(name) && platform !== "linux") continue;
    if (newerNodeOnly.has(name) && Number(versions.node.split(".")[0]) < 24) continue;
    const mends = name === "strict-types" ? "all,+strict-types" : "all";
    it(`${name}: stock tslab fails (${why}); the kernel does not, unless the mend is left out`, async () => {
      expect(await holds(name, { stock: true }), "stock tslab").toBe(false);
      expect(await holds(name, { mends }), "the kernel").toBe(true);
      expect(await holds(name, { mends: `${mends},-${name}` }), "the kernel without the mend").toBe(false);
    });
  }
});
