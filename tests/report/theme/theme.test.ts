import { endLabels, inkFor, logTicks, openRenderer, palette, roundTicks, withTheme } from "isocompute/report";
import { describe, expect, it } from "vitest";
import { testFigure } from "../render/figures.js";

describe("withTheme(figure)", () => {
  it("keeps what the figure says itself", () => {
    const { layout } = withTheme({ ...testFigure("bands"), layout: { width: 300, margin: { l: 5 } } });
    expect(layout).toMatchObject({ width: 300, height: 450, margin: { l: 5, t: 24 } });
  });

  it("makes room above for title and subtitle", () => {
    const top = (title: object) => withTheme({ ...testFigure("bands"), layout: { title } }).layout.margin?.t ?? 0;
    expect(top({ text: "one" })).toBeGreaterThan(top({}));
    expect(top({ text: "one<br>two" })).toBeGreaterThan(top({ text: "one" }));
    expect(top({ text: "one", subtitle: { text: "two" } })).toBeGreaterThan(top({ text: "one" }));
  });

  it("passes plotly's own check and draws with it", async () => {
    const renderer = openRenderer();
    for (const name of ["bands", "grouped-bars", "heatmap-text", "ternary"])
      expect(await renderer.svg(withTheme(testFigure(name)))).toContain("</svg>");
    await renderer.close();
  });
});

describe("inkFor(colour)", () => {
  it("is dark enough for small text on white, and no darker than it must be", () => {
    // Weights and curve of WCAG 2.2, written out again.
    const linear = (share: number) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);
    const contrast = (colour: string) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => linear(Number.parseInt(colour.slice(i, i + 2), 16) / 255));
      return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
    };
    for (const colour of palette) {
      const ink = contrast(inkFor(colour));
      expect(ink, colour).toBeGreaterThanOrEqual(4.5);
      expect(ink, colour).toBeLessThan(Math.max(4.7, contrast(colour) + 0.01));
    }
    expect(inkFor("rgba(0, 0, 0, 0.5)")).toBe("rgba(0, 0, 0, 0.5)");
  });
});

describe("palette", () => {
  it("keeps neighbours apart for every kind of colour vision", () => {
    palette.slice(1).forEach((colour, i) => {
      const next = palette[i] ?? "";
      for (const vision of Object.keys(visions))
        expect(distance(colour, next, vision), `${colour} ${next}`).toBeGreaterThan(30);
    });
  });

  it("keeps any two apart for ordinary vision", () => {
    for (const a of palette)
      for (const b of palette) if (a !== b) expect(distance(a, b, "ordinary")).toBeGreaterThan(25);
  });
});

describe("logTicks(ticks)", () => {
  it("refuses what no logarithmic axis has", () => {
    expect(() => logTicks([1, 0])).toThrow("logTicks requires ticks above zero, got 0");
  });
});

describe("roundTicks(values)", () => {
  it.each([
    [
      [7, 100],
      [10, 20, 50, 100],
    ],
    [
      [1, 5000],
      [1, 3, 10, 30, 100, 300, 1000, 3000],
    ],
    [
      [6, 9],
      [6, 7, 8, 9],
    ],
    [
      [21, 40],
      [30, 40],
    ],
    [
      [21, 29],
      [21, 29],
    ],
    [[8], [8]],
  ])("marks %j at %j: an axis is never without numbers", (values, ticks) => {
    expect(roundTicks(values).tickvals).toEqual(ticks);
  });
  it("refuses no values, and such as a logarithmic axis cannot show", () => {
    expect(() => roundTicks([])).toThrow("roundTicks requires at least one value, got none");
    expect(() => roundTicks([0, 1])).toThrow("requires finite values above zero, got 0 to 1");
  });
});

describe("endLabels(curves)", () => {
  const curve = (label: string, end: number) => ({ label, x: [1, 100], y: [0, end] });

  it("names each curve at its end, in its colour", () => {
    const [first, second] = endLabels([curve("a", 1), curve("b", 10)], { xType: "log" });
    expect(first).toMatchObject({ text: "a", x: 2, y: 1, yshift: 0, font: { color: inkFor(palette[0] ?? "") } });
    expect(second).toMatchObject({ text: "b", font: { color: inkFor(palette[1] ?? "") } });
  });

  it("moves labels apart that would touch, and keeps their order", () => {
    const labels = endLabels([curve("a", 10), curve("b", 10.01), curve("c", 9.99), curve("d", 1)], {
      plotHeight: 100,
      gap: 15,
    });
    const height = (i: number) => (Number(labels[i]?.y) * 100) / 11 + Number(labels[i]?.yshift);
    const [c = 0, a = 0, b = 0] = [height(2), height(0), height(1)];
    expect(a - c).toBeGreaterThan(13.9);
    expect(b - a).toBeGreaterThan(13.9);
    expect(labels[3]?.yshift).toBe(0);
  });

  it("refuses a curve without points and a logarithm of nothing", () => {
    expect(() => endLabels([{ label: "a", x: [], y: [] }])).toThrow("points for a, got 0 x and 0 y");
    expect(() => endLabels([curve("a", 0)], { yType: "log" })).toThrow("positive values on a logarithmic axis, got 0");
  });
});

/** Machado, Oliveira and Fernandes 2009, severity 1: linear RGB as seen with each deficiency. */
const visions: Readonly<Record<string, readonly number[]>> = {
  ordinary: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

/** Euclidean distance in CIELAB. */
function distance(a: string, b: string, vision: string): number {
  const [p, q] = [lab(a, vision), lab(b, vision)];
  return Math.hypot(...p.map((value, i) => value - (q[i] ?? 0)));
}

function lab(hex: string, vision: string): number[] {
  const linear = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const times = (matrix: readonly number[], v: readonly number[]) =>
    [0, 3, 6].map((row) => v.reduce((sum, value, i) => sum + value * (matrix[row + i] ?? 0), 0));
  const seen = times(visions[vision] ?? [], linear).map((c) => Math.min(1, Math.max(0, c)));
  const xyz = times([0.4124, 0.3576, 0.1805, 0.2126, 0.7152, 0.0722, 0.0193, 0.1192, 0.9505], seen);
  const [x = 0, y = 0, z = 0] = [0.9505, 1, 1.089]
    .map((white, i) => (xyz[i] ?? 0) / white)
    .map((t) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
