import { type Affine, transformPoint } from "./affine.js";

/** An axis-parallel rectangle. Where there is nothing to enclose, there is no box: `null`. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function unite(a: Box | null, b: Box | null): Box | null {
  if (a === null) return b;
  if (b === null) return a;
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** The box around a box after a map: its four corners' extent. */
export function transformBox(map: Affine, box: Box): Box {
  const corners = [
    transformPoint(map, box.left, box.top),
    transformPoint(map, box.right, box.top),
    transformPoint(map, box.left, box.bottom),
    transformPoint(map, box.right, box.bottom),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** True where two boxes share more than an edge. */
export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
