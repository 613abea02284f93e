/** An elliptical arc as SVG writes it: endpoints, radii, tilt in degrees, and which of four arcs is meant. */
export interface Arc {
  readonly x0: number;
  readonly y0: number;
  readonly rx: number;
  readonly ry: number;
  readonly tilt: number;
  readonly large: boolean;
  readonly sweep: boolean;
  readonly x: number;
  readonly y: number;
}

type Curve = [x1: number, y1: number, x2: number, y2: number, x: number, y: number];

/**
 * An arc as cubic Bézier curves of at most a quarter turn each (radial error below 3e-4 of the radius).
 *
 * @see SVG 1.1, appendix F.6: endpoint to centre parameterisation; radii too small are scaled up
 */
export function arcToCubics(arc: Arc): Curve[] {
  const { x0, y0, x, y, large, sweep } = arc;
  if (arc.rx === 0 || arc.ry === 0 || (x0 === x && y0 === y)) return [[x0, y0, x, y, x, y]];
  const cos = Math.cos((arc.tilt * Math.PI) / 180);
  const sin = Math.sin((arc.tilt * Math.PI) / 180);
  // Half the chord, seen along the ellipse's axes.
  const px = (cos * (x0 - x) + sin * (y0 - y)) / 2;
  const py = (-sin * (x0 - x) + cos * (y0 - y)) / 2;
  const reach = Math.hypot(px / arc.rx, py / arc.ry);
  const rx = Math.abs(arc.rx) * Math.max(1, reach);
  const ry = Math.abs(arc.ry) * Math.max(1, reach);
  const chord = (rx * py) ** 2 + (ry * px) ** 2;
  const offset = Math.sqrt(Math.max(0, (rx * ry) ** 2 - chord) / chord) * (large === sweep ? -1 : 1);
  const qx = (offset * rx * py) / ry;
  const qy = (-offset * ry * px) / rx;
  const centreX = cos * qx - sin * qy + (x0 + x) / 2;
  const centreY = sin * qx + cos * qy + (y0 + y) / 2;

  const start = Math.atan2((py - qy) / ry, (px - qx) / rx);
  let turn = Math.atan2((-py - qy) / ry, (-px - qx) / rx) - start;
  if (sweep && turn < 0) turn += 2 * Math.PI;
  if (!sweep && turn > 0) turn -= 2 * Math.PI;
  const pieces = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 2) - 1e-9));
  const step = turn / pieces;
  const reachOut = (4 / 3) * Math.tan(step / 4);
  const onPlane = (u: number, v: number): [number, number] => [
    centreX + cos * rx * u - sin * ry * v,
    centreY + sin * rx * u + cos * ry * v,
  ];
  return Array.from({ length: pieces }, (_, i): Curve => {
    const from = start + i * step;
    const to = from + step;
    const first = onPlane(Math.cos(from) - reachOut * Math.sin(from), Math.sin(from) + reachOut * Math.cos(from));
    const second = onPlane(Math.cos(to) + reachOut * Math.sin(to), Math.sin(to) - reachOut * Math.cos(to));
    const end: [number, number] = i === pieces - 1 ? [x, y] : onPlane(Math.cos(to), Math.sin(to));
    return [...first, ...second, ...end];
  });
}
