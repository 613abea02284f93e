import type { FontBook, Run } from "./font-book.js";
import { type GlyphTable, OUTLINE_EM } from "./glyph-table.js";
import { type TextStyle, textStyle } from "./style.js";
import { escapeAttribute, escapeText, formatAttributes, formatFamilies, formatNumber } from "./svg-format.js";
import { type Fragment, layoutText } from "./text-layout.js";
import { children, isElement, isText, type XmlAttribute, type XmlElement, type XmlNode } from "./xml.js";

const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/;
const isFontProperty = (name: string) => /^(font|text-anchor|text-decoration|letter-spacing|text-transform)/.test(name);

/** Attributes that placing each fragment absolutely makes void. */
function withoutPosition(element: XmlElement): XmlAttribute[] {
  return [...element.attributes].filter(({ name }) => !/^(x|y|dx|dy|text-anchor)$/.test(name));
}

/** A `<text>` as glyph outlines: no font of the viewer takes part, so it looks the same everywhere. */
export function outlineText(element: XmlElement, fonts: FontBook, glyphs: GlyphTable): string {
  const fragments = layoutText(element, fonts).filter(({ text, shape }) => shape.runs.length > 0 && text.trim() !== "");
  if (fragments.length === 0) return "";
  const base = textStyle(element);
  const label = fragments.map(({ text }) => text).join("");
  const attributes = formatAttributes(withoutPosition(element), isFontProperty);
  const body = fragments.map((fragment) => outlineFragment(fragment, base, glyphs)).join("");
  return `<g${attributes} aria-label="${escapeAttribute(label.replace(new RegExp(INVISIBLE, "g"), ""))}">${body}</g>\n`;
}

function outlineFragment(fragment: Fragment, base: TextStyle, glyphs: GlyphTable): string {
  const { style } = fragment;
  let x = fragment.x;
  let body = "";
  for (const run of fragment.shape.runs) {
    body += outlineRun(run, x, fragment, glyphs);
    x += runWidth(run, style);
  }
  body += decorationLines(fragment);
  let paint = "";
  if (style.fill !== base.fill) paint += ` fill="${escapeAttribute(style.fill ?? "black")}"`;
  if (style.fillOpacity !== base.fillOpacity && style.fillOpacity !== null)
    paint += ` fill-opacity="${escapeAttribute(style.fillOpacity)}"`;
  return paint === "" ? body : `<g${paint}>${body}</g>`;
}

function runWidth(run: Run, style: TextStyle): number {
  return run.width * style.size + style.letterSpacing * [...run.text].length;
}

/** The glyphs of a run in units of the outline em, within a group that brings them to size and place. */
function outlineRun(run: Run, x: number, { y, style }: Fragment, glyphs: GlyphTable): string {
  const toEm = OUTLINE_EM / run.face.unitsPerEm;
  const spacing = (style.letterSpacing * OUTLINE_EM) / style.size;
  let pen = 0;
  let body = "";
  run.glyphs.glyphs.forEach((glyph, i) => {
    const position = run.glyphs.positions[i];
    if (position === undefined) return;
    const id = glyphs.idOf(run.face, glyph);
    const [dx, dy] = [pen + position.xOffset * toEm, -position.yOffset * toEm];
    if (id !== null) {
      const rise = formatNumber(dy, 1);
      body += `<use xlink:href="#${id}" x="${formatNumber(dx, 1)}"${rise === "0" ? "" : ` y="${rise}"`}/>`;
    }
    pen += position.xAdvance * toEm + spacing;
  });
  if (body === "") return "";
  const place = `translate(${formatNumber(x)},${formatNumber(y)})scale(${formatNumber(style.size / OUTLINE_EM, 5)})`;
  return `<g transform="${place}">${body}</g>`;
}

function decorationLines({ x, y, width, style }: Fragment): string {
  const thickness = formatNumber(Math.max(0.6, style.size / 14));
  const line = (height: number) =>
    `<path d="M${formatNumber(x)},${formatNumber(y + height)}h${formatNumber(width)}v${thickness}h${formatNumber(-width)}z"/>`;
  let out = "";
  if (style.decoration.includes("underline")) out += line(style.size * 0.12);
  if (style.decoration.includes("line-through")) out += line(-style.size * 0.28);
  return out;
}

/**
 * A `<text>` kept as text. Characters that the named family lacks are given their fallback family explicitly, so that
 * every viewer divides the text alike.
 */
export function keepText(element: XmlElement, fonts: FontBook): string {
  if (INVISIBLE.test(element.textContent ?? "")) return placedText(element, fonts);
  let body = "";
  for (const child of children(element)) body += keepNode(child, fonts);
  return body === "" ? "" : `<text${formatAttributes(element.attributes)} xml:space="preserve">${body}</text>\n`;
}

function keepNode(node: XmlNode, fonts: FontBook): string {
  if (isText(node)) {
    const text = node.textContent ?? "";
    const shape = fonts.shape(text, textStyle(node.parentNode));
    if (shape.runs.every((run) => run.face === shape.primary)) return escapeText(text);
    return shape.runs
      .map((run) =>
        run.face === shape.primary
          ? escapeText(run.text)
          : `<tspan style="font-family: ${formatFamilies(run.face.family)};">${escapeText(run.text)}</tspan>`,
      )
      .join("");
  }
  if (!isElement(node)) return "";
  let body = "";
  for (const child of children(node)) body += keepNode(child, fonts);
  return `<${node.localName}${formatAttributes(node.attributes)}>${body}</${node.localName}>`;
}

/** Plotly shifts the baseline of sub- and superscripts by a zero-width space, which some fonts draw as a box: each run is placed absolutely instead. */
function placedText(element: XmlElement, fonts: FontBook): string {
  const base = textStyle(element);
  let body = "";
  for (const fragment of layoutText(element, fonts)) {
    let x = fragment.x;
    for (const run of fragment.shape.runs) {
      const style = styleDifference(run, fragment, base);
      const attribute = style === "" ? "" : ` style="${escapeAttribute(style)}"`;
      const place = `x="${formatNumber(x)}" y="${formatNumber(fragment.y)}"`;
      body += `<tspan ${place}${attribute}>${escapeText(run.text)}</tspan>`;
      x += runWidth(run, fragment.style);
    }
  }
  if (body === "") return "";
  const attributes = formatAttributes(withoutPosition(element), (name) => name === "text-anchor");
  return `<text${attributes} text-anchor="start" xml:space="preserve">${body}</text>\n`;
}

function styleDifference(run: Run, { style, shape }: Fragment, base: TextStyle): string {
  const out: string[] = [];
  const add = (property: string, value: string) => out.push(`${property}: ${value};`);
  if (run.face !== shape.primary) add("font-family", formatFamilies(run.face.family));
  else if (style.family !== base.family) add("font-family", formatFamilies(style.family));
  if (style.size !== base.size) add("font-size", `${formatNumber(style.size)}px`);
  if (style.weight !== base.weight) add("font-weight", String(style.weight));
  if (style.italic !== base.italic) add("font-style", style.italic ? "italic" : "normal");
  if (style.fill !== base.fill && style.fill !== null) add("fill", style.fill);
  if (style.decoration !== base.decoration && style.decoration !== "") add("text-decoration", style.decoration);
  return out.join(" ");
}
