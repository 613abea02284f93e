import fc from "fast-check";
import { create, type Font } from "fontkit";
import { describe, expect, it } from "vitest";
import { compose, parseTransform, transformPoint } from "../../../lib/src/report/render/affine.js";
import { transformBox, unite } from "../../../lib/src/report/render/box.js";
import { openFontBook } from "../../../lib/src/report/render/font-book.js";
import { localBox } from "../../../lib/src/report/render/measure.js";
import { pathBox } from "../../../lib/src/report/render/path-box.js";
import { pointOnWalk, walkPath } from "../../../lib/src/report/render/path-length.js";
import { crc32 } from "../../../lib/src/report/render/png-encoder.js";
import { formatNumber } from "../../../lib/src/report/render/svg-format.js";
import type { XmlElement, XmlNode } from "../../../lib/src/report/render/xml.js";

const fonts = openFontBook((file) => create(file) as Font);
const wish = { family: "Open Sans", weight: 400, italic: false };
/** The width of a text's box, through the same door as plotly's. */
function reach(content: string, size: number): number {
  const data: XmlNode = { nodeType: 3, parentNode: null, firstChild: null, nextSibling: null, textContent: content };
  const attributes = [{ name: "style", value: `font-size: ${size}px; font-family: "Open Sans"` }];
  const text: XmlElement = {
    nodeType: 1,
    localName: "text",
    namespaceURI: null,
    parentNode: null,
    nextSibling: null,
    firstChild: data,
    textContent: content,
    attributes,
    setAttribute: () => undefined,
    getAttribute: (name) => attributes.find((a) => a.name === name)?.value ?? null,
  };
  Object.assign(data, { parentNode: text });
  const box = localBox(text, fonts);
  return box === null ? 0 : box.right - box.left;
}
const coordinate = fc.double({ min: -500, max: 500, noNaN: true });

describe("text", () => {
  it("is as wide as its words and the spaces between them", () => {
    const word = fc.string({
      unit: fc.constantFrom(..."abcdefghijklmnopqrsuvwxyzABC0123456789"),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), (words) => {
        const width = (text: string) => fonts.shape(text, wish).width;
        const sum = words.reduce((total, part) => total + width(part), 0) + (words.length - 1) * width(" ");
        expect(width(words.join(" "))).toBeCloseTo(sum, 9);
      }),
      { numRuns: 50 },
    );
  });

  it("has the advances of Open Sans: 1151 units of 2048 for a digit-wide zero", () => {
    expect(fonts.shape("0", wish).width).toBeCloseTo(fonts.shape("0000000000", wish).width / 10, 12);
    expect(fonts.shape("0", wish).width).toBeCloseTo(0.5718, 3);
  });

  it("reaches as far as Chromium says, ink beyond the advance rounded to whole px", () => {
    // getBBox of Chromium 156 for Open Sans; its widths are rounded up to 64ths of a px.
    const measured = [
      ["output", 12, 37.844],
      ["output", 13.5, 42.751],
      ["f", 12, 5],
      ["f", 13.5, 6],
      ["j(x)", 12, 17.85],
    ] as const;
    for (const [text, size, right] of measured) expect(reach(text, size), `${text} at ${size}`).toBeCloseTo(right, 1);
  });

  it("falls back glyph by glyph and names what nobody has", () => {
    const shape = fonts.shape("a → ∈ 精", wish);
    expect(shape.runs.map(({ face }) => face.family)).toContain("DejaVu Sans");
    expect(shape.missing).toEqual(["精"]);
  });

  it("takes the bold and the slanted face where asked", () => {
    const face = (weight: number, italic: boolean) =>
      fonts.candidates({ family: "Arial, sans-serif", weight, italic })[0]?.path;
    expect(face(700, true)).toMatch(/700Bold_Italic/);
    expect(face(400, false)).toMatch(/400Regular\.ttf/);
  });
});

describe("transforms", () => {
  it("read from text map points as composed", () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, (x, y, angle) => {
        const map = parseTransform(`translate(${x.toFixed(3)},${y.toFixed(3)})rotate(${angle.toFixed(3)})scale(2)`);
        const [px, py] = transformPoint(map ?? [0, 0, 0, 0, 0, 0], 0, 0);
        expect(px).toBeCloseTo(Number(x.toFixed(3)), 9);
        expect(py).toBeCloseTo(Number(y.toFixed(3)), 9);
      }),
    );
    expect(parseTransform("rotate(90,10,10)")?.map((v) => formatNumber(v))).toEqual(["0", "1", "-1", "0", "20", "0"]);
    expect(parseTransform("")).toBeNull();
  });

  it("keep every point of a box inside the box's image", () => {
    fc.assert(
      fc.property(
        fc.array(coordinate, { minLength: 8, maxLength: 8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (v, t) => {
          const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, x = 0, y = 0] = v;
          const map = compose([a / 100, b / 100, c / 100, d / 100, e, f], [1, 0, 0, 1, x, y]);
          const image = transformBox(map, { left: 0, top: 0, right: 10, bottom: 20 });
          const [px, py] = transformPoint(map, 10 * t, 20 * t);
          expect(px).toBeGreaterThanOrEqual(image.left - 1e-6);
          expect(px).toBeLessThanOrEqual(image.right + 1e-6);
          expect(py).toBeGreaterThanOrEqual(image.top - 1e-6);
          expect(py).toBeLessThanOrEqual(image.bottom + 1e-6);
        },
      ),
    );
    expect(unite(null, null)).toBeNull();
  });
});

describe("paths", () => {
  it("have the box and the length of the circle they draw", () => {
    const circle = "M10,0A10,10 0 1 1 -10,0A10,10 0 1 1 10,0Z";
    const box = pathBox(circle);
    for (const [side, value] of [
      ["left", -10],
      ["top", -10],
      ["right", 10],
      ["bottom", 10],
    ] as const)
      expect(box?.[side]).toBeCloseTo(value, 1);
    expect(walkPath(circle).length).toBeCloseTo(20 * Math.PI, 0);
  });

  it("read every command, absolute and relative, with what SVG lets one leave out", () => {
    expect(pathBox("M1 2 3 4")).toEqual({ left: 1, top: 2, right: 3, bottom: 4 });
    expect(pathBox("m1-2h4v5l-1-1z")).toEqual({ left: 1, top: -2, right: 5, bottom: 3 });
    expect(pathBox("M0,0Q5,10 10,0T20,0")).toMatchObject({ left: 0, right: 20, bottom: 5, top: -5 });
    expect(pathBox("M0,0C0,10 10,10 10,0S20-10 20,0")).toMatchObject({ top: -7.5, bottom: 7.5 });
    expect(pathBox("M0 0a5 5 0 0110 0")?.right).toBeCloseTo(10, 9);
    expect(pathBox("")).toBeNull();
  });

  it("are walked at even speed from end to end", () => {
    const walk = walkPath("M0,0L10,0L10,10M20,20L20,30");
    expect(walk.length).toBe(30);
    expect(pointOnWalk(walk, 15)).toEqual({ x: 10, y: 5 });
    expect(pointOnWalk(walk, -1)).toEqual({ x: 0, y: 0 });
    expect(pointOnWalk(walk, 99)).toEqual({ x: 20, y: 30 });
  });
});

describe("formatNumber(value)", () => {
  it("writes no negative zero and no more than the decimals", () => {
    expect([-0.0001, 1.23456, 1e-9, 100].map((v) => formatNumber(v))).toEqual(["0", "1.235", "0", "100"]);
  });
});

describe("crc32(bytes)", () => {
  it("has the check value of the standard", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });
});
