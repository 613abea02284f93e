import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeText, readText } from "isocompute/core";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const folder = temporaryFolder("read-text");

describe("readText(path, file)", () => {
  it("reads UTF-8, and keeps what a byte order mark and a replacement character say", () => {
    const path = join(folder, "a.txt");
    writeFileSync(path, "\uFEFFmodèle \uFFFD 模型\n");
    expect(readText(path)).toBe("\uFEFFmodèle \uFFFD 模型\n");
  });

  it("says by name that it got a folder, or nothing", () => {
    expect(() => readText(folder, "scores.csv")).toThrow("scores.csv: requires a file, got a folder");
    expect(() => readText(join(folder, "none"))).toThrow(/none: requires a file, found none there$/);
    expect(() => readText(join(import.meta.filename, "none"), "a.csv")).toThrow(
      "a.csv: requires a file, found none there: ",
    );
  });
});

describe("decodeText(bytes, file)", () => {
  it("says where text is of another encoding", () => {
    const latin = Buffer.from("a,b\n\ufffd", "utf8");
    const bytes = Buffer.concat([latin, Buffer.from(" mod\xe8le,x\n", "latin1")]);
    expect(() => decodeText(bytes, "a.csv")).toThrow(
      /^a\.csv:2, column 6: requires text in UTF-8, got .* "\ufffd mod\ufffdle,x"/,
    );
    expect(() => decodeText(Buffer.from([0xff]), "a.csv")).toThrow("a.csv:1, column 1: requires text in UTF-8");
    // A letter cut off by the end of the file.
    expect(() => decodeText(Buffer.from("é").subarray(0, 1), "a.csv")).toThrow("a.csv:1, column 1: ");
  });

  it("names UTF-16, in either order", () => {
    const bytes = Buffer.from("\uFEFFa,b\n", "utf16le");
    for (const text of [bytes, Buffer.from(bytes).swap16()])
      expect(() => decodeText(text, "a.csv")).toThrow("a.csv: requires text in UTF-8, got UTF-16");
  });

  it("reads a part of a larger buffer", () => {
    expect(decodeText(Buffer.from("xäy\n").subarray(1, 3), "a")).toBe("ä");
  });
});
