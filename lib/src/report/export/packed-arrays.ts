import { DataError } from "../../core/index.js";

type Reader = (view: DataView, offset: number) => number;

/** Number formats that plotly knows, by both names, with the bytes of a number. Little-endian, as plotly.py writes them. */
const readers: Readonly<Record<string, readonly [bytes: number, read: Reader]>> = {
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  i2: [2, (view, at) => view.getInt16(at, true)],
  u2: [2, (view, at) => view.getUint16(at, true)],
  i4: [4, (view, at) => view.getInt32(at, true)],
  u4: [4, (view, at) => view.getUint32(at, true)],
  f4: [4, (view, at) => view.getFloat32(at, true)],
  f8: [8, (view, at) => view.getFloat64(at, true)],
};
const longNames: Readonly<Record<string, string>> = {
  int8: "i1",
  uint8: "u1",
  u1c: "u1",
  uint8c: "u1",
  int16: "i2",
  uint16: "u2",
  int32: "i4",
  uint32: "u4",
  float32: "f4",
  float64: "f8",
};

/**
 * A figure's JSON with every packed array, `{ dtype, bdata, shape }` in base64 as plotly.py writes it, turned into the
 * list of numbers that it stands for.
 *
 * @throws DataError for an array that cannot be read, with its path
 */
export function unpackArrays(value: unknown, file: string, path: string): unknown {
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== "object");
    return plain ? value : value.map((item, i) => unpackArrays(item, file, `${path}[${i}]`));
  }
  if (typeof value !== "object" || value === null) return value;
  if ("dtype" in value && "bdata" in value) return unpack(value, { file, path });
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, unpackArrays(item, file, `${path}.${key}`)]),
  );
}

interface Packed {
  readonly dtype: unknown;
  readonly bdata: unknown;
  readonly shape?: unknown;
}

function unpack({ dtype, bdata, shape }: Packed, place: { readonly file: string; readonly path: string }): unknown[] {
  const known = readers[longNames[String(dtype)] ?? String(dtype)];
  if (known === undefined)
    throw new DataError(place, `a packed array requires a dtype of ${Object.keys(readers).join(", ")}; got ${dtype}`);
  if (typeof bdata !== "string" || !/^[A-Za-z0-9+/]*={0,2}$/.test(bdata))
    throw new DataError(place, "a packed array requires bdata in base64");
  const bytes = Buffer.from(bdata, "base64");
  const [width, read] = known;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => read(view, i * width));
  const sides = shape === undefined ? [numbers.length] : String(shape).split(",").map(Number);
  if (numbers.length * width !== bytes.length || sides.reduce((a, b) => a * b, 1) !== numbers.length)
    throw new DataError(place, `a packed array's ${bytes.length} bytes do not make ${sides.join(" by ")} of ${dtype}`);
  return fold(numbers, sides.slice(1));
}

/** Rows of the given inner sizes, row by row. */
function fold(items: readonly unknown[], inner: readonly number[]): unknown[] {
  const size = inner.at(-1);
  if (size === undefined) return [...items];
  const rows = Array.from({ length: size === 0 ? 0 : items.length / size }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
  return fold(rows, inner.slice(0, -1));
}
