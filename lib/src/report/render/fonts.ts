import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { FontFile } from "./font-book.js";

/** Families that CSS or authors name, and the bundled family that stands in for each. */
export const aliases: Readonly<Record<string, string>> = {
  "sans-serif": "open sans",
  arial: "open sans",
  helvetica: "open sans",
  verdana: "open sans",
  monospace: "dejavu sans mono",
  courier: "dejavu sans mono",
  "courier new": "dejavu sans mono",
  serif: "dejavu serif",
  times: "dejavu serif",
  "times new roman": "dejavu serif",
  georgia: "dejavu serif",
};

/** Where a glyph is looked for when the family asked for lacks it. Together they cover Greek, arrows and most of mathematics. */
export const fallbacks: readonly string[] = ["open sans", "dejavu sans", "dejavu math tex gyre"];

/** The fonts that come with the package: full TrueType files, so that text is the same on every machine. */
export function bundledFonts(): FontFile[] {
  const { resolve } = createRequire(__filename);
  const openSans = dirname(resolve("@expo-google-fonts/open-sans/package.json"));
  const dejaVu = join(dirname(resolve("dejavu-fonts-ttf/package.json")), "ttf");
  const open = (name: string) => join(openSans, name, `OpenSans_${name}.ttf`);
  const four = (family: string, files: readonly [string, string, string, string]): FontFile[] =>
    files.map((path, i) => ({ family, weight: i % 2 === 0 ? 400 : 700, italic: i > 1, path }));
  const dejaVuFour = (family: string, stem: string, slanted: string) =>
    four(family, [
      join(dejaVu, `${stem}.ttf`),
      join(dejaVu, `${stem}-Bold.ttf`),
      join(dejaVu, `${stem}-${slanted}.ttf`),
      join(dejaVu, `${stem}-Bold${slanted}.ttf`),
    ]);
  return [
    ...four("Open Sans", [open("400Regular"), open("700Bold"), open("400Regular_Italic"), open("700Bold_Italic")]),
    ...dejaVuFour("DejaVu Sans", "DejaVuSans", "Oblique"),
    ...dejaVuFour("DejaVu Sans Mono", "DejaVuSansMono", "Oblique"),
    ...dejaVuFour("DejaVu Serif", "DejaVuSerif", "Italic"),
    { family: "DejaVu Math TeX Gyre", weight: 400, italic: false, path: join(dejaVu, "DejaVuMathTeXGyre.ttf") },
  ];
}
