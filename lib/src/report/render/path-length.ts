import { cubicAt } from "./path-box.js";
import { pathSegments } from "./path-segments.js";

/** A path flattened to straight pieces, with the length walked at each point. */
export interface Walk {
  readonly points: readonly (readonly [number, number])[];
  readonly walked: readonly number[];
  readonly length: number;
}

/** Flattens a path; a curve becomes 8 to 64 pieces of about two pixels, so lengths are within about 0.1 px of a browser's. */
export function walkPath(d: string): Walk {
  const points: (readonly [number, number])[] = [];
  const walked: number[] = [];
  let length = 0;
  let [lastX, lastY] = [0, 0];
  const stepTo = (x: number, y: number) => {
    length += Math.hypot(x - lastX, y - lastY);
    points.push([x, y]);
    walked.push(length);
    [lastX, lastY] = [x, y];
  };
  for (const segment of pathSegments(d)) {
    if (segment.kind === "move") {
      points.push([segment.x, segment.y]);
      walked.push(length);
      [lastX, lastY] = [segment.x, segment.y];
    } else if (segment.kind === "line") stepTo(segment.x, segment.y);
    else {
      const { x0, y0, x1, y1, x2, y2, x, y } = segment;
      const pieces = Math.min(64, Math.max(8, Math.ceil(Math.hypot(x - x0, y - y0) / 2)));
      for (let i = 1; i <= pieces; i++) stepTo(cubicAt(x0, x1, x2, x, i / pieces), cubicAt(y0, y1, y2, y, i / pieces));
    }
  }
  return { points, walked, length };
}

/** The point after walking `distance` along the path; before its start or past its end, the end nearest. */
export function pointOnWalk({ points, walked, length }: Walk, distance: number): { x: number; y: number } {
  const target = Math.max(0, Math.min(length, distance));
  let low = 0;
  let high = walked.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((walked[middle] ?? 0) < target) low = middle + 1;
    else high = middle;
  }
  const [bx, by] = points[low] ?? [0, 0];
  const [ax, ay] = points[low - 1] ?? [bx, by];
  const from = walked[low - 1] ?? 0;
  const span = (walked[low] ?? 0) - from;
  const t = low === 0 || span === 0 ? 1 : (target - from) / span;
  return { x: ax + t * (bx - ax), y: ay + t * (by - ay) };
}
