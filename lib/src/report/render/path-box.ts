import type { Box } from "./box.js";
import { pathSegments } from "./path-segments.js";

/** The tight box of a path, curves at their extremes, without its stroke; `null` for an empty path. */
export function pathBox(d: string): Box | null {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const segment of pathSegments(d)) {
    xs.push(segment.x);
    ys.push(segment.y);
    if (segment.kind === "move") continue;
    xs.push(segment.x0);
    ys.push(segment.y0);
    if (segment.kind === "line") continue;
    xs.push(...cubicExtremes(segment.x0, segment.x1, segment.x2, segment.x));
    ys.push(...cubicExtremes(segment.y0, segment.y1, segment.y2, segment.y));
  }
  if (xs.length === 0) return null;
  return { left: smallest(xs), top: smallest(ys), right: largest(xs), bottom: largest(ys) };
}

// Math.min(...values) overflows the stack on long paths.
const smallest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
const largest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** Values of one coordinate where its derivative, a quadratic in t, vanishes inside (0, 1). */
function cubicExtremes(p0: number, p1: number, p2: number, p3: number): number[] {
  const a = -p0 + 3 * p1 - 3 * p2 + p3;
  const b = 2 * (p0 - 2 * p1 + p2);
  const c = p1 - p0;
  const roots: number[] = [];
  if (Math.abs(a) < 1e-12) {
    if (Math.abs(b) > 1e-12) roots.push(-c / b);
  } else {
    const discriminant = b * b - 4 * a * c;
    if (discriminant >= 0)
      roots.push((-b + Math.sqrt(discriminant)) / (2 * a), (-b - Math.sqrt(discriminant)) / (2 * a));
  }
  return roots.filter((t) => t > 0 && t < 1).map((t) => cubicAt(p0, p1, p2, p3, t));
}

/** One coordinate of a cubic Bézier curve at `t`. */
export function cubicAt(p0: number, p1: number, p2: number, p3: number, t: number): number {
  const u = 1 - t;
  return u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
}
