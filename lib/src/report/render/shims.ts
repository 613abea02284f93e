import { TextDecoder, TextEncoder } from "node:util";
import type { Box } from "./box.js";
import { PixelContext } from "./canvas.js";
import type { FontBook } from "./font-book.js";
import { localBox, pageBox } from "./measure.js";
import { pointOnWalk, type Walk, walkPath } from "./path-length.js";
import { encodePng } from "./png-encoder.js";
import { type Queries, quickQueries } from "./selectors.js";
import { styleOf } from "./style.js";
import { layoutText } from "./text-layout.js";
import type { XmlElement } from "./xml.js";

/** jsdom's window, as far as the shims and the renderer touch it. */
export interface ShimmedWindow {
  readonly document: { readonly body: { replaceChildren(): void } };
  readonly JSON: JSON;
  readonly Math: { random: () => number };
  readonly URL: object;
  readonly Element: { readonly prototype: Queries };
  readonly SVGElement: { readonly prototype: object };
  readonly HTMLCanvasElement: { readonly prototype: object };
  readonly XMLSerializer: { readonly prototype: object };
}

/** Teaches jsdom what it lacks for plotly: measuring, a canvas, computed styles. Takes away the network and blob URLs. */
export function installShims(window: ShimmedWindow, fonts: FontBook): void {
  installMeasures(window, fonts);
  installCanvas(window);
  for (const [name, query] of Object.entries(quickQueries(ownQueries(window))))
    define(window.Element.prototype, name, query);
  define(window.URL, "createObjectURL", () => "blob:none"); // the bundle's map worker asks for one while loading
  define(window.URL, "revokeObjectURL", () => undefined);
  // Without support for image-rendering plotly paints heat maps at screen resolution instead of one pixel per cell.
  define(window, "CSS", { supports: (property: string) => property === "image-rendering", escape: String });
  define(window, "getComputedStyle", computedStyle);
  define(window, "TextDecoder", TextDecoder);
  define(window, "TextEncoder", TextEncoder);
  for (const name of ["XMLHttpRequest", "fetch", "WebSocket"]) define(window, name, undefined);
}

export function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function ownQueries({ Element: { prototype } }: ShimmedWindow): Queries {
  const { querySelector, querySelectorAll } = prototype;
  return { querySelector, querySelectorAll };
}

function installMeasures(window: ShimmedWindow, fonts: FontBook): void {
  const svg = window.SVGElement.prototype;
  define(svg, "getBBox", function (this: XmlElement) {
    return rectangle(localBox(this, fonts));
  });
  define(svg, "getBoundingClientRect", function (this: XmlElement) {
    return rectangle(pageBox(this, fonts));
  });
  define(svg, "getComputedTextLength", function (this: XmlElement) {
    return layoutText(this, fonts).reduce((sum, { width }) => sum + width, 0);
  });
  const walks = new WeakMap<XmlElement, { readonly d: string; readonly walk: Walk }>();
  const walkOf = (path: XmlElement): Walk => {
    const d = path.getAttribute("d") ?? "";
    const known = walks.get(path);
    if (known !== undefined && known.d === d) return known.walk;
    const walk = walkPath(d);
    walks.set(path, { d, walk });
    return walk;
  };
  define(svg, "getTotalLength", function (this: XmlElement) {
    return walkOf(this).length;
  });
  define(svg, "getPointAtLength", function (this: XmlElement, distance: number) {
    return pointOnWalk(walkOf(this), distance);
  });
}

function rectangle(box: Box | null): object {
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}

interface Canvas extends XmlElement {
  readonly width: number;
  readonly height: number;
  getContext(kind: string): PixelContext | null;
}

function installCanvas(window: ShimmedWindow): void {
  const canvas = window.HTMLCanvasElement.prototype;
  const contexts = new WeakMap<Canvas, PixelContext>();
  define(canvas, "getContext", function (this: Canvas, kind: string) {
    if (kind !== "2d") return null;
    const context = contexts.get(this) ?? new PixelContext(this);
    contexts.set(this, context);
    return context;
  });
  define(canvas, "toDataURL", function (this: Canvas) {
    const pixels = this.getContext("2d")?.pixels ?? { width: 0, height: 0, data: new Uint8ClampedArray(0) };
    return `data:image/png;base64,${encodePng(pixels).toString("base64")}`;
  });
}

const defaults: Readonly<Record<string, string>> = {
  cursor: "auto",
  display: "block",
  height: "auto",
  "image-rendering": "auto",
  position: "static",
  visibility: "visible",
  width: "auto",
};

/** Inline style and defaults: jsdom's own walks plotly's style sheet for every call. */
function computedStyle(element: XmlElement | null): object {
  const style = element === null ? {} : styleOf(element);
  const value = (name: string): string => style[name] ?? (name.endsWith("transform") ? "none" : (defaults[name] ?? ""));
  return new Proxy(
    { getPropertyValue: value },
    {
      get: (target, key) => {
        if (key === "getPropertyValue") return target.getPropertyValue;
        return typeof key === "string"
          ? value(key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
          : undefined;
      },
    },
  );
}
