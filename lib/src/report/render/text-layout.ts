import type { FontBook, Shape } from "./font-book.js";
import { lengthIn, styleOf, type TextStyle, textStyle } from "./style.js";
import { children, isElement, isText, type XmlElement, type XmlNode } from "./xml.js";

/** A stretch of text under one style, placed on its line; lengths in px, `x` and `y` at the start of its baseline. */
export interface Fragment {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly ascent: number;
  readonly descent: number;
  readonly shape: Shape;
  readonly style: TextStyle;
  readonly text: string;
}

/**
 * Lays out an SVG `<text>` as browsers do: nested tspans, absolute and relative positions, anchors that hold for a whole
 * chunk (from one absolute position to the next), white space collapsed unless kept.
 */
export function layoutText(element: XmlElement, fonts: FontBook): Fragment[] {
  const fragments: Fragment[] = [];
  let chunk: Fragment[] = [];
  let pen = { x: 0, y: 0 };
  let afterSpace = true;

  const finishChunk = () => {
    const [first] = chunk;
    if (first === undefined) return;
    const width = chunk.reduce((sum, fragment) => sum + fragment.width, 0);
    const { anchor } = first.style;
    const shift = anchor === "middle" ? -width / 2 : anchor === "end" ? -width : 0;
    for (const fragment of chunk) fragments.push({ ...fragment, x: fragment.x + shift });
    pen = { ...pen, x: pen.x + shift };
    chunk = [];
  };

  const addText = (data: string, style: TextStyle) => {
    let text = data.replace(/[\n\r\t]/g, " ");
    if (!style.pre) {
      text = text.replace(/ +/g, " ");
      if (afterSpace) text = text.replace(/^ /, "");
    }
    if (text === "") return;
    afterSpace = text.endsWith(" ");
    text = changeCase(text, style.textTransform);
    const shape = fonts.shape(text, style);
    const width = shape.width * style.size + style.letterSpacing * [...text].length;
    // Blink rounds ascent and descent of the primary font to whole pixels.
    const ascent = Math.round(shape.primary.ascent * style.size);
    const descent = Math.round(shape.primary.descent * style.size);
    chunk.push({ ...pen, width, ascent, descent, shape, style, text });
    pen = { ...pen, x: pen.x + width };
  };

  const visit = (node: XmlNode) => {
    if (isText(node)) {
      addText(node.textContent ?? "", textStyle(node.parentNode));
      return;
    }
    if (!isElement(node) || !/^(text|tspan|a)$/.test(node.localName) || styleOf(node)["display"] === "none") return;
    const { size } = textStyle(node);
    const length = (name: string) => lengthIn(node.getAttribute(name), size);
    const [x, y] = [length("x"), length("y")];
    if (x !== null || y !== null) {
      finishChunk();
      pen = { x: x ?? pen.x, y: y ?? pen.y };
      afterSpace = true;
    }
    pen = { x: pen.x + (length("dx") ?? 0), y: pen.y + (length("dy") ?? 0) };
    for (const child of children(node)) visit(child);
  };

  visit(element);
  finishChunk();
  return fragments;
}

function changeCase(text: string, how: string): string {
  switch (how) {
    case "uppercase":
      return text.toUpperCase();
    case "lowercase":
      return text.toLowerCase();
    case "capitalize":
      return text.replace(/(^|\s)(\S)/g, (_, before: string, letter: string) => before + letter.toUpperCase());
    default:
      return text;
  }
}
