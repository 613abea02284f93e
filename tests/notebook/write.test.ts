import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "isocompute/report";
import { beforeEach, describe, expect, it } from "vitest";
import { latestWriter } from "../../lib/src/notebook/write.js";
import { temporaryFolder } from "../temporary-folder.js";

let folder = "";
beforeEach(() => {
  folder = temporaryFolder("write");
});

describe("writeAtomically(file, text)", () => {
  it("replaces a file and leaves nothing beside it", async () => {
    const file = join(folder, "a");
    await writeAtomically(file, "one");
    await writeAtomically(file, "two");
    expect(readFileSync(file, "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("leaves nothing if it fails", async () => {
    await expect(writeAtomically(join(folder, "no", "a"), "x")).rejects.toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("latestWriter(file)", () => {
  it("ends with the last text, whatever came between, and a reader never sees a part", async () => {
    const file = join(folder, "a");
    const writer = latestWriter(file);
    const texts = Array.from({ length: 50 }, (_, i) => `${i}`.repeat(20_000));
    for (const text of texts) {
      writer.push(text);
      await new Promise((wake) => setImmediate(wake));
      if (readdirSync(folder).includes("a")) expect(texts).toContain(readFileSync(file, "utf8"));
    }
    await writer.finish();
    expect(readFileSync(file, "utf8")).toBe(texts.at(-1));
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("reports what kept it from writing", async () => {
    const writer = latestWriter(join(folder, "no", "a"));
    writer.push("x");
    await expect(writer.finish()).rejects.toThrow("ENOENT");
  });
});
