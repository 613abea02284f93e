import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Figure } from "isocompute/report";
import { type Browser, chromium, type Page } from "playwright-core";
import { bundledFonts } from "../../lib/src/report/render/fonts.js";

/** Chromium on this machine. CI must have it; elsewhere what needs it is left out, with a word. */
export const chromiumPath: string | undefined = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);
export const chromiumWanted: boolean = chromiumPath !== undefined || process.env["CI"] === "true";
if (!chromiumWanted)
  console.warn("no Chromium on this machine (Debian: apt-get install chromium): nothing was compared with it");

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("CI requires Chromium: apt-get install chromium");
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--font-render-hinting=none"] });
}

/** Where a text was drawn, in px from the drawing's upper left corner. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** plotly.js in real Chromium, with the fonts of the renderer. */
export interface ChromiumPlotly {
  /** The boxes of a figure's texts, in document order, and a screenshot at twice its size. */
  draw(figure: Figure): Promise<{ readonly boxes: readonly TextBox[]; readonly png: Buffer }>;
  /** The share of pixels of two PNGs that differ; see `differentPixels`. */
  difference(a: Uint8Array, b: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** A page with plotly.js and the renderer's fonts. */
async function plotlyPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1000, height: 700 } });
  const css = fontFaces();
  await page.setContent(`<style>${css} body { margin: 0 }</style><body><div id="plot"></div></body>`);
  await page.addScriptTag({ content: readFileSync(createRequire(import.meta.url).resolve("plotly.js"), "utf8") });
  await page.evaluate("Promise.all([...document.fonts].map((font) => font.load()))");
  return page;
}

/** plotly's own exporter in Chromium: a data: URI of the picture. */
export interface ChromiumExporter {
  toImage(figure: Figure, format: "svg" | "png", scale: number): Promise<string>;
  close(): Promise<void>;
}

export async function openPlotlyIn(browser: Browser): Promise<ChromiumExporter> {
  const page = await plotlyPage(browser);
  return {
    toImage: ({ data, layout }, format, scale) => {
      const { width = 700, height = 450 } = layout;
      const options = JSON.stringify({ format, width, height, scale });
      return page.evaluate(`Plotly.toImage(${JSON.stringify({ data, layout })}, ${options})`);
    },
    close: () => browser.close(),
  };
}

export async function openChromium(): Promise<ChromiumPlotly> {
  const browser = await launchChromium();
  const page = await plotlyPage(browser);
  return {
    async draw(figure) {
      const { width = 700, height = 450 } = figure.layout;
      const spec = JSON.stringify({ data: figure.data, layout: figure.layout });
      const boxes: readonly TextBox[] = await page.evaluate(`(${drawInPage})(${spec}, ${width}, ${height})`);
      const png = await page.screenshot({ clip: { x: 0, y: 0, width, height } });
      return { boxes, png };
    },
    difference: (a, b) =>
      page.evaluate(
        `(${differentPixels})(${JSON.stringify(Buffer.from(a).toString("base64"))}, ${JSON.stringify(Buffer.from(b).toString("base64"))})`,
      ),
    close: () => browser.close(),
  };
}

function fontFaces(): string {
  return bundledFonts()
    .map(({ family, weight, italic, path }) => {
      const source = `url(data:font/ttf;base64,${readFileSync(path).toString("base64")})`;
      return `@font-face { font-family: "${family}"; font-weight: ${weight}; font-style: ${italic ? "italic" : "normal"}; src: ${source} }`;
    })
    .join("\n");
}

/** Shows what plotly's own exporter makes, and notes the boxes of its texts. */
const drawInPage = `async function (spec, width, height) {
  const plot = document.getElementById("plot");
  plot.innerHTML = await Plotly.toImage(spec, { format: "svg", imageDataOnly: true, width, height });
  const origin = plot.firstElementChild.getBoundingClientRect();
  return Array.from(plot.querySelectorAll("text"), (element) => {
    const box = element.getBoundingClientRect();
    return { text: element.textContent, left: box.left - origin.left, top: box.top - origin.top,
      right: box.right - origin.left, bottom: box.bottom - origin.top };
  });
}`;

/**
 * The share of pixels of two pictures that differ: those whose colour lies, in some channel, more than a tenth of the
 * scale outside the range of the 3 by 3 pixels around the same place in the other picture. At two pixels per px that
 * forgives half a px of anti-aliasing and no more.
 */
const differentPixels = `async function (a, b) {
  const pixels = async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [first, second] = [await pixels(a), await pixels(b)];
  const { width, height } = first;
  if (second.width !== width || second.height !== height)
    throw new Error("sizes differ: " + [width, height, second.width, second.height]);
  const outside = (one, other, x, y) => {
    for (let channel = 0; channel < 3; channel++) {
      let low = 255, high = 0;
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++) {
          const [u, v] = [Math.min(width - 1, Math.max(0, x + dx)), Math.min(height - 1, Math.max(0, y + dy))];
          const value = other.data[4 * (v * width + u) + channel];
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      const value = one.data[4 * (y * width + x) + channel];
      if (value < low - 25.5 || value > high + 25.5) return true;
    }
    return false;
  };
  let different = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (outside(first, second, x, y) || outside(second, first, x, y)) different++;
  return different / (width * height);
}`;
