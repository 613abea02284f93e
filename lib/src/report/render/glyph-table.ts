import type { Glyph } from "fontkit";
import type { Face } from "./font-book.js";
import { formatNumber } from "./svg-format.js";

/** Glyph outlines are written on an em of this many units, whatever the font's own. */
export const OUTLINE_EM = 1000;

/** The outlines of one drawing: each glyph once, to be referred to wherever it occurs. */
export class GlyphTable {
  readonly #paths = new Map<string, string>();

  /** The id to refer to, or `null` for a glyph without ink. The id depends on the font alone, so drawings may share a page. */
  idOf(face: Face, glyph: Glyph): string | null {
    const id = `g${face.index}-${glyph.id}`;
    const known = this.#paths.get(id);
    if (known !== undefined) return known === "" ? null : id;
    const d = outline(glyph, OUTLINE_EM / face.unitsPerEm);
    this.#paths.set(id, d);
    return d === "" ? null : id;
  }

  /** The definitions, in the order of first use. */
  toString(): string {
    const inked = [...this.#paths].filter(([, d]) => d !== "");
    if (inked.length === 0) return "";
    return `<defs>\n${inked.map(([id, d]) => `<path id="${id}" d="${d}"/>\n`).join("")}</defs>\n`;
  }
}

const letters: Readonly<Record<string, string>> = {
  moveTo: "M",
  lineTo: "L",
  quadraticCurveTo: "Q",
  bezierCurveTo: "C",
  closePath: "Z",
};

function outline(glyph: Glyph, scale: number): string {
  // Fonts count upwards, SVG downwards.
  return glyph.path.commands
    .map(({ command, args }) => {
      const numbers = args.map((value, i) => formatNumber((i % 2 === 0 ? value : -value) * scale, 0));
      return (letters[command] ?? "") + numbers.join(" ");
    })
    .join("");
}
