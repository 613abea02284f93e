import type { Annotations } from "plotly.js";
import { at } from "../../core/index.js";
import { inkFor, palette } from "./palette.js";

/** A curve to be named at its end. */
export interface LabelledCurve {
  /** Plotly's small HTML is allowed: `<i>`, `<b>`, `<sub>`, `<sup>`. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** @default the palette's colour at the curve's place */
  readonly color?: string;
}

export interface EndLabelOptions {
  /** Whether the axes are logarithmic. @default "linear" */
  readonly xType?: "linear" | "log";
  /** @default "linear" */
  readonly yType?: "linear" | "log";
  /** The range of y shown, in y's own units. @default the curves' own, with plotly's 5 % on either side */
  readonly yRange?: readonly [number, number];
  /** Height of the plot area in px. @default 340 */
  readonly plotHeight?: number;
  /** Least distance between two labels in px. @default 15 */
  readonly gap?: number;
}

/**
 * Names curves at their right ends, in their colours, instead of in a legend. Labels that would touch are moved apart.
 * Give the layout a right margin for them and `showlegend: false`.
 *
 * @returns annotations for `layout.annotations`, in the order of the curves
 * @throws RangeError if a curve has no point, or one at or below zero on a logarithmic axis
 * @example
 * endLabels([{ label: "3B", x: [1, 100], y: [0.2, 0.5] }], { xType: "log" })[0].x; // => 2
 */
export function endLabels(curves: readonly LabelledCurve[], options: EndLabelOptions = {}): Partial<Annotations>[] {
  const { xType = "linear", yType = "linear", plotHeight = 340, gap = 15 } = options;
  const onX = scale(xType);
  const onY = scale(yType);
  const ends = curves.map(({ label, x, y }) => {
    if (x.length === 0 || x.length !== y.length)
      throw new RangeError(`endLabels requires points for ${label}, got ${x.length} x and ${y.length} y`);
    return { x: onX(at(x, -1)), y: onY(at(y, -1)) };
  });
  const ys = curves.flatMap(({ y }) => Array.from(y, onY));
  const [lowest, highest] = [Math.min(...ys), Math.max(...ys)];
  const margin = 0.05 * (highest - lowest);
  const [from, to] = options.yRange?.map(onY) ?? [lowest - margin, highest + margin];
  const perUnit = plotHeight / ((to ?? 1) - (from ?? 0) || 1);
  const wanted = ends.map(({ y }) => y * perUnit);
  const placed = spread(wanted, gap);
  return ends.map((end, i) => ({
    ...end,
    text: curves[i]?.label ?? "",
    xanchor: "left",
    yanchor: "middle",
    xshift: 8,
    yshift: Math.round((placed[i] ?? 0) - (wanted[i] ?? 0)),
    showarrow: false,
    font: { color: inkFor(curves[i]?.color ?? at(palette, i % palette.length)) },
  }));
}

/** Plotly wants annotations on a logarithmic axis as exponents. */
function scale(type: "linear" | "log"): (value: number) => number {
  if (type === "linear") return (value) => value;
  return (value) => {
    if (value > 0) return Math.log10(value);
    throw new RangeError(`endLabels requires positive values on a logarithmic axis, got ${value}`);
  };
}

/**
 * Positions at least `gap` apart, in the same order, as near to the wanted ones in the least-squares sense as can be:
 * pool neighbours that are too close and centre each pool on its mean.
 */
function spread(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const pools: { members: number[]; centre: number }[] = [];
  for (const index of order) {
    let pool = { members: [index], centre: wanted[index] ?? 0 };
    for (let below = pools.at(-1); below !== undefined; below = pools.at(-1)) {
      const reach = ((below.members.length + pool.members.length) * gap) / 2;
      if (pool.centre - below.centre >= reach) break;
      pools.pop();
      const size = below.members.length + pool.members.length;
      const centre = (below.centre * below.members.length + pool.centre * pool.members.length) / size;
      pool = { members: [...below.members, ...pool.members], centre };
    }
    pools.push(pool);
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const { members, centre } of pools)
    members.forEach((index, k) => {
      placed[index] = centre + (k - (members.length - 1) / 2) * gap;
    });
  return placed;
}
