import type { Pixels } from "./png-encoder.js";

/** The canvas element, as far as its context needs it. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A 2-D drawing context with what plotly calls when it paints heat maps and images: filled rectangles and pixel blocks.
 * Anything else is absent, so that a new need shows as an error and not as a blank.
 */
export class PixelContext {
  fillStyle = "#000";
  readonly canvas: CanvasSize;
  #pixels: Pixels = { width: 0, height: 0, data: new Uint8ClampedArray(0) };

  constructor(canvas: CanvasSize) {
    this.canvas = canvas;
  }

  /** What has been painted; a canvas that changed its size starts afresh. */
  get pixels(): Pixels {
    const width = Math.trunc(this.canvas.width);
    const height = Math.trunc(this.canvas.height);
    if (width !== this.#pixels.width || height !== this.#pixels.height)
      this.#pixels = { width, height, data: new Uint8ClampedArray(width * height * 4) };
    return this.#pixels;
  }

  createImageData(width: number, height: number): Pixels {
    return { width, height, data: new Uint8ClampedArray(width * height * 4) };
  }

  putImageData(image: Pixels, x: number, y: number): void {
    const { width, height, data } = this.pixels;
    for (let row = 0; row < image.height; row++)
      for (let column = 0; column < image.width; column++) {
        const [toX, toY] = [x + column, y + row];
        if (toX < 0 || toY < 0 || toX >= width || toY >= height) continue;
        const from = 4 * (row * image.width + column);
        data.set(image.data.subarray(from, from + 4), 4 * (toY * width + toX));
      }
  }

  clearRect(x: number, y: number, width: number, height: number): void {
    this.#fill(x, y, width, height, () => [0, 0, 0, 0]);
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    const [r, g, b, a] = parseColour(this.fillStyle);
    this.#fill(x, y, width, height, (below) => {
      const [belowR, belowG, belowB, belowA] = below;
      if (a === 255 || belowA === 0) return [r, g, b, a];
      const over = a / 255;
      const under = (belowA / 255) * (1 - over);
      const mix = (top: number, bottom: number) => (top * over + bottom * under) / (over + under);
      return over + under === 0 ? below : [mix(r, belowR), mix(g, belowG), mix(b, belowB), 255 * (over + under)];
    });
  }

  #fill(x: number, y: number, w: number, h: number, paint: (below: Colour) => Colour): void {
    const { width, height, data } = this.pixels;
    const left = Math.max(0, Math.round(Math.min(x, x + w)));
    const right = Math.min(width, Math.round(Math.max(x, x + w)));
    const top = Math.max(0, Math.round(Math.min(y, y + h)));
    const bottom = Math.min(height, Math.round(Math.max(y, y + h)));
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const i = 4 * (row * width + column);
        data.set(paint([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, data[i + 3] ?? 0]), i);
      }
  }
}

type Colour = readonly [red: number, green: number, blue: number, opacity: number];

function parseColour(text: string): Colour {
  const list = /^rgba?\(([^)]*)\)$/.exec(text.trim())?.[1];
  if (list !== undefined) {
    const [r = 0, g = 0, b = 0, opacity = 1] = list.split(",").map(Number);
    return [r, g, b, Math.round(255 * Math.min(1, Math.max(0, opacity)))];
  }
  const hex = /^#([0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const value = Number.parseInt(hex, 16);
    return [value >> 16, (value >> 8) & 255, value & 255, 255];
  }
  if (text === "#000") return [0, 0, 0, 255];
  throw new RangeError(`fillRect requires a colour as rgb(…), rgba(…) or #rrggbb, got ${text}`);
}
