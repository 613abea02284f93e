import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParameterValue, parameterSource } from "../../lib/src/notebook/parameters.js";

const cell = `
// the defaults
const samples = 50;
let rate: number = -0.5;
const task = "2wiki", label: string | undefined = undefined;
const verbose = false;
const models = ["a", "b"] as const;
const empty: readonly string[] = [];
const grid = [1, "x"];
const options = { seed: 1 };
const computed = Math.max(1, 2);
const { hidden } = { hidden: 1 };
function f() { const inner = 1; return inner; }
`;
const values = (given: Readonly<Record<string, ParameterValue>>) =>
  parameterSource(cell, { values: given, texts: {} }, "a.ipynb, cell 2");
const texts = (given: Readonly<Record<string, string>>) =>
  parameterSource(cell, { values: {}, texts: given }, "a.ipynb, cell 2");

describe("parameterSource(cell, values)", () => {
  it("writes each value with the keyword and the type that the cell declares", () => {
    expect(
      values({
        samples: 3,
        rate: 1e-7,
        task: 'a "b"\n',
        verbose: true,
        empty: ["x"],
        options: { seed: 2, deep: [null] },
      }),
    ).toBe(
      [
        "// Parameters",
        "const samples = 3;",
        "let rate: number = 1e-7;",
        'const task = "a \\"b\\"\\n";',
        "const verbose = true;",
        'const empty: readonly string[] = ["x"];',
        'const options = { "seed": 2, "deep": [null] };',
      ].join("\n"),
    );
  });

  it("refuses a name that the cell does not declare, and lists those it does", () => {
    expect(() => values({ sample: 3 })).toThrow(
      'a.ipynb, cell 2 declares no parameter "sample"; it declares samples: number, rate: number, task: string, label: any, verbose: boolean, models: string[], empty: string[], grid: list, options: object, computed: any',
    );
    for (const name of ["hidden", "inner", "f", "toString"])
      expect(() => values({ [name]: 1 })).toThrow("declares no parameter");
  });

  it.each<[Readonly<Record<string, ParameterValue>>, string]>([
    [{ samples: "3" }, 'parameter "samples" requires number, found string "3"'],
    [{ task: 3 }, 'parameter "task" requires string, found number 3'],
    [{ verbose: 0 }, 'parameter "verbose" requires boolean, found number 0'],
    [{ models: "a" }, 'parameter "models" requires string[], found string "a"'],
    [{ models: ["a", 2] }, 'parameter "models[1]" requires string, found number 2'],
    [{ options: [1] }, 'parameter "options" requires object, found list [1]'],
    [{ samples: null }, 'parameter "samples" requires number, found null null'],
  ])("refuses %j and says what was required and found", (given, message) => {
    expect(() => values(given)).toThrow(message);
  });

  it("refuses values that no literal can stand for", () => {
    const date = new Date(0) as unknown as ParameterValue;
    expect(() => values({ computed: date })).toThrow('parameter "computed" requires a plain value, found object');
    expect(() => values({ options: { at: date } })).toThrow('parameter "options.at" requires a plain value');
    expect(() => values({ computed: undefined as unknown as ParameterValue })).toThrow("found undefined");
  });

  it("writes literals that give the value back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const source = parameterSource("const x = null;", { values: { x: value as ParameterValue }, texts: {} }, "");
        const back: unknown = new Function(`${source}\nreturn x;`)();
        expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      }),
    );
    for (const odd of [Number.NaN, -0, Number.NEGATIVE_INFINITY]) {
      const source = parameterSource("const x = 1;", { values: { x: odd }, texts: {} }, "");
      expect(new Function(`${source}\nreturn x;`)()).toBe(odd);
    }
  });
});

describe("parameterSource(cell, texts)", () => {
  it("reads texts as the declared type says", () => {
    expect(
      texts({ samples: "7", task: "7", verbose: "true", models: '["c"]', computed: "7", label: "free text" }),
    ).toBe(
      [
        "// Parameters",
        "const samples = 7;",
        'const task = "7";',
        "const verbose = true;",
        'const models = ["c"];',
        "const computed = 7;",
        'const label: string | undefined = "free text";',
      ].join("\n"),
    );
  });

  it.each([
    [{ samples: "many" }, 'parameter "samples" requires number, found "many"'],
    [{ samples: "" }, 'parameter "samples" requires number, found ""'],
    [{ verbose: "yes" }, 'parameter "verbose" requires boolean, found "yes"'],
    [{ models: "a,b" }, 'parameter "models" requires string[] as JSON, found "a,b"'],
    [{ options: "seed" }, 'parameter "options" requires object as JSON, found "seed"'],
  ])("refuses %j", (given, message) => {
    expect(() => texts(given as Record<string, string>)).toThrow(message);
  });
});
