import { encodePng } from "./png.js";

type Colour = readonly [red: number, green: number, blue: number];

const ground: Colour = [24, 46, 78];
const curves: readonly { readonly product: number; readonly colour: Colour }[] = [
  { product: 0.075, colour: [250, 192, 88] },
  { product: 0.2, colour: [116, 201, 193] },
  { product: 0.4, colour: [226, 236, 246] },
];
const thickness = 0.045;
const corner = 0.2;
const fineness = 4; // samples per pixel and direction, which smooth the edges

/** The kernel's mark: curves of equal compute, `x · y = constant`, on a dark tile. */
export function logo(size: number): Buffer {
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) pixels.set(pixel(column, row, size), (row * size + column) * 4);
  return encodePng(size, size, pixels);
}

function pixel(column: number, row: number, size: number): number[] {
  const sum = [0, 0, 0];
  let covered = 0;
  for (let i = 0; i < fineness; i++)
    for (let j = 0; j < fineness; j++) {
      const colour = colourAt((column + (i + 0.5) / fineness) / size, 1 - (row + (j + 0.5) / fineness) / size);
      if (!colour) continue;
      covered += 1;
      for (const [k, value] of colour.entries()) sum[k] = (sum[k] ?? 0) + value;
    }
  if (covered === 0) return [0, 0, 0, 0];
  return [...sum.map((value) => Math.round(value / covered)), Math.round((255 * covered) / fineness ** 2)];
}

/** The colour at a point of the unit square; nothing outside the tile's round corners. */
function colourAt(x: number, y: number): Colour | undefined {
  const beyond = Math.hypot(
    Math.max(0, Math.abs(x - 0.5) - (0.5 - corner)),
    Math.max(0, Math.abs(y - 0.5) - (0.5 - corner)),
  );
  if (beyond > corner) return undefined;
  for (const { product, colour } of curves) {
    // First-order distance to the curve x·y = product.
    const distance = Math.abs(x * y - product) / Math.hypot(x, y);
    if (distance < thickness && x < 0.93 && y < 0.93) return colour;
  }
  return ground;
}
