import { isElement, type XmlElement, type XmlNode } from "./xml.js";

/** An element's own inline style: property → value. */
export type Style = Readonly<Record<string, string>>;

const REMEMBERED = 5000;
const parsed = new Map<string, Style>();

/**
 * Reads an inline style. Plotly hides the quotes of font families behind a marker that browsers turn back; here it goes.
 */
export function parseStyle(text: string | null): Style {
  if (text === null || text === "") return {};
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const style: Record<string, string> = {};
  for (const [, name = "", found = ""] of text.matchAll(/([-\w]+)\s*:\s*((?:"[^"]*"|'[^']*'|\([^)]*\)|[^;"'()])*)/g)) {
    const value = found
      .replace(/!important/, "")
      .replaceAll("TOBESTRIPPED", "")
      .trim();
    if (value !== "") style[name.toLowerCase()] = value;
  }
  if (parsed.size >= REMEMBERED) parsed.clear();
  parsed.set(text, style);
  return style;
}

export function styleOf(element: XmlElement): Style {
  return parseStyle(element.getAttribute("style"));
}

/** What an element's text inherits; `size` and `letterSpacing` in px. */
export interface TextStyle {
  readonly family: string;
  readonly size: number;
  readonly weight: number;
  readonly italic: boolean;
  readonly anchor: string;
  /** White space is kept as it is. */
  readonly pre: boolean;
  readonly letterSpacing: number;
  readonly textTransform: string;
  readonly fill: string | null;
  readonly fillOpacity: string | null;
  readonly decoration: string;
}

const initial: TextStyle = {
  family: "Open Sans",
  size: 16,
  weight: 400,
  italic: false,
  anchor: "start",
  pre: false,
  letterSpacing: 0,
  textTransform: "none",
  fill: null,
  fillOpacity: null,
  decoration: "",
};

/** The text style in force inside an element, from itself and its ancestors. */
export function textStyle(node: XmlNode | null): TextStyle {
  if (!isElement(node) || node.localName === "body" || node.localName === "html") return initial;
  const parent = textStyle(node.parentNode);
  const own = styleOf(node);
  const value = (name: string): string | null => {
    const found = own[name] ?? node.getAttribute(name);
    return found === "inherit" ? null : found;
  };
  const size = fontSize(value("font-size"), parent.size);
  const slant = value("font-style");
  const space = own["white-space"];
  const spacing = own["letter-spacing"];
  const decoration = own["text-decoration"] ?? own["text-decoration-line"] ?? "none";
  return {
    family: value("font-family") ?? parent.family,
    size,
    weight: fontWeight(value("font-weight"), parent.weight),
    italic: slant === null ? parent.italic : slant !== "normal",
    anchor: value("text-anchor") ?? parent.anchor,
    pre: space === undefined ? parent.pre : space.startsWith("pre"),
    letterSpacing: spacing === undefined ? parent.letterSpacing : (lengthIn(spacing, size) ?? 0),
    textTransform: own["text-transform"] ?? parent.textTransform,
    fill: own["fill"] ?? parent.fill,
    fillOpacity: own["fill-opacity"] ?? parent.fillOpacity,
    decoration: decoration === "none" ? parent.decoration : `${parent.decoration} ${decoration}`.trim(),
  };
}

function fontWeight(value: string | null, parent: number): number {
  switch (value) {
    case null:
      return parent;
    case "normal":
      return 400;
    case "bold":
      return 700;
    case "bolder":
      return parent < 600 ? 700 : 900;
    case "lighter":
      return parent < 600 ? 100 : 400;
    default: {
      const weight = Number(value);
      return Number.isFinite(weight) ? weight : 400;
    }
  }
}

function fontSize(value: string | null, parent: number): number {
  const number = Number.parseFloat(value ?? "");
  if (value === null || !Number.isFinite(number)) return parent;
  if (value.endsWith("%")) return (parent * number) / 100;
  if (value.endsWith("em")) return parent * number;
  if (value.endsWith("pt")) return (number * 4) / 3;
  return number;
}

/** A length in px, where `em` stands for `size`; `null` where none is given. */
export function lengthIn(value: string | null, size: number): number | null {
  const number = Number.parseFloat(value ?? "");
  if (value === null || !Number.isFinite(number)) return null;
  return value.endsWith("em") ? number * size : number;
}
