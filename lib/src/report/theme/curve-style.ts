import type { Dash } from "plotly.js";
import { at } from "../../core/index.js";
import { palette } from "./palette.js";

const dashes = ["solid", "dash", "dot"] as const;

/** How curve number `i` of many is drawn: the palette's colours in turn, and once they are used up, another dash. */
export function curveStyle(i: number): { readonly color: string; readonly dash: Dash } {
  return { color: at(palette, i % palette.length), dash: at(dashes, Math.floor(i / palette.length) % dashes.length) };
}
