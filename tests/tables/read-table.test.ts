import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { DataError } from "isocompute/core";
import { parseTable, readTable } from "isocompute/tables";
import { describe, expect, expectTypeOf, it } from "vitest";
import { temporaryFolder } from "../temporary-folder.js";

const columns = { model: "string", samples: "integer", em: "rate" } as const;
const read = (text: string) => parseTable(text, columns, { file: "t.csv" });

describe("readTable(path, columns)", () => {
  it("gives typed records in the file's order", () => {
    const rows = parseTable("em,model,n,hours,ok\n0.70,a,1e1,,true\n1,b,-2.5,3,false\n", {
      model: "string",
      n: "number",
      hours: "integer?",
      ok: "boolean",
      em: "rate",
    });
    expectTypeOf(rows[0]?.hours).toEqualTypeOf<number | null | undefined>();
    expectTypeOf(rows[0]?.ok).toEqualTypeOf<boolean | undefined>();
    expect(rows).toEqual([
      { model: "a", n: 10, hours: null, ok: true, em: 0.7 },
      { model: "b", n: -2.5, hours: 3, ok: false, em: 1 },
    ]);
  });

  it("reads files, with a byte order mark, CRLF, quotes and no last newline", () => {
    const folder = temporaryFolder("tables");
    const path = join(folder, "t.csv");
    writeFileSync(path, '\uFEFFmodel,samples,em\r\n"a ""b"", c\nd",1,0.5\r\ne,2,1');
    expect(readTable(path, columns)).toEqual([
      { model: 'a "b", c\nd', samples: 1, em: 0.5 },
      { model: "e", samples: 2, em: 1 },
    ]);
    expect(() => readTable(join(folder, "absent.csv"), columns)).toThrow("absent.csv");
  });

  it("takes a header alone as a table without rows", () => {
    expect(read("model,samples,em\n")).toEqual([]);
  });

  it.each([
    ["", "t.csv: requires a header line, got an empty file"],
    ["model,samples\na,1\n", "t.csv:1, column em: is missing; the header has model, samples"],
    ["model,sample,em\n", 't.csv:1, column samples: is missing; the header has model, sample, em; "sample" is near'],
    ["model,samples,em,x\n", "t.csv:1, column x: is not expected; the columns are model, samples, em"],
    ["model,samples,em,em\n", "t.csv:1, column em: requires each column once, got this one again"],
    ["model,samples,em\na,1,0\nb,1\n", "t.csv:3: requires 3 cells like the header, got 2 (no em)"],
    ["model,samples,em\na,1,0,9\n", "t.csv:2: requires 3 cells like the header, got 4"],
    ["model,samples,em\na,1,0\n\nb,1,0\n", "t.csv:3: requires 3 cells like the header, got a blank line"],
    ['model,samples,em\n"a\nb",1,0\nc,x,0\n', 't.csv:4, column samples: requires an integer, got "x"'],
    ["model,samples,em\na,1.5,0\n", 't.csv:2, column samples: requires an integer, got "1.5"'],
    ["model,samples,em\na,,0\n", "t.csv:2, column samples: requires an integer, got an empty cell"],
    ["model,samples,em\n,1,0\n", "t.csv:2, column model: requires text, got an empty cell"],
    [
      "model,samples,em\na,1,72\n",
      't.csv:2, column em: requires a rate in [0, 1], got "72"; divide percentages by 100',
    ],
    ["model,samples,em\na,1,72%\n", 't.csv:2, column em: requires a rate in [0, 1], got the percentage "72%"'],
    ["model,samples,em\na,1,-0.1\n", 't.csv:2, column em: requires a rate in [0, 1], got "-0.1"'],
    ["model,samples,em\na,1,NaN\n", 't.csv:2, column em: requires a rate in [0, 1], got "NaN"'],
    ['model,samples,em\n"a,1,0\n', "t.csv:2: Quote Not Closed"],
    ['model,samples,em\nx"a,1,0\n', "t.csv:2: Invalid Opening Quote"],
  ])("refuses %j", (text, message) => {
    expect(() => read(text)).toThrow(DataError);
    expect(() => read(text)).toThrow(message);
  });

  it.each(["\n", "\r\n"])("names the line of a broken quote, whatever spans lines before it (%j)", (end) => {
    const broken =
      (...lines: string[]) =>
      () =>
        read(["\uFEFFmodel,samples,em", ...lines].join(end));
    const closing = 't.csv:4: Invalid Closing Quote: got "y" instead of delimiter';
    expect(broken('"é', 'b",1,0.5', '"x"y,2,0.6')).toThrow(closing);
    const opening = 't.csv:4: Invalid Opening Quote: a quote is found on field 0, value is "x at line 9"';
    expect(broken('"é', 'b",1,0.5', 'x at line 9"y,2,0.6')).toThrow(opening);
    const open = /^t\.csv:5: Quote Not Closed: the parsing is finished with an opening quote$/;
    expect(broken('"é', 'b",1,0.5', "", '"x,2,0.6', "", "")).toThrow(open);
  });

  it.each([" 7", "7 ", "0x10", "Infinity", "1,5e", "1e999", "1_000", "--1", "."])("takes %j for no number", (cell) => {
    expect(() => parseTable(`n\n"${cell}"\n`, { n: "number" })).toThrow(
      `table:2, column n: requires a number, got "${cell}"`,
    );
  });

  it("reads lines that end with CR alone, and counts them", () => {
    expect(read('model,samples,em\ra,1,0.5\r"b\rc",2,1\r')).toEqual([
      { model: "a", samples: 1, em: 0.5 },
      { model: "b\rc", samples: 2, em: 1 },
    ]);
    expect(() => read('model,samples,em\r"a\rb",1,0.5\rc,2,x\r')).toThrow("t.csv:4, column em");
    expect(() => read('model,samples,em\ra,1,0.5\r"c,2,1\r')).toThrow("t.csv:3: Quote Not Closed");
  });

  it("can leave other columns alone when told to", () => {
    expect(parseTable("a,b\n1,x\n", { a: "number" }, { others: "ignore" })).toEqual([{ a: 1 }]);
  });

  it("gives back every number and every text that was written", () => {
    const row = fc.tuple(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)), // which JavaScript writes as 0
    );
    fc.assert(
      fc.property(fc.array(row), fc.constantFrom("\n", "\r\n"), (rows, eol) => {
        const text = ["text,number", ...rows.map(([t, n]) => `"${t.replaceAll('"', '""')}",${n}`)].join(eol);
        expect(parseTable(text, { text: "string", number: "number" })).toEqual(
          rows.map(([t, n]) => ({ text: t, number: n })),
        );
      }),
    );
  });
});
