/** A map of the plane, (x, y) → (a·x + c·y + e, b·x + d·y + f), in the order of SVG's `matrix(a b c d e f)`. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Affine = [1, 0, 0, 1, 0, 0];

/** `outer` after `inner`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

export function transformPoint([a, b, c, d, e, f]: Affine, x: number, y: number): readonly [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

export function translation(x: number, y: number): Affine {
  return [1, 0, 0, 1, x, y];
}

function rotation(degrees: number): Affine {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0];
}

const NUMBER = /[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/g;

/** Every number in a text, in order: how SVG lists coordinates, with or without commas. */
export function numbersIn(text: string): number[] {
  return (text.match(NUMBER) ?? []).map(Number);
}

/** Reads an SVG transform list such as `translate(10,20)rotate(-90)`; `null` where there is none. */
export function parseTransform(text: string | null): Affine | null {
  if (text === null || text === "") return null;
  let result: Affine | null = null;
  for (const [, name, list = ""] of text.matchAll(/(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)/g)) {
    const step = transformStep(name ?? "", numbersIn(list));
    result = result === null ? step : compose(result, step);
  }
  return result;
}

function transformStep(name: string, values: readonly number[]): Affine {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
  switch (name) {
    case "matrix":
      return [a, b, c, d, e, f];
    case "translate":
      return translation(a, b);
    case "scale":
      return [a, 0, 0, values.length > 1 ? b : a, 0, 0];
    case "rotate":
      return values.length > 2 ? compose(compose(translation(b, c), rotation(a)), translation(-b, -c)) : rotation(a);
    case "skewX":
      return [1, 0, Math.tan((a * Math.PI) / 180), 1, 0, 0];
    default:
      return [1, Math.tan((a * Math.PI) / 180), 0, 1, 0, 0];
  }
}
