import { power } from "../../core/index.js";
import type { Style } from "./style.js";
import { parseStyle } from "./style.js";
import type { XmlAttribute } from "./xml.js";

/** A coordinate as SVG text, rounded to `decimals`; never `-0`, never an exponent for what is drawn. */
export function formatNumber(value: number, decimals = 3): string {
  const steps = power(10, decimals);
  const rounded = Math.round(value * steps) / steps;
  return Object.is(rounded, -0) ? "0" : String(rounded);
}

export function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', "&quot;");
}

/** Families as CSS writes them, quoted where they must be. */
export function formatFamilies(list: string): string {
  return list
    .split(",")
    .map((name) => name.trim().replace(/^["']|["']$/g, ""))
    .map((name) => (/[^-\w]/.test(name) ? `'${name}'` : name))
    .join(", ");
}

const COORDINATES = new Set("cx cy d dx dy height points r rx ry transform viewBox width x x1 x2 y y1 y2".split(" "));
// What only a live page needs.
const DEAD_STYLES = new Set([
  "-webkit-user-select",
  "cursor",
  "pointer-events",
  "text-rendering",
  "user-select",
  "vertical-align",
  "white-space",
]);
const DEAD_ATTRIBUTE = /^(data-|xmlns(:|$)|(pointer-events|tabindex|onclick)$)/;
const IDLE_TRANSFORM = /^(translate\(0,\s*0\)|rotate\(0([ ,)][^a-z]*)?\)?)$/;

/** Attributes in canonical form, each with a space before it; `skipStyle` names style properties to leave out. */
export function formatAttributes(attributes: Iterable<XmlAttribute>, skipStyle?: (name: string) => boolean): string {
  let out = "";
  for (const { name, value } of attributes) {
    if (DEAD_ATTRIBUTE.test(name)) continue;
    const text = canonicalAttribute(name, value, skipStyle);
    if (text !== "") out += ` ${name === "href" ? "xlink:href" : name}="${escapeAttribute(text)}"`;
  }
  return out;
}

function canonicalAttribute(name: string, value: string, skipStyle?: (name: string) => boolean): string {
  if (name === "style") return formatStyle(parseStyle(value), skipStyle);
  if (name === "transform" && IDLE_TRANSFORM.test(value)) return "";
  if (COORDINATES.has(name)) return roundNumbers(value);
  if (name === "clip-path" || name === "mask") return unquoteUrl(value);
  return name === "class" ? value.trim() : value;
}

function formatStyle(style: Style, skip?: (name: string) => boolean): string {
  return Object.entries(style)
    .filter(([name]) => !DEAD_STYLES.has(name) && skip?.(name) !== true)
    .map(([name, value]) => `${name}: ${canonicalStyle(name, value)};`)
    .join(" ");
}

function canonicalStyle(name: string, value: string): string {
  if (name === "font-family") return formatFamilies(value);
  const text = unquoteUrl(value);
  const spaced = name === "stroke-dasharray" ? text.replace(/\s*,\s*/g, ", ") : text;
  return /\d\.\d{4,}/.test(spaced) ? roundNumbers(spaced) : spaced;
}

function unquoteUrl(value: string): string {
  return value.replace(/url\(\s*["']?([^"')]*)["']?\s*\)/g, "url($1)");
}

function roundNumbers(text: string): string {
  return /[.e]/.test(text)
    ? text.replace(/-?\d*\.\d+(?:e[-+]?\d+)?|-?\d+e[-+]?\d+/gi, (number) => formatNumber(Number(number)))
    : text;
}
