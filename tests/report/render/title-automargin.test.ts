import { create, type Font } from "fontkit";
import type { Figure } from "isocompute/report";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFontBook } from "../../../lib/src/report/render/font-book.js";
import { openPlotlyPage, type PlotlyPage } from "../../../lib/src/report/render/plotly-page.js";
import { define } from "../../../lib/src/report/render/shims.js";
import { writeSvg } from "../../../lib/src/report/render/svg-writer.js";
import type { XmlElement } from "../../../lib/src/report/render/xml.js";

const fonts = openFontBook((file) => create(file) as Font);
let page: PlotlyPage;
beforeAll(() => {
  page = openPlotlyPage(fonts);
});
afterAll(() => page.close());

/** Bars under a title that needs more room than the margin has. */
function figure(automargin: boolean): Figure {
  const title = {
    text: "One",
    subtitle: { text: "sub<br>title" },
    y: 1,
    yref: "paper",
    yanchor: "bottom",
    pad: { b: 20 },
  };
  return {
    id: "high-title",
    caption: "Bars under a high title.",
    provenance: ["simulated"],
    source: "made up for the tests",
    data: [
      { type: "bar", name: "first", x: ["a", "b", "c"], y: [100, 200, 100] },
      { type: "bar", name: "second", x: ["a", "b", "c"], y: [100, 200, 100] },
    ],
    layout: {
      title: { ...title, automargin } as Figure["layout"]["title"] & object,
      yaxis: { range: [0, 200] },
      margin: { t: 20 },
    },
  };
}

/** In plotly's own drawing: how far the foot of the bars lies above the axis label 0. */
async function offset({ data, layout }: Figure): Promise<number> {
  let svg = "";
  define(page.window.XMLSerializer.prototype, "serializeToString", (root: XmlElement) => {
    ({ svg } = writeSvg(root, fonts, "keep", ""));
    return "<svg/>";
  });
  const spec: object = page.window.JSON.parse(JSON.stringify({ data, layout }));
  await page.plotly.toImage(spec, { format: "svg", imageDataOnly: true, width: 700, height: 450 });
  const found = (pattern: RegExp) => Number(pattern.exec(svg)?.[1]);
  const foot = found(/class="xy" transform="translate\([\d.]+,([\d.]+)\)/) + found(/ d="M[\d.]+,([\d.]+)V/);
  return found(/translate\(0,([\d.]+)\)"[^>]*>0</) - foot;
}

describe("layout.title.automargin", () => {
  // Once this fails, plotly has mended it, and figures may use it.
  it("makes plotly draw bars away from their axis, hence the renderer refuses it", async () => {
    expect(await offset(figure(false))).toBeCloseTo(0, 1);
    expect(await offset(figure(true))).toBeGreaterThan(20);
  });
});
