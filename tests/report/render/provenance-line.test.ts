import { withProvenance } from "isocompute/report";
import { describe, expect, it } from "vitest";
import { testFigure } from "./figures.js";

const figure = testFigure("annotations");

describe("withProvenance(figure)", () => {
  it("adds one line that names kind and source, and grows the bottom margin", () => {
    const { layout } = withProvenance({
      ...figure,
      provenance: ["published", "simulated"],
      source: "Table 2 <b> & seed 3",
    });
    expect(layout.annotations).toHaveLength(4);
    expect(layout.annotations?.at(-1)).toMatchObject({
      text: "published and simulated · Table 2 &lt;b&gt; &amp; seed 3",
      name: "provenance",
    });
    expect(layout.margin?.b).toBeGreaterThan(80);
    expect(layout.height).toBe(figure.layout.height);
  });

  it("is done once, and leaves its argument alone", () => {
    const before = structuredClone(figure);
    const once = withProvenance(figure);
    expect(withProvenance(once)).toBe(once);
    expect(figure).toEqual(before);
  });

  it("breaks a long source into lines and makes room for each", () => {
    const long = withProvenance({ ...figure, source: "a long source ".repeat(20).trim() });
    const text = String(long.layout.annotations?.at(-1)?.text);
    const lines = text.split("<br>").length;
    expect(lines).toBeGreaterThan(1);
    expect((long.layout.margin?.b ?? 0) - (withProvenance(figure).layout.margin?.b ?? 0)).toBe(13 * (lines - 1));
  });
});
