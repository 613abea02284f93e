import { DataError, parseJson, parseWith } from "isocompute/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const schema = z.strictObject({
  name: z.string(),
  "per cent": z.number().optional(),
  parts: z.array(
    z.discriminatedUnion("kind", [z.object({ kind: z.literal("a") }), z.object({ kind: z.literal("b") })]),
  ),
});

const messageOf = (value: unknown, place = {}, what?: string): string => {
  try {
    parseWith(schema, value, { file: "a.json", ...place }, what);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return error instanceof DataError ? error.message : "";
  }
  return "";
};

describe("parseWith(schema, value, place, what)", () => {
  it("gives what the schema gives", () => {
    const doubled = z.number().transform((value) => 2 * value);
    expect(parseWith(doubled, 2, { file: "a.json" })).toBe(4);
  });

  it("names every fault with its path and what was found", () => {
    expect(messageOf({ name: 3, parts: [{ kind: "c" }], "per cent": Number.NaN, more: 1 })).toBe(
      [
        "a.json, at name: invalid input: expected string, received number, got 3",
        '  also at ["per cent"]: invalid input: expected number, received NaN, got NaN',
        '  also at parts[0].kind: requires one of "a", "b", got "c"',
        "  also at more: is not a known field",
      ].join("\n"),
    );
  });

  it("tells the place the value is from, and what it should be", () => {
    const place = { line: 4, path: "list[2]" };
    expect(messageOf({ parts: [] }, place, "a trial")).toBe(
      "a.json:4, at list[2].name: is not a trial: invalid input: expected string, received undefined (it is missing)",
    );
    expect(messageOf(null, place)).toMatch(/^a\.json:4, at list\[2\]: .*, got null$/);
    expect(messageOf(null)).toMatch(/^a\.json: /);
  });

  it("counts the faults after the tenth", () => {
    const lines = messageOf({ name: "n", parts: Array.from({ length: 40 }, () => ({})) }).split("\n");
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe("  and 30 more");
    expect(messageOf({ name: "n", parts: Array.from({ length: 10 }, () => ({})) }).split("\n")).toHaveLength(10);
  });
});

describe("parseJson(text, file, line)", () => {
  it("counts lines from where the text began in its file", () => {
    expect(() => parseJson('{"a":\n}', "log.jsonl", 7)).toThrow("log.jsonl:8, column 1: requires valid JSON");
  });
});
