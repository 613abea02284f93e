import type { FontBook } from "./font-book.js";
import { GlyphTable } from "./glyph-table.js";
import { parseStyle, styleOf } from "./style.js";
import { escapeAttribute, escapeText, formatAttributes, formatNumber } from "./svg-format.js";
import { keepText, outlineText } from "./svg-text.js";
import { children, isElement, isText, numberAttribute, type XmlElement, type XmlNode } from "./xml.js";

/** `outline` draws glyphs as shapes, the same everywhere; `keep` leaves text that can be searched, and needs the fonts. */
export type TextMode = "outline" | "keep";

const BLOCKS = new Set(["clipPath", "defs", "g", "svg"]);

export interface WrittenSvg {
  readonly svg: string;
  /** Characters that none of the fonts can draw, each once. */
  readonly missing: readonly string[];
}

/**
 * Writes plotly's drawing as SVG in one canonical form, whatever the DOM library: numbers rounded to 3 decimals, one
 * element per line, nothing that only a live page needs.
 *
 * @param label what the picture shows, for those who cannot see it
 */
export function writeSvg(root: XmlElement, fonts: FontBook, text: TextMode, label: string): WrittenSvg {
  const glyphs = new GlyphTable();
  const missing = new Set<string>();
  const observed: FontBook = {
    ...fonts,
    shape: (content, wish) => {
      const shape = fonts.shape(content, wish);
      for (const character of shape.missing) missing.add(character);
      return shape;
    },
  };

  const write = (node: XmlNode): string => {
    if (isText(node)) return escapeText((node.textContent ?? "").trim());
    if (!isElement(node) || isHidden(node)) return "";
    const name = node.localName;
    if (name === "text") return text === "outline" ? outlineText(node, observed, glyphs) : keepText(node, observed);
    if (name === "image" && isPixelated(node)) return pixelImage(node);
    let body = "";
    for (const child of children(node)) body += write(child);
    if (name === "g" && body === "") return "";
    if (name === "path" && !node.getAttribute("d")) return "";
    const open = `<${name}${formatAttributes(node.attributes)}`;
    if (body === "") return `${open}/>\n`;
    return `${open}>${BLOCKS.has(name) ? "\n" : ""}${body}</${name}>\n`;
  };

  let body = "";
  for (const child of children(root)) body += write(child);
  const width = root.getAttribute("width");
  const height = root.getAttribute("height");
  const namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  return {
    svg: `<svg ${namespaces} ${size} role="img" aria-label="${escapeAttribute(label)}">\n${glyphs}${body}</svg>\n`,
    missing: [...missing],
  };
}

/** Not drawn: `display: none`, and the transparent rectangles that catch clicks on a legend. */
function isHidden(element: XmlElement): boolean {
  if (styleOf(element)["display"] === "none") return true;
  return element.localName === "rect" && /toggle$/.test((element.getAttribute("class") ?? "").split(" ")[0] ?? "");
}

function isPixelated(element: XmlElement): boolean {
  const style = element.getAttribute("style");
  return (parseStyle(style)["image-rendering"] ?? style ?? "").includes("pixelated");
}

/** A heat map: one pixel per cell, stretched without smoothing. */
function pixelImage(element: XmlElement): string {
  const place = ["x", "y", "width", "height"]
    .map((name) => `${name}="${formatNumber(numberAttribute(element, name))}"`)
    .join(" ");
  const href = element.getAttribute("xlink:href") ?? element.getAttribute("href") ?? "";
  return `<image ${place} preserveAspectRatio="none" style="image-rendering: pixelated;" xlink:href="${href}"/>\n`;
}
