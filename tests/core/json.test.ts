import fc from "fast-check";
import { DataError, parseJson } from "isocompute/core";
import { describe, expect, it } from "vitest";

describe("parseJson(text, file)", () => {
  it("is JSON.parse where the text is JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(text, "a.json")).toEqual(JSON.parse(text));
      }),
    );
    expect(parseJson("\uFEFF[1]", "a.json")).toEqual([1]);
  });

  it("refuses exactly what JSON.parse refuses", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"b"',
      "1",
      "-",
      "01",
      "1.e",
      "true",
      "nul",
      " ",
      "\n",
      "\\",
      '"\\q"',
      '"\t"',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) expect(() => parseJson(text, "a.json")).not.toThrow(SyntaxError);
        else expect(() => parseJson(text, "a.json")).toThrow(DataError);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["", "a.json:1, column 1: requires valid JSON: expected a value, found the end of the text"],
    ['{"a": 1,\n "b": }', 'a.json:2, column 7: requires valid JSON: expected a value, found "}"'],
    ['{"a": 1,\n}', 'a.json:2, column 1: requires valid JSON: expected a key in double quotes, found "}"'],
    ["[1, 2", "a.json:1, column 6: requires valid JSON: expected a comma or ], found the end of the text"],
    ['{"a" 1}', 'a.json:1, column 6: requires valid JSON: expected a colon, found "1"'],
    ['["a\nb"]', 'expected the rest of the string, found "\\n"'],
    ["[] []", 'expected the end of the text, found "["'],
    ['{"a": {"x": 1},\n "a": 2}', 'a.json:2, column 2: requires valid JSON: the key "a" stands twice in one object'],
  ])("refuses %j and says where", (text, message) => {
    expect(() => parseJson(text, "a.json")).toThrow(message);
  });

  it("reads long strings", () => {
    expect(parseJson(`["${"x\\n".repeat(500_000)}"]`, "a.json")).toHaveLength(1);
  });
});
