import { describe, expect, it } from "vitest";
import { cellLine } from "../../lib/src/notebook/cell-line.js";
import { emittedLines } from "../../lib/src/notebook/emitted-lines.js";
import { readPrintedError, readUncaught } from "../../lib/src/notebook/tslab-errors.js";

// As tslab 1.0.22 prints them.
const thrown = `evalmachine.<anonymous>:7
    throw new TypeError('boom ' + x);
    ^

TypeError: boom 3
    at f (evalmachine.<anonymous>:7:11)
    at evalmachine.<anonymous>:10:22
`;

describe("readPrintedError(stderr)", () => {
  it("reads the compiler's messages, the first of which counts", () => {
    const texts = [
      "a warning of mine\n",
      "3:7 - Type 'number' is not assignable to type 'string'.\n",
      "4:1 - Cannot find name 'x'.\n",
    ];
    expect(readPrintedError(texts)).toEqual({
      ename: "TypeScriptError",
      evalue: "Type 'number' is not assignable to type 'string'.",
      sourceLine: 3,
      text: `${texts[1]}${texts[2]}`.trimEnd(),
    });
  });

  it("gives no line of the cell for a message about another file", () => {
    expect(readPrintedError(["lib/a.ts 3:7 - Wrong.\n"])).not.toHaveProperty("sourceLine");
  });

  it("does not take a text of the user's for the compiler's, when an exception comes last", () => {
    expect(readPrintedError(["1:2 - my own log\n", thrown])).toMatchObject({ ename: "TypeError", evalue: "boom 3" });
  });

  it.each([
    [thrown, "TypeError", "boom 3"],
    ["Error [ERR_X]: with code\n    at x\n", "Error", "with code"],
    ["Error\n    at evalmachine.<anonymous>:1:7\n", "Error", ""],
    ["AxiosError: net\n    at x {\n  code: 1\n}\n", "AxiosError", "net"],
    ["just a text\n", "Error", "just a text"],
    ["{ a: 1 }\n", "Error", "{ a: 1 }"],
    ["", "Error", ""],
  ])("reads %j", (text, ename, evalue) => {
    expect(readPrintedError(text === "" ? [] : [text])).toMatchObject({ ename, evalue });
  });
});

describe("readUncaught(stderr)", () => {
  it("tells rejections, exceptions and other texts apart", () => {
    expect(readUncaught("UnhandledPromiseRejection: RangeError: late\n    at x\n")).toMatchObject({
      how: "unhandled rejection",
      ename: "RangeError",
      evalue: "late",
    });
    expect(readUncaught("UncaughtException: Error: tick\n")).toMatchObject({
      how: "uncaught exception",
      evalue: "tick",
    });
    expect(readUncaught("seen: UncaughtException: Error: tick\n")).toBeUndefined();
  });
});

describe("emittedLines(source)", () => {
  it("leads from each line of the JavaScript that tslab makes back to the cell's", () => {
    // Checked against tslab 1.0.22: f(3) stands in line 10, the throw in line 7, the cell's wrapper in line 12.
    const cell =
      "const a = 1;\n\n\nfunction f(x: number): number {\n  // why\n\n  throw new TypeError('boom ' + x);\n}\n\nf(3)";
    const lines = emittedLines(cell);
    expect(lines).toHaveLength(11);
    expect([lines[6], lines[9]]).toEqual([7, 10]);
  });

  it("gives lines of the cell alone", () => {
    const cell =
      'import { join } from "node:path";\ninterface A { b: 1 }\nconst { x, ...rest } = { x: 1, y: 2 };\n\nenum E { a }\njoin("a")';
    for (const line of emittedLines(cell)) expect(line ?? 1).toSatisfy((n: number) => n >= 1 && n <= 6);
  });
});

describe("cellLine(source, error, count)", () => {
  const source =
    "const a = 1;\n\n\nfunction f(x: number): number {\n  // why\n\n  throw new TypeError('boom ' + x);\n}\nf(3)";
  const raised = (text: string) => readPrintedError([`evalmachine.<anonymous>:9\n${text}\n ^\n\nError: x\n`]);

  it("finds the line that raised by its text, although tslab counts other lines", () => {
    expect(cellLine(source, readPrintedError([thrown]), 1)).toBe(7);
    expect(cellLine(source, raised("exports.tsLastExpr = f(3);"), 1)).toBe(9);
    expect(cellLine("const g = 2;\nf(g, 'a')", raised('exports.tsLastExpr = exports.f(g, "a");'), 1)).toBe(2);
  });

  it("gives none rather than a doubtful one: a text that stands twice, or in an earlier cell", () => {
    expect(cellLine("f();\nf();", raised("f();"), 1)).toBeUndefined();
    expect(cellLine("g();", raised("throw new Error();"), 1)).toBeUndefined();
  });

  it("names the statement that led to an error without such a text, once the wrapper's line proves our lines right", () => {
    // stderr of tslab 1.0.22 for this cell
    const rejection = (wrapper: number) =>
      `UnhandledPromiseRejection: Error: late\n    at evalmachine.<anonymous>:4:37\n    at evalmachine.<anonymous>:${wrapper}:3\n`;
    const cell = "console.log('x');\nPromise.reject(new Error('late'))\n";
    const read = (wrapper: number) => readUncaught(rejection(wrapper)) ?? expect.fail("an uncaught error");
    expect(cellLine(cell, read(6), 1)).toBe(2);
    expect(cellLine(cell, read(7), 1)).toBeUndefined();
  });

  it("reads the frames of a kernel that names cells, and heeds those of this cell alone", () => {
    const error = { ename: "Error", evalue: "x", text: "Error: x\n    at f (In[3]:2:9)\n    at In[12]:5:1" };
    expect(cellLine(source, error, 12)).toBe(5);
    expect(cellLine(source, error, 1)).toBeUndefined();
  });
});
