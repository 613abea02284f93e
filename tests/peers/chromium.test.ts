import { create, type Font } from "fontkit";
import { type Figure, openRenderer, type Renderer } from "isocompute/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FontBook, openFontBook } from "../../lib/src/report/render/font-book.js";
import { pageBox } from "../../lib/src/report/render/measure.js";
import { openPlotlyPage, type PlotlyPage } from "../../lib/src/report/render/plotly-page.js";
import { define } from "../../lib/src/report/render/shims.js";
import { textStyle } from "../../lib/src/report/render/style.js";
import { children, isElement, type XmlElement, type XmlNode } from "../../lib/src/report/render/xml.js";
import { testFigures } from "../report/render/figures.js";
import { type ChromiumPlotly, chromiumWanted, openChromium, type TextBox } from "./chromium-page.js";

// Far below the 0.5 % that were asked for: a plot area off by one px makes 0.2 %, and must be noticed.
const LIMIT = 0.0005;

describe.runIf(chromiumWanted)("beside real Chromium", () => {
  let chromium: ChromiumPlotly;
  let renderer: Renderer;
  let fonts: FontBook;
  let page: PlotlyPage;
  beforeAll(async () => {
    chromium = await openChromium();
    renderer = openRenderer();
    fonts = openFontBook((file) => create(file) as Font);
    page = openPlotlyPage(fonts);
  });
  afterAll(async () => {
    await chromium?.close();
    await renderer?.close();
    page?.close();
  });

  it.each(testFigures.map(({ id }) => id))(
    "%s has the same texts at the same places, and the same pixels",
    async (id) => {
      const figure = testFigures.find((f) => f.id === id) as Figure;
      const complete = await renderer.complete(figure);
      const theirs = await chromium.draw(complete);
      const ours = await drawnTexts(page, fonts, complete);
      expect(ours.map(({ text }) => text)).toEqual(theirs.boxes.map(({ text }) => text));
      const worst = ours.reduce(
        (most, box, i) => {
          const their = theirs.boxes[i] as TextBox;
          const off = Math.max(
            ...(["left", "top", "right", "bottom"] as const).map((side) => Math.abs(box[side] - their[side])),
          );
          // Chromium takes glyphs that Open Sans lacks from a font of its own choice.
          return box.fallback || off <= most.off ? most : { text: box.text, off };
        },
        { text: "", off: 0 },
      );
      expect(worst.off, `“${worst.text}” in px`).toBeLessThanOrEqual(0.05);
      const difference = await chromium.difference(await renderer.png(complete), theirs.png);
      console.info(
        `${id}: texts within ${worst.off.toFixed(3)} px, ${(100 * difference).toFixed(3)} % of pixels differ`,
      );
      expect(difference).toBeLessThanOrEqual(LIMIT);
    },
  );

  it("would notice a drawing that is off by a px", async () => {
    const [figure] = testFigures as [Figure];
    const moved = {
      ...figure,
      layout: { ...figure.layout, xaxis: { ...figure.layout.xaxis, title: { text: "Samples <i>N</i>", standoff: 4 } } },
    };
    const theirs = await chromium.draw(await renderer.complete(figure));
    expect(await chromium.difference(await renderer.png(moved), theirs.png)).toBeGreaterThan(LIMIT);
    const wide = { ...figure, layout: { ...figure.layout, margin: { l: 81 } } };
    expect(await chromium.difference(await renderer.png(wide), theirs.png)).toBeGreaterThan(LIMIT);
  });
});

type DrawnText = TextBox & { readonly fallback: boolean };

/** The boxes of a figure's texts as measured without a browser. */
async function drawnTexts({ window, plotly }: PlotlyPage, fonts: FontBook, figure: Figure): Promise<DrawnText[]> {
  const texts: DrawnText[] = [];
  const visit = (node: XmlNode) => {
    if (!isElement(node)) return;
    if (node.localName !== "text") return void [...children(node)].forEach(visit);
    const { left, top, right, bottom } = pageBox(node, fonts) ?? { left: 0, top: 0, right: 0, bottom: 0 };
    texts.push({ text: node.textContent ?? "", left, top, right, bottom, fallback: needsFallback(node, fonts) });
  };
  define(window.XMLSerializer.prototype, "serializeToString", (root: XmlElement) => {
    visit(root);
    return "<svg/>";
  });
  const { width, height } = figure.layout;
  const spec: object = window.JSON.parse(JSON.stringify({ data: figure.data, layout: figure.layout }));
  await plotly.toImage(spec, { format: "svg", imageDataOnly: true, width, height });
  return texts;
}

function needsFallback(element: XmlElement, fonts: FontBook): boolean {
  const shape = fonts.shape(element.textContent ?? "", textStyle(element));
  return shape.runs.some((run) => run.face !== shape.primary);
}
