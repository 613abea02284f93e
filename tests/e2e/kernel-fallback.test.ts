import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { KernelClient } from "../kernel/client.js";
import { temporaryFolder } from "../temporary-folder.js";

const root = resolve(import.meta.dirname, "../..");

describe("the kernel over an engine it does not know", () => {
  let folder: string;
  beforeEach(() => {
    // The kernel's own files beside another tslab, as an installation would have them.
    folder = temporaryFolder("engine");
    cpSync(join(root, "lib/dist"), join(folder, "lib/dist"), { recursive: true });
    cpSync(join(root, "lib/package.json"), join(folder, "lib/package.json"));
    cpSync(join(root, "node_modules/tslab"), join(folder, "lib/node_modules/tslab"), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });
  const launcher = (): string => join(folder, "lib/dist/kernel/launch.js");
  const change = (file: string, edit: (text: string) => string): void => {
    const path = join(folder, "lib/node_modules/tslab", file);
    writeFileSync(path, edit(readFileSync(path, "utf8")));
  };

  const isStockAndSaysSo = async (reason: RegExp): Promise<void> => {
    const kernel = await KernelClient.start({ launcher: launcher() });
    try {
      const { stdout, stderr, result } = await kernel.run("1 + 1");
      expect(stdout).toBe("2\n");
      expect(result).toBeUndefined();
      expect(stderr).toMatch(/running stock tslab without any of the kernel's mends/);
      expect(stderr).toMatch(reason);
      expect(kernel.kernel.process.written()).toMatch(reason);
      expect((await kernel.run("2 + 2")).stderr).toBe("");
    } finally {
      await kernel.stop();
    }
  };

  it("mends the version it knows, there as here", async () => {
    const kernel = await KernelClient.start({ launcher: launcher() });
    try {
      expect((await kernel.run("1 + 1")).result).toBe("2");
    } finally {
      await kernel.stop();
    }
  });

  it("runs stock tslab of another version, and says so in the first cell", async () => {
    change("package.json", (text) => text.replace('"version": "1.0.22"', '"version": "1.0.23"'));
    await isStockAndSaysSo(/tslab 1\.0\.22 is required, found 1\.0\.23/);
  });

  it("runs stock tslab when a seam is missing, and says which", async () => {
    change("dist/jupyter.js", (text) => text.replaceAll("handleCommInfoRequest", "handleCommInformation"));
    await isStockAndSaysSo(/tslab's ZmqServer has no handleCommInfoRequest/);
  });
});
