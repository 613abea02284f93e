import { createRequire } from "node:module";
import fc from "fast-check";
import { CheckFailed, check, judgeAnswer, progress, recordClaim } from "isocompute/notebook";
import type { Claim, Figure } from "isocompute/report";
import { describe, expect, it, vi } from "vitest";
import {
  checkBundle,
  claimBundle,
  dataFrameBundle,
  figureBundle,
  isDataFrameLike,
  labMime,
  tableBundle,
} from "../../lib/src/notebook/display/bundle.js";
import { settle } from "../../lib/src/notebook/display/settle.js";

/** What `run` writes to stdout, which is where displays go outside a kernel. */
function written(run: () => void): string {
  let text = "";
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    run();
  } finally {
    spy.mockRestore();
  }
  return text;
}

const exhibit = { id: "01-a", caption: 'A "b" <c>.', provenance: ["published"], source: "table 1" } as const;
const claim: Claim = {
  id: "cells",
  claim: "every cell follows the formula",
  place: "table 1",
  published: "89",
  ours: "89",
  provenance: ["published"],
  verdict: "holds",
  why: "equal",
};

describe("displays", () => {
  it("carry a figure as an image, as HTML without scripts, as a plotly object and as text", () => {
    const figure: Figure = { ...exhibit, data: [{ type: "scatter", x: [1], y: [2] }], layout: {} };
    const bundle = figureBundle(figure, { ...figure, layout: { width: 640 } }, Uint8Array.of(1, 2, 3));
    expect(Object.keys(bundle).sort()).toEqual([
      "application/vnd.plotly.v1+json",
      "image/png",
      "text/html",
      "text/plain",
    ]);
    expect(bundle["image/png"]).toBe("AQID");
    expect(bundle["text/html"]).toContain('width="640" alt="A &quot;b&quot; &lt;c&gt;. (published · table 1)"');
    expect(bundle["text/html"]).not.toContain("<script");
    expect(bundle[labMime.figure]).toMatchObject({ layout: { meta: { isocompute: exhibit } }, data: figure.data });
    expect(bundle["text/plain"]).toBe('[figure 01-a] A "b" <c>. (published · table 1)');
  });

  it("carry a table so that a program can read it back", () => {
    const table = { ...exhibit, columns: [{ key: "a", title: "A" }], rows: [{ a: 1 }] };
    expect(tableBundle(table)[labMime.table]).toEqual(table);
  });

  it("show a danfojs DataFrame and Series as tables, and say what they left out", () => {
    const { DataFrame, Series } = createRequire(import.meta.url)("danfojs-node");
    const frame = new DataFrame([
      { model: "3B", em: 0.7 },
      { model: "<8B>", em: null },
      { model: "70B", em: 0.9 },
    ]);
    expect(isDataFrameLike(frame)).toBe(true);
    expect(isDataFrameLike({ columns: ["a"] })).toBe(false);
    const bundle = dataFrameBundle(frame, 2);
    expect(bundle["text/html"]).toContain("&lt;8B&gt;");
    expect(bundle["text/plain"]).toContain("3 rows × 2 columns, the first 2 shown");
    expect(bundle["text/plain"]).not.toContain("70B");
    const series = new Series([1.5, 2.5]);
    expect(isDataFrameLike(series)).toBe(true);
    expect(dataFrameBundle(series, 10)["text/plain"]).toContain("2 rows × 1 columns");
  });

  it("carry checks and claims so that a program can read them back", () => {
    const record = { claim: "it holds", holds: true, values: { ours: 0.9 } };
    expect(checkBundle(record)[labMime.check]).toEqual(record);
    expect(checkBundle(record)["text/plain"]).toBe("✓ it holds (ours = 0.9)");
    expect(checkBundle({ ...record, holds: false })["text/plain"]).toBe("✗ does not hold: it holds (ours = 0.9)");
    expect(claimBundle(claim)[labMime.claim]).toEqual(claim);
  });

  it("write text to stdout where there is no kernel", () => {
    expect(written(() => check("two is two", 1 + 1 === 2))).toBe("✓ two is two\n");
    expect(written(() => recordClaim(claim))).toContain("verdict: holds: equal");
  });

  it("stop a notebook whose check does not hold, after showing it", () => {
    let error: unknown;
    const text = written(() => {
      try {
        check("ours is theirs", false, { ours: 0.5, theirs: 0.7 });
      } catch (caught) {
        error = caught;
      }
    });
    expect(text).toBe("✗ does not hold: ours is theirs (ours = 0.5, theirs = 0.7)\n");
    expect(error).toBeInstanceOf(CheckFailed);
    expect(String(error)).toBe('CheckFailed: "ours is theirs" does not hold (ours = 0.5, theirs = 0.7)');
  });

  it("pass items through progress in order, also when the loop is left early", () => {
    const seen: number[] = [];
    for (const x of progress([1, 2, 3], { label: "items" })) {
      seen.push(x);
      if (x === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    expect([...progress([])]).toEqual([]);
  });
});

describe("settle(value)", () => {
  it("keeps ten significant digits of every number, and everything else", () => {
    const values = { a: [0.1 + 0.2, 12345678901.5, 7, Number.NaN], b: { c: "0.30000000000000004", d: null } };
    expect(settle(values)).toEqual({ a: [0.3, 12345678900, 7, Number.NaN], b: { c: "0.30000000000000004", d: null } });
    expect(settle({ y: new Float64Array([1 / 3]) }).y).toEqual(new Float64Array([0.3333333333]));
    expect(settle(2 ** 53)).toBe(2 ** 53);
  });

  it("moves no number by more than half a unit of its tenth digit, and settled ones not at all", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        expect(Math.abs(settle(x) - x)).toBeLessThanOrEqual(5.001e-10 * x);
        expect(settle(settle(x))).toBe(settle(x));
      }),
    );
  });
});

