import fc from "fast-check";
import { type Parsed, parseJsonReply } from "isocompute/llm";
import { describe, expect, it } from "vitest";

const any = (value: unknown): Parsed<unknown> => ({ kind: "ok", value });
const withSteps = (value: unknown): Parsed<unknown> =>
  typeof value === "object" && value !== null && "steps" in value
    ? { kind: "ok", value }
    : { kind: "malformed", why: "requires steps" };

describe("parseJsonReply(text, check)", () => {
  it("reads back whatever JSON was written, bare, fenced or inside prose", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = JSON.stringify(value);
        const same = { kind: "ok", value: JSON.parse(json) };
        expect(parseJsonReply(json, any)).toEqual(same);
        expect(parseJsonReply(`Sure!\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\nDone.`, any)).toEqual(
          same,
        );
        expect(parseJsonReply(`The plan is ${json}, as you asked.`, any)).toEqual(same);
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it("reads a reply that is one JSON value of any kind", () => {
    for (const value of [true, false, null, 4, -0.5, "yes", [], {}])
      expect(parseJsonReply(` ${JSON.stringify(value)}\n`, any)).toEqual({ kind: "ok", value });
    expect(parseJsonReply("true", withSteps)).toEqual({ kind: "malformed", why: "requires steps" });
    expect(parseJsonReply("true or false?", any)).toEqual({
      kind: "malformed",
      why: "the reply holds no JSON value",
    });
  });

  it("keeps escaped quotes and backslashes (the official extractor removes every backslash)", () => {
    expect(parseJsonReply('ok: {"a": "say \\"hi\\" to C:\\\\dir"}', any)).toEqual({
      kind: "ok",
      value: { a: 'say "hi" to C:\\dir' },
    });
  });

  it("passes over brackets that are prose, and values that fail the check", () => {
    expect(parseJsonReply('Given {x} and {"other": 1}: {"steps": []} {', withSteps)).toEqual({
      kind: "ok",
      value: { steps: [] },
    });
    expect(parseJsonReply('{"result": {"steps": [1]}}', withSteps)).toEqual({ kind: "ok", value: { steps: [1] } });
  });

  it("says why there is nothing", () => {
    expect(parseJsonReply("I cannot.", any)).toEqual({ kind: "malformed", why: "the reply holds no JSON value" });
    expect(parseJsonReply('{"steps": [1, 2', withSteps)).toEqual({
      kind: "malformed",
      why: "the reply holds no valid JSON: expected a comma or ], found the end of the text at character 16",
    });
    expect(parseJsonReply('{"plan": 1}', withSteps)).toEqual({ kind: "malformed", why: "requires steps" });
  });

  it("ends on a reply of ten thousand brackets", () => {
    expect(parseJsonReply("[{".repeat(10_000), any).kind).toBe("malformed");
  });
});
