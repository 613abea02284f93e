import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";
import { runCached } from "../../../lib/src/report/render/code-cache.js";
import { temporaryFolder } from "../../temporary-folder.js";

const source = `value = (() => { const words = ${JSON.stringify(Array.from({ length: 200 }, (_, i) => `w${i}`))}; return words.length; })()`;
let folder: string;
beforeEach(async () => {
  folder = join(temporaryFolder("code"), "kept");
});

function run(text = source, place = folder): { reused: boolean; value: unknown } {
  const context = createContext({ value: undefined });
  const reused = runCached(text, "words.js", context, place);
  return { reused, value: context["value"] };
}
async function keptFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.v8$/)]);
  return join(folder, names[0] ?? "");
}

describe("runCached(source, filename, context)", () => {
  it("keeps what V8 compiled, for its owner alone, and takes it the next time", async () => {
    expect(run()).toEqual({ reused: false, value: 200 });
    const file = await keptFile();
    expect((await stat(file)).mode & 0o077).toBe(0);
    expect((await stat(folder)).mode & 0o077).toBe(0);
    expect(run()).toEqual({ reused: true, value: 200 });
  });

  it("keeps other texts apart", async () => {
    run();
    expect(run("value = 1 + 1")).toEqual({ reused: false, value: 2 });
    expect(await readdir(folder)).toHaveLength(2);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ["cut short", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["empty", () => Buffer.alloc(0)],
    ["changed in one bit", (bytes) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)))],
  ])("leaves aside and replaces a file that is %s", async (_, damage) => {
    run();
    const file = await keptFile();
    const whole = await readFile(file);
    await writeFile(file, damage(whole));
    expect(run()).toEqual({ reused: false, value: 200 });
    expect((await readFile(file)).length).toBe(whole.length);
    expect(run()).toEqual({ reused: true, value: 200 });
  });

  it("trusts no folder that others can write to", async () => {
    run();
    await chmod(folder, 0o777);
    expect(run()).toEqual({ reused: false, value: 200 });
  });

  it("does without a folder that cannot be made", async () => {
    await writeFile(join(folder, "..", "file"), "");
    expect(run(source, join(folder, "..", "file", "below"))).toEqual({ reused: false, value: 200 });
  });
});
