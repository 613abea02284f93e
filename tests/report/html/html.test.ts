import { htmlFragment, htmlPage, openRenderer, type Renderer, type Table } from "isocompute/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testFigure } from "../render/figures.js";

let renderer: Renderer;
beforeAll(() => {
  renderer = openRenderer();
});
afterAll(() => renderer.close());

const figure = { ...testFigure("bands"), caption: "Bands <script>alert(1)</script>" };
const table: Table = {
  id: "some-table",
  caption: "A table.",
  provenance: ["published"],
  source: "table 1",
  columns: [{ key: "a", title: "A" }],
  rows: [{ a: 1 }],
};
const withoutNames = (html: string) => html.replaceAll(/xmlns(:\w+)?="[^"]*"/g, "");

describe("htmlFragment(figure, renderer)", () => {
  it("is a drawing with caption and source, without scripts and requests", async () => {
    const html = await htmlFragment(figure, renderer);
    expect(html).toMatch(/^<figure id="test-bands"/);
    expect(html).toContain("Bands &lt;script&gt;");
    expect(html).toContain("simulated · made up for the tests");
    expect(withoutNames(html)).not.toMatch(/<script|https?:|<text/);
    expect(html.length).toBeLessThan(80_000);
  });
});

describe("htmlPage(content, renderer)", () => {
  it("holds plotly once, every figure as drawing and data, and asks nobody for anything", async () => {
    const html = await htmlPage(
      { title: "Figures & <more>", figures: [figure, testFigure("contour")], tables: [table] },
      renderer,
    );
    expect(html).toContain("<title>Figures &amp; &lt;more&gt;</title>");
    expect(html.match(/plotly\.js v\d/g)).toHaveLength(1);
    expect(html.match(/<svg /g)?.length).toBeGreaterThanOrEqual(2);
    expect(html).toContain('<table id="some-table">');
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)=/);
    expect(html).not.toContain("url(http");
    const specs = [...html.matchAll(/<script type="application\/json">([\s\S]*?)<\/script>/g)].map(
      ([, json = ""]) => json,
    );
    expect(specs).toHaveLength(2);
    for (const spec of specs) expect(JSON.parse(spec)).toMatchObject({ layout: { width: 700 } });
  });

  it("cannot be broken out of by a figure's own text", async () => {
    const sly = { ...figure, layout: { title: { text: "</script><b>x" } } };
    const html = await htmlPage({ title: "t", figures: [sly] }, renderer);
    expect(html).not.toContain("</script><b>x");
    expect(html).toContain("\\u003c/script>\\u003cb>x");
  });

  it("refuses two exhibits of one id", async () => {
    await expect(htmlPage({ title: "t", figures: [figure, figure] }, renderer)).rejects.toThrow("got test-bands twice");
  });
});
