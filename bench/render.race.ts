import { openRenderer, type Renderer } from "isocompute/report";
import { chromiumPath, launchChromium, openPlotlyIn } from "../tests/peers/chromium-page.js";
import { testFigure } from "../tests/report/render/figures.js";
import type { Race } from "./race.js";

const figures = ["log-axis-error-bars", "heatmap-text", "contour", "small-multiples"].map(testFigure);
const absent = chromiumPath === undefined ? { absent: "no Chromium" } : {};

/** Draws each figure once as SVG and once as PNG at twice its size; `turn` keeps one round from repeating another. */
async function drawAll(renderer: Renderer, turn: number): Promise<void> {
  for (const figure of figures) {
    const fresh = { ...figure, id: `${figure.id}-${turn}` };
    await renderer.svg(fresh);
    await renderer.png(fresh);
  }
}

function warm(): Race {
  const renderer = openRenderer();
  let turn = 0;
  let theirs: ReturnType<typeof openPlotlyIn> | undefined;
  return {
    name: "render, 4 figures warm, SVG and PNG",
    peerName: "Plotly.toImage in Chromium",
    ours: () => drawAll(renderer, turn++),
    peer: async () => {
      theirs ??= openPlotlyIn(await launchChromium());
      const { toImage } = await theirs;
      for (const figure of figures) {
        await toImage(figure, "svg", 1);
        await toImage(figure, "png", 2);
      }
    },
    close: async () => {
      await renderer.close();
      await (await theirs)?.close();
    },
    ...absent,
  };
}

function start(): Race {
  const [figure] = figures as [(typeof figures)[number]];
  return {
    name: "render, one figure from the start",
    peerName: "Plotly.toImage in Chromium, its start included",
    rounds: 5,
    ours: async () => {
      const renderer = openRenderer();
      await renderer.png(figure);
      await renderer.close();
    },
    peer: async () => {
      const { toImage, close } = await openPlotlyIn(await launchChromium());
      await toImage(figure, "png", 2);
      await close();
    },
    ...absent,
  };
}

export const races: readonly Race[] = [warm(), start()];
