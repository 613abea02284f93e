import { type Affine, compose, identity, parseTransform, translation } from "./affine.js";
import { type Box, transformBox, unite } from "./box.js";
import type { FontBook } from "./font-book.js";
import { pathBox } from "./path-box.js";
import { styleOf } from "./style.js";
import { type Fragment, layoutText } from "./text-layout.js";
import { children, isElement, numberAttribute, type XmlElement, type XmlNode } from "./xml.js";

const BOXLESS = new Set([
  "clipPath",
  "defs",
  "desc",
  "linearGradient",
  "marker",
  "mask",
  "metadata",
  "pattern",
  "radialGradient",
  "script",
  "style",
  "symbol",
  "title",
]);

/** An element's box in its own coordinates, strokes left out, as `getBBox` of Blink gives it; `null` where it draws nothing. */
export function localBox(element: XmlElement, fonts: FontBook): Box | null {
  if (BOXLESS.has(element.localName)) return null;
  if (styleOf(element)["display"] === "none" || element.getAttribute("display") === "none") return null;
  const value = (name: string) => numberAttribute(element, name);
  switch (element.localName) {
    case "text":
      return textBox(layoutText(element, fonts));
    case "tspan": {
      const text = enclosingText(element);
      return text === null ? null : localBox(text, fonts);
    }
    case "rect":
    case "image":
    case "foreignObject":
    case "use": {
      const [left, top] = [value("x"), value("y")];
      return { left, top, right: left + value("width"), bottom: top + value("height") };
    }
    case "circle":
      return around(value("cx"), value("cy"), value("r"), value("r"));
    case "ellipse":
      return around(value("cx"), value("cy"), value("rx"), value("ry"));
    case "line": {
      const [x1, y1, x2, y2] = [value("x1"), value("y1"), value("x2"), value("y2")];
      return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
    }
    case "path":
      return pathBox(element.getAttribute("d") ?? "");
    case "polygon":
    case "polyline":
      return pathBox(`M${element.getAttribute("points") ?? ""}`);
    default:
      return groupBox(element, fonts);
  }
}

function around(x: number, y: number, rx: number, ry: number): Box {
  return { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry };
}

function groupBox(element: XmlElement, fonts: FontBook): Box | null {
  let box: Box | null = null;
  for (const child of children(element)) {
    if (!isElement(child)) continue;
    const inner = localBox(child, fonts);
    const map = ownMap(child);
    if (inner !== null) box = unite(box, map === null ? inner : transformBox(map, inner));
  }
  return box;
}

function enclosingText(element: XmlElement): XmlElement | null {
  for (let node: XmlNode | null = element; isElement(node); node = node.parentNode)
    if (node.localName === "text") return node;
  return null;
}

function textBox(fragments: readonly Fragment[]): Box | null {
  let box: Box | null = null;
  for (const fragment of fragments) {
    if (fragment.width <= 0) continue;
    const { left, right } = inkExtent(fragment);
    const top = fragment.y - fragment.ascent;
    box = unite(box, {
      left: fragment.x + left,
      top,
      right: fragment.x + right,
      bottom: fragment.y + fragment.descent,
    });
  }
  return box;
}

/**
 * How far a fragment reaches from its start, as Blink reports it: its advance, united with the ink of every glyph
 * rounded outwards to whole pixels. Without the ink, boxes come out up to 3 px short and margins flip.
 */
function inkExtent({ shape, style, width }: Fragment): { left: number; right: number } {
  let [left, right, pen] = [0, width, 0];
  for (const { face, glyphs } of shape.runs) {
    const scale = style.size / face.unitsPerEm;
    glyphs.glyphs.forEach((glyph, i) => {
      const position = glyphs.positions[i];
      if (position === undefined) return;
      const { minX, maxX } = glyph.bbox;
      if (maxX > minX) {
        left = Math.min(left, pen + Math.floor(fixedPoint((position.xOffset + minX) * scale)));
        right = Math.max(right, pen + Math.ceil(fixedPoint((position.xOffset + maxX) * scale)));
      }
      pen += position.xAdvance * scale + style.letterSpacing;
    });
  }
  return { left, right };
}

/** FreeType scales outlines to whole 64ths of a px: 4.002 px of ink are 4, and not rounded up to 5. */
function fixedPoint(value: number): number {
  return Math.round(value * 64) / 64;
}

function ownMap(element: XmlElement): Affine | null {
  const map = parseTransform(element.getAttribute("transform"));
  if (element.localName !== "svg") return map;
  const shift = translation(numberAttribute(element, "x"), numberAttribute(element, "y"));
  return map === null ? shift : compose(map, shift);
}

/** From an element's own coordinates to the page's. */
function pageMap(element: XmlElement): Affine {
  let map = identity;
  for (let node: XmlNode | null = element; isElement(node); node = node.parentNode) {
    const parent: XmlNode | null = node.parentNode;
    const outermost = node.localName === "svg" && !(isElement(parent) && parent.namespaceURI === node.namespaceURI);
    if (outermost) {
      // Plotly measures in an <svg> that hangs at -10000 px, and subtracts that again.
      const style = styleOf(node);
      const offset = (name: string) => Number.parseFloat(style[name] ?? "0") || 0;
      return compose(translation(offset("left"), offset("top")), map);
    }
    const own = ownMap(node);
    if (own !== null) map = compose(own, map);
  }
  return map;
}

/** An element's box on the page, as `getBoundingClientRect` gives it. */
export function pageBox(element: XmlElement, fonts: FontBook): Box | null {
  const box = localBox(element, fonts);
  return box === null ? null : transformBox(pageMap(element), box);
}
