import { createRequire } from "node:module";
import { runCached } from "./code-cache.js";
import type { FontBook } from "./font-book.js";
import { plotlyBundle, plotlyBundlePath } from "./plotly-bundle.js";
import { installShims, type ShimmedWindow } from "./shims.js";

/** What plotly's `validate` finds wrong at one place of a figure. */
export interface Complaint {
  readonly code: string;
  readonly container: "data" | "layout";
  readonly trace: number | null;
  readonly path: readonly (string | number)[];
  readonly astr: string;
  readonly msg: string;
}

/** The part of plotly.js that is used, inside the page's realm. */
export interface PagePlotly {
  toImage(figure: object, options: object): Promise<string>;
  validate(data: unknown, layout: unknown): readonly Complaint[] | undefined;
  readonly PlotSchema: { get: () => object };
}

/** A page without a browser, with plotly.js loaded in it. */
export interface PlotlyPage {
  readonly window: ShimmedWindow;
  readonly plotly: PagePlotly;
  close(): void;
}

interface Jsdom {
  readonly window: ShimmedWindow & { readonly Plotly: PagePlotly; close(): void };
  getInternalVMContext(): object;
}
interface JsdomModule {
  readonly JSDOM: new (html: string, options: object) => Jsdom;
  readonly VirtualConsole: new () => { on(event: string, listener: (error: Error) => void): void };
}

/** Opens the page: about half a second, and as much again where plotly was not compiled before. */
export function openPlotlyPage(fonts: FontBook): PlotlyPage {
  // Not `import`: jsdom's types would bring the browser's globals into every file of the project.
  const { JSDOM, VirtualConsole }: JsdomModule = createRequire(__filename)("jsdom");
  const virtualConsole = new VirtualConsole();
  const dom = new JSDOM("<!doctype html><html><head></head><body></body></html>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole,
  });
  installShims(dom.window, fonts);
  runCached(plotlyBundle(), plotlyBundlePath(), dom.getInternalVMContext());
  const { Plotly } = dom.window;
  rememberSchema(Plotly);
  return { window: dom.window, plotly: Plotly, close: () => dom.window.close() };
}

/** `validate` builds the whole schema anew for each figure, which takes longer than drawing. */
function rememberSchema({ PlotSchema }: PagePlotly): void {
  const build = PlotSchema.get;
  let schema: object | undefined;
  PlotSchema.get = () => {
    schema ??= build();
    return schema;
  };
}
