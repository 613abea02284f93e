import { readFile } from "node:fs/promises";
import { bundledFonts } from "../render/fonts.js";

/** `@font-face` rules with Open Sans, regular, bold and italic, as data: URIs. */
export async function fontFaceCss(): Promise<string> {
  const faces = bundledFonts().filter(
    ({ family, weight, italic }) => family === "Open Sans" && !(weight === 700 && italic),
  );
  const rules: string[] = [];
  for (const { family, weight, italic, path } of faces) {
    const base64 = (await readFile(path)).toString("base64");
    rules.push(
      `@font-face { font-family: "${family}"; font-weight: ${weight}; font-style: ${italic ? "italic" : "normal"}; src: url(data:font/ttf;base64,${base64}) format("truetype") }`,
    );
  }
  return rules.join("\n");
}
