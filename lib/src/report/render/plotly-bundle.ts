import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Where the installed plotly.js has its browser bundle. */
export function plotlyBundlePath(): string {
  return createRequire(__filename).resolve("plotly.js");
}

/** plotly.js cannot be imported in Node, where there is no document: its bundle is handed on as text, 4.9 MB. */
export function plotlyBundle(): string {
  return readFileSync(plotlyBundlePath(), "utf8");
}
