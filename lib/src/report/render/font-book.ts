import { readFileSync } from "node:fs";
import type { Font, GlyphRun } from "fontkit";
import { aliases, bundledFonts, fallbacks } from "./fonts.js";

/** A font file and what it offers. */
export interface FontFile {
  readonly family: string;
  readonly weight: number;
  readonly italic: boolean;
  readonly path: string;
}

/** A font as read; `ascent` and `descent` are positive, in em. */
export interface Face extends FontFile {
  /** Its place in the list of fonts; names its glyphs in drawings. */
  readonly index: number;
  readonly font: Font;
  readonly unitsPerEm: number;
  readonly ascent: number;
  readonly descent: number;
}

/** What a text asks of a font: a CSS family list, weight and slant. */
export interface FontWish {
  readonly family: string;
  readonly weight: number;
  readonly italic: boolean;
}

/** Neighbouring characters that one face draws; `width` in em. */
export interface Run {
  readonly face: Face;
  readonly text: string;
  readonly width: number;
  readonly glyphs: GlyphRun;
}

/** A text as glyphs; `width` in em. */
export interface Shape {
  /** The first face of the wish, whose ascent and descent make the line's height. */
  readonly primary: Face;
  readonly runs: readonly Run[];
  readonly width: number;
  /** Characters that no face can draw. */
  readonly missing: readonly string[];
}

/** Chooses faces and turns text into glyphs. */
export interface FontBook {
  readonly files: readonly FontFile[];
  /** The faces to try for a wish, best first. */
  candidates(wish: FontWish): readonly Face[];
  shape(text: string, wish: FontWish): Shape;
}

// Zero-width spaces, joiners and marks of direction: plotly uses them to shift baselines; they have no ink and no advance.
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
const REMEMBERED = 20_000;

/** Reads fonts as they are needed. Shaping is remembered, since plotly measures each label several times. */
export function openFontBook(create: (file: Buffer) => Font): FontBook {
  const files = bundledFonts();
  const faces = files.map((file, index): Face => new LazyFace(file, index, create));
  const lists = new Map<string, readonly Face[]>();
  const shapes = new Map<string, Shape>();

  const candidates = ({ family, weight, italic }: FontWish): readonly Face[] => {
    const key = `${family}|${weight}|${italic}`;
    const known = lists.get(key);
    if (known !== undefined) return known;
    const asked = family.split(",").map(plainFamily);
    const names = [...new Set([...asked.map((name) => aliases[name] ?? name), ...fallbacks])];
    const list = names.map((name) => nearest(faces, name, weight, italic)).filter((face) => face !== undefined);
    lists.set(key, list);
    return list;
  };

  const shape = (text: string, wish: FontWish): Shape => {
    const key = `${wish.weight}${wish.italic}${wish.family}\0${text}`;
    const known = shapes.get(key);
    if (known !== undefined) return known;
    const made = shapeWith(candidates(wish), text);
    if (shapes.size >= REMEMBERED) shapes.clear();
    shapes.set(key, made);
    return made;
  };

  return { files, candidates, shape };
}

function plainFamily(name: string): string {
  return name
    .trim()
    .replace(/^['"]|['"]$/g, "")
    .toLowerCase();
}

/** The family's face closest in weight, of the wished slant if there is one. */
function nearest(faces: readonly Face[], family: string, weight: number, italic: boolean): Face | undefined {
  const away = (face: Face) => Math.abs(face.weight - weight) + (face.italic === italic ? 0 : 10_000);
  return faces
    .filter((face) => face.family.toLowerCase() === family)
    .sort((a, b) => away(a) - away(b))
    .at(0);
}

/** Reads its file on first use: most drawings need one or two of the seventeen. */
class LazyFace implements Face {
  readonly family: string;
  readonly weight: number;
  readonly italic: boolean;
  readonly path: string;
  readonly index: number;
  readonly #create: (file: Buffer) => Font;
  #font: Font | undefined;

  constructor(file: FontFile, index: number, create: (file: Buffer) => Font) {
    this.family = file.family;
    this.weight = file.weight;
    this.italic = file.italic;
    this.path = file.path;
    this.index = index;
    this.#create = create;
  }

  get font(): Font {
    this.#font ??= this.#create(readFileSync(this.path));
    return this.#font;
  }

  get unitsPerEm(): number {
    return this.font.unitsPerEm;
  }

  get ascent(): number {
    const { font } = this;
    return (this.#typographic ? font["OS/2"].typoAscender : font.hhea.ascent) / font.unitsPerEm;
  }

  get descent(): number {
    const { font } = this;
    return -(this.#typographic ? font["OS/2"].typoDescender : font.hhea.descent) / font.unitsPerEm;
  }

  get #typographic(): boolean {
    return this.font["OS/2"].fsSelection.useTypoMetrics;
  }
}

function shapeWith(candidates: readonly Face[], text: string): Shape {
  const [primary] = candidates;
  if (primary === undefined) throw new RangeError("shape requires at least one font, got an empty book");
  const pieces: { face: Face; text: string }[] = [];
  const missing: string[] = [];
  for (const character of text.replace(INVISIBLE, "")) {
    const current = pieces.at(-1);
    const point = character.codePointAt(0) ?? 0;
    // Spaces and combining marks stay with the run they follow, as in a browser.
    const clings = character === " " || /\p{M}/u.test(character);
    const inCurrent = clings && current?.face.font.hasGlyphForCodePoint(point) === true;
    const found = inCurrent ? current?.face : candidates.find((face) => face.font.hasGlyphForCodePoint(point));
    if (found === undefined) missing.push(character);
    const face = found ?? primary;
    if (current !== undefined && current.face === face) current.text += character;
    else pieces.push({ face, text: character });
  }
  const runs = pieces.map(({ face, text: part }): Run => {
    const glyphs = face.font.layout(part);
    return { face, text: part, width: glyphs.advanceWidth / face.unitsPerEm, glyphs };
  });
  return { primary, runs, width: runs.reduce((sum, run) => sum + run.width, 0), missing };
}
