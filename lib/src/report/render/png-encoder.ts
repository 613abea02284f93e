import { zlibSync } from "fflate";

/** Pixels in rows from the top, four bytes each: red, green, blue, opacity. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/**
 * Writes pixels as a PNG. Compressed by fflate and not by Node's zlib, whose bytes may differ between builds of Node:
 * a heat map's pixels are part of its SVG, and that must not change with the machine.
 */
export function encodePng({ width, height, data }: Pixels): Buffer {
  const opaque = isOpaque(data);
  const bytesPerPixel = opaque ? 3 : 4;
  const stride = 1 + width * bytesPerPixel;
  const rows = new Uint8Array(height * stride);
  const sample = (row: number, i: number): number => {
    const pixel = row * width + Math.floor(i / bytesPerPixel);
    return data[4 * pixel + (i % bytesPerPixel)] ?? 0;
  };
  for (let row = 0; row < height; row++) {
    rows[row * stride] = row === 0 ? 0 : 2; // filter "up": in heat maps a row resembles the one above
    for (let i = 0; i < width * bytesPerPixel; i++)
      rows[row * stride + 1 + i] = sample(row, i) - (row === 0 ? 0 : sample(row - 1, i));
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = opaque ? 2 : 6;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

function chunk(type: string, body: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  out.set(body, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** The checksum of a PNG chunk. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
