import { type Figure, openRenderer, type Renderer } from "isocompute/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFigure } from "./figures.js";

let renderer: Renderer;
beforeAll(() => {
  renderer = openRenderer();
});
afterAll(() => renderer.close());

const plain = testFigure("log-axis-error-bars");
const change = (change: Partial<Figure>): Figure => ({ ...plain, ...change });
const size = (png: Uint8Array): number[] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe("svg(figure)", () => {
  it.each(["log-axis-error-bars", "heatmap-text", "annotations"])("draws %s as it always has", async (name) => {
    await expect(await renderer.svg(testFigure(name), { text: "keep" })).toMatchFileSnapshot(`svg/${name}.svg`);
  });

  it("outlines letters, each glyph defined once, and says the text to those who listen", async () => {
    const svg = await renderer.svg(plain);
    expect(svg).not.toContain("<text");
    expect(svg).toContain('aria-label="Accuracy against samples"');
    const ids = [...svg.matchAll(/<path id="(g\d+-\d+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of svg.matchAll(/xlink:href="#(g[^"]+)"/g)) expect(ids).toContain(id);
  });

  it("takes nothing from the network and leaves no marker of plotly's", async () => {
    for (const text of ["outline", "keep"] as const) {
      const svg = await renderer.svg(testFigure("greek-mathematics"), { text });
      expect(svg.replaceAll(/xmlns[^"]*"[^"]*"/g, "")).not.toMatch(/https?:|TOBESTRIPPED|NaN|undefined/);
    }
  });

  it("repeats its bytes in another renderer, in another order, side by side", async () => {
    const names = ["contour", "log-axis-error-bars", "heatmap-text", "box-violin"];
    const first = await Promise.all(names.map((name) => renderer.svg(testFigure(name))));
    const other = openRenderer();
    const second = await Promise.all(names.toReversed().map((name) => other.svg(testFigure(name))));
    await other.close();
    expect(second.toReversed()).toEqual(first);
  });

  it("leaves the figure as it was", async () => {
    const before = structuredClone(plain);
    await renderer.svg(plain);
    expect(plain).toEqual(before);
  });

  it("draws typed arrays as lists", async () => {
    const data = (y: unknown) => [{ type: "scatter", y }] as Figure["data"];
    const typed = await renderer.svg(change({ data: data(Float64Array.of(1, 3, 2)) }));
    expect(typed).toBe(await renderer.svg(change({ data: data([1, 3, 2]) })));
  });

  it("makes room for the line of provenance under labels that turn", async () => {
    const svg = await renderer.svg(testFigure("turned-labels"), { text: "keep" });
    expect(svg).toContain("simulated · made up for the tests");
  });
});

describe("png(figure)", () => {
  it("is a PNG of the figure's size times the scale", async () => {
    const png = await renderer.png(plain, { scale: 1 });
    expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join("")).toBe("PNG");
    expect(size(png)).toEqual([700, 450]);
    expect(size(await renderer.png(plain))).toEqual([1400, 900]);
    expect(size(await renderer.png(plain, { width: 300, height: 200, scale: 3 }))).toEqual([900, 600]);
  });

  it("refuses a scale or a size that makes no picture", async () => {
    await expect(renderer.png(plain, { scale: 0 })).rejects.toThrow("png requires a scale in (0, 16], got 0");
    await expect(renderer.svg(plain, { width: 7.5 })).rejects.toThrow("a width in whole px from 10 to 10000, got 7.5");
  });
});

describe("a figure that could not be drawn truly", () => {
  const trace = (extra: object): Partial<Figure> => ({ data: [{ y: [1, 2], ...extra }] as Figure["data"] });
  const layout = (extra: object): Partial<Figure> => ({ layout: extra as Figure["layout"] });
  const cases: readonly [string, Partial<Figure>, RegExp][] = [
    ["WebGL", trace({ type: "scattergl" }), /data\[0\]\.type scattergl needs WebGL.*scatter draws the same/],
    ["maps, which fetch", trace({ type: "scattergeo" }), /scattergeo would fetch/],
    ["an unknown trace type", trace({ type: "scater" }), /key type is set to an invalid value \(scater\)/],
    [
      "an unknown colour scale",
      trace({ marker: { color: [1, 2], colorscale: "Magma" } }),
      /Magma\); give other scales as a list/,
    ],
    ["an unknown attribute", trace({ lines: {} }), /key lines is not part of the schema/],
    ["a misspelt layout", layout({ xaxis: { titel: "x" } }), /xaxis\.titel is not part of the schema/],
    ["an empty trace", { data: [{ type: "scatter", x: [], y: [] }] }, /data\[0\] would not be drawn/],
    ["LaTeX", layout({ title: { text: "loss $\\alpha^2$" } }), /layout\.title\.text holds LaTeX/],
    ["letters without a glyph", layout({ title: { text: "精度" } }), /no glyph for “精” \(U\+7CBE\), “度” \(U\+5EA6\)/],
    [
      "pictures from the network",
      layout({ images: [{ source: "https://example.org/a.png" }] }),
      /images\[0\]\.source would be fetched/,
    ],
    [
      "a title that makes room for itself",
      layout({ title: { text: "t", automargin: true } }),
      /layout\.title\.automargin draws bars out of step.*layout\.margin\.t/,
    ],
    [
      "a template whose title does",
      layout({ template: { layout: { title: { automargin: true } } } }),
      /layout\.template\.layout\.title\.automargin/,
    ],
    ["an id that is no file name", { id: "My figure" }, /id in kebab-case, got "My figure"/],
    ["no source", { source: " " }, /requires a source/],
    ["no room for its provenance", layout({ width: 80, height: 60 }), /line of provenance/],
  ];
  it.each(cases)("is refused: %s", async (_, difference, message) => {
    await expect(renderer.svg(change(difference))).rejects.toThrow(message);
    await expect(renderer.svg(change(difference))).rejects.toBeInstanceOf(RangeError);
  });

  it("does not spoil the next one", async () => {
    const before = await renderer.svg(plain);
    await expect(renderer.svg(change({ layout: { title: { text: "精" } } }))).rejects.toThrow("glyph");
    expect(await renderer.svg({ ...plain })).toBe(before);
  });

  it("is let pass where plotly's schema errs: shared colour axes", async () => {
    const figure = change({
      data: [{ type: "heatmap", z: [[1, 2]], coloraxis: "coloraxis" }] as unknown as Figure["data"],
      layout: { coloraxis: { colorscale: "Viridis" } } as Figure["layout"],
    });
    expect(await renderer.svg(figure)).toContain("<image");
  });
});

describe("complete(figure)", () => {
  it("draws the same as the figure, and is complete already", async () => {
    for (const name of ["turned-labels", "long-category-labels"]) {
      const complete = await renderer.complete(testFigure(name));
      expect(await renderer.svg(complete)).toBe(await renderer.svg(testFigure(name)));
      expect(await renderer.complete(complete)).toEqual(complete);
    }
  });
});

describe("a left margin that grows for long labels", () => {
  const grown = (): Figure => ({
    ...plain,
    id: "grown",
    data: [{ type: "bar", orientation: "h", y: ["a label of many words", "another one, longer still"], x: [1, 2] }],
    layout: { margin: { l: 20, r: 20, t: 20, b: 40 }, yaxis: { automargin: true } },
  });

  it("moves the line of provenance as plotly would draw it", async () => {
    const complete = await renderer.complete(grown());
    expect(complete.layout.annotations?.at(-1)?.xshift).toBeLessThan(-100);
    expect(await renderer.svg(grown())).toBe(await renderer.svg(complete));
  });
});

describe("close()", () => {
  it("waits for what was asked, then refuses", async () => {
    const short = openRenderer();
    const asked = short.svg(plain);
    await short.close();
    expect(await asked).toContain("<svg");
    await expect(short.svg(plain)).rejects.toThrow("the renderer is closed");
  });
});
