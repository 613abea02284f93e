import { numbersIn } from "./affine.js";
import { arcToCubics } from "./path-arc.js";

/** A path in three words, all coordinates absolute: jump, straight line, cubic Bézier curve. */
export type Segment =
  | { readonly kind: "move"; readonly x: number; readonly y: number }
  | { readonly kind: "line"; readonly x0: number; readonly y0: number; readonly x: number; readonly y: number }
  | Cubic;

export interface Cubic {
  readonly kind: "cubic";
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly x: number;
  readonly y: number;
}

const argumentCount: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

interface Command {
  readonly letter: string;
  readonly values: readonly number[];
}

/** One command per letter and full set of arguments; further pairs after a moveto are linetos. */
function* commands(d: string): Generator<Command> {
  for (const [, found = "", rest = ""] of d.matchAll(/([MLHVCSQTAZ])([^MLHVCSQTAZ]*)/gi)) {
    const count = argumentCount[found.toUpperCase()] ?? 0;
    if (count === 0) {
      yield { letter: found, values: [] };
      continue;
    }
    const values = found.toUpperCase() === "A" ? arcArguments(rest) : numbersIn(rest);
    let letter = found;
    for (let i = 0; i + count <= values.length; i += count) {
      yield { letter, values: values.slice(i, i + count) };
      if (letter === "M") letter = "L";
      else if (letter === "m") letter = "l";
    }
  }
}

/** The two flags of an arc may be written without space after them, as in `a1 1 0 01.5.5`. */
function arcArguments(text: string): number[] {
  const number = /\s*,?\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y;
  const flag = /\s*,?\s*([01])/y;
  const values: number[] = [];
  for (let from = 0; ; ) {
    const place = values.length % 7;
    const pattern = place === 3 || place === 4 ? flag : number;
    pattern.lastIndex = from;
    const match = pattern.exec(text);
    if (match === null) return values;
    values.push(Number(match[1]));
    from = pattern.lastIndex;
  }
}

/** Reads the `d` of an SVG path. Quadratic curves and arcs become cubic ones. */
export function pathSegments(d: string): Segment[] {
  const out: Segment[] = [];
  let [x, y, startX, startY, controlX, controlY] = [0, 0, 0, 0, 0, 0];
  let previous = "";
  const line = (toX: number, toY: number) => {
    out.push({ kind: "line", x0: x, y0: y, x: toX, y: toY });
    [x, y] = [toX, toY];
  };
  const cubic = (x1: number, y1: number, x2: number, y2: number, toX: number, toY: number) => {
    out.push({ kind: "cubic", x0: x, y0: y, x1, y1, x2, y2, x: toX, y: toY });
    [x, y] = [toX, toY];
  };
  const quadratic = (qx: number, qy: number, toX: number, toY: number) => {
    cubic(
      x + (2 / 3) * (qx - x),
      y + (2 / 3) * (qy - y),
      toX + (2 / 3) * (qx - toX),
      toY + (2 / 3) * (qy - toY),
      toX,
      toY,
    );
    [controlX, controlY] = [qx, qy];
  };
  for (const { letter, values } of commands(d)) {
    const name = letter.toUpperCase();
    const [dx, dy] = letter === name ? [0, 0] : [x, y];
    const [a = 0, b = 0, c = 0, e = 0, f = 0, g = 0, h = 0] = values;
    // A smooth curve mirrors the control point before it, if there is one of its kind.
    const mirrored = (kinds: string): [number, number] =>
      previous !== "" && kinds.includes(previous) ? [2 * x - controlX, 2 * y - controlY] : [x, y];
    switch (name) {
      case "M":
        [x, y] = [a + dx, b + dy];
        [startX, startY] = [x, y];
        out.push({ kind: "move", x, y });
        break;
      case "L":
        line(a + dx, b + dy);
        break;
      case "H":
        line(a + dx, y);
        break;
      case "V":
        line(x, a + dy);
        break;
      case "Z":
        if (x !== startX || y !== startY) line(startX, startY);
        break;
      case "C":
        cubic(a + dx, b + dy, c + dx, e + dy, f + dx, g + dy);
        [controlX, controlY] = [c + dx, e + dy];
        break;
      case "S": {
        const [x1, y1] = mirrored("CS");
        cubic(x1, y1, a + dx, b + dy, c + dx, e + dy);
        [controlX, controlY] = [a + dx, b + dy];
        break;
      }
      case "Q":
        quadratic(a + dx, b + dy, c + dx, e + dy);
        break;
      case "T": {
        const [qx, qy] = mirrored("QT");
        quadratic(qx, qy, a + dx, b + dy);
        break;
      }
      default:
        for (const curve of arcToCubics({
          x0: x,
          y0: y,
          rx: a,
          ry: b,
          tilt: c,
          large: e !== 0,
          sweep: f !== 0,
          x: g + dx,
          y: h + dy,
        }))
          cubic(...curve);
    }
    previous = name;
  }
  return out;
}
