import { argmax, at, budgetUnits, DataError, linspace, rate, samples } from "isocompute/core";
import { describe, expect, it } from "vitest";

describe("units", () => {
  it("refuse what is not of their kind, and say what they got", () => {
    expect(() => samples(0)).toThrow("samples requires an integer of at least one, got 0");
    expect(() => samples(2.5)).toThrow("got 2.5");
    expect(() => budgetUnits(Number.NaN)).toThrow("budgetUnits requires a finite number, got NaN");
    expect(() => rate(72.4)).toThrow("rate requires a number in [0, 1], got 72.4; divide percentages by 100");
    expect(() => rate(Number.NaN)).toThrow("got NaN");
    expect([samples(1), rate(0), rate(1), budgetUnits(-2)]).toEqual([1, 0, 1, -2]);
  });
});

describe("numbers", () => {
  it("at() counts from both ends and refuses the rest", () => {
    expect([at([1, 2, 3], 0), at([1, 2, 3], -3)]).toEqual([1, 1]);
    for (const i of [3, -4, 0.5]) expect(() => at([1, 2, 3], i)).toThrow("at requires an index inside");
  });
  it("linspace() ends exactly where it was told to", () => {
    expect(linspace(0, 0.3, 4).at(-1)).toBe(0.3);
    expect(() => linspace(0, 1, 1)).toThrow("linspace requires a count of at least two");
  });
  it("argmax() takes the first of equals and refuses NaN", () => {
    expect(argmax([2, 9, 9])).toBe(1);
    expect(() => argmax([])).toThrow("at least one value");
    expect(() => argmax([1, Number.NaN])).toThrow("NaN at index 1");
  });
});

describe("DataError", () => {
  it("writes its place before its message", () => {
    const error = new DataError(
      { file: "task.json", path: "stages[0].models" },
      "requires at least one model, got none",
    );
    expect(error.message).toBe("task.json, at stages[0].models: requires at least one model, got none");
    expect(error.place.path).toBe("stages[0].models");
    expect(new DataError({ file: "a.ipynb", cell: 3, line: 2 }, "x").message).toBe("a.ipynb:2, cell 3: x");
  });
});