describe("judgeAnswer(exercise, given)", () => {
  const exercise = {
    question: "pass@2 at p = 0.5:",
    answer: 0.75,
    tolerance: 0.01,
    mistakes: [{ answer: 1, hint: "Chances do not add up." }],
  };
  it.each([
    [undefined, "open", "☐ pass@2 at p = 0.5: not answered yet"],
    [0.7501, "right", "✓ pass@2 at p = 0.5: right"],
    [1, "wrong", "✗ pass@2 at p = 0.5: Chances do not add up."],
    [0.9, "wrong", "✗ pass@2 at p = 0.5: too large"],
    [0.1, "wrong", "✗ pass@2 at p = 0.5: too small"],
    [0.8, "wrong", "✗ pass@2 at p = 0.5: rounded too far: give more decimals"],
    [75, "wrong", "✗ pass@2 at p = 0.5: a share is asked for, not a percentage"],
    [-0.75, "wrong", "✗ pass@2 at p = 0.5: mind the sign"],
    ["0.75", "wrong", "✗ pass@2 at p = 0.5: a number is asked for, found a string"],
    [Number.NaN, "wrong", "✗ pass@2 at p = 0.5: a finite number is asked for, found NaN"],
  ] as const)("tells of %j that it is %s", (given, judgement, told) => {
    let found: string | undefined;
    const text = written(() => {
      found = judgeAnswer(exercise, given);
    });
    expect(found).toBe(judgement);
    expect(text).toContain(told);
  });

  it.each([
    [0.06, 0.01, 0.07],
    [0.3, 0.1, 0.2],
    [1.1, 0.1, 1.2],
  ])("takes %d give or take %d to hold %d, whatever binary makes of them", (answer, tolerance, given) => {
    expect(judgeAnswer({ question: "q", answer, tolerance }, given)).toBe("right");
    expect(judgeAnswer({ question: "q", answer, tolerance }, given + Math.sign(given - answer) * 1e-9)).toBe("wrong");
  });

  it("compares words without case", () => {
    const words = { question: "which?", answer: "lower", mistakes: [{ answer: "same", hint: "Look again." }] };
    let found: string[] = [];
    const text = written(() => {
      found = [judgeAnswer(words, " Lower "), judgeAnswer(words, "SAME"), judgeAnswer(words, "up")];
    });
    expect(found).toEqual(["right", "wrong", "wrong"]);
    expect(text).toContain("Look again.");
    expect(text).toContain("the answer is one of lower, same");
  });

  it("refuses a mistake that would count as right", () => {
    const clash = { question: "q", answer: 1, tolerance: 0.1, mistakes: [{ answer: 1.05, hint: "no" }] };
    expect(() => judgeAnswer(clash, undefined)).toThrow('"q": the mistake 1.05 would count as right');
  });
});
