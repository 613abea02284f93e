import type { Annotations, Data, Layout, Shape } from "plotly.js";
import type { Exhibit, Figure } from "../figure.js";
import { curveStyle } from "../theme/curve-style.js";
import { endLabels } from "../theme/end-labels.js";
import { withTheme } from "../theme/with-theme.js";
import { panelRow } from "./panel-row.js";
import { panelTitle } from "./scaling-curves.js";

/** One search: its highest score so far after each trial. */
export interface Trajectory {
  readonly name: string;
  /** Element t: after t + 1 trials; `null` while no trial has a score. */
  readonly best: readonly (number | null)[];
  /** Each trial's own score, shown as dots. @default none */
  readonly scores?: readonly (number | null)[];
}

/** Searches in one world. */
export interface TrajectoryPanel {
  readonly title: string;
  /** The best score that any allocation reaches there, shown as a dashed line. @default not known */
  readonly possible?: number;
  readonly searches: readonly Trajectory[];
}

/** How trajectories are drawn. */
export interface TrajectoryOptions {
  /** What the score is. @default "best score so far" */
  readonly yTitle?: string;
  /** What the dashed line is. @default "best possible" */
  readonly lineTitle?: string;
}

/**
 * Searches as they go: the highest score so far against trials, one panel per world, with the best possible as a dashed line. The
 * highest of noisy scores lies above its own true value, so that a search can cross the line of a true best.
 *
 * @throws RangeError if a search has no score at all
 * @example
 * trajectories({ id: "a", caption: "c", provenance: ["simulated"], source: "s" }, [{ title: "2wiki", possible: 0.8, searches: [{ name: "tpe", best: [null, 0.6, 0.7] }] }]).data.length; // => 1
 */
export function trajectories(
  exhibit: Exhibit,
  panels: readonly TrajectoryPanel[],
  options: TrajectoryOptions = {},
): Figure {
  const { yTitle = "best score so far", lineTitle = "best possible" } = options;
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const shapes: Partial<Shape>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = panelRow(panels.length);
  panels.forEach(({ title, possible, searches }, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
    const place = { xref: `x${suffix}` as Annotations["xref"], yref: `y${suffix}` as Annotations["yref"] };
    const curves = searches.map(({ name, best, scores = [] }, s) => {
      const { color, dash } = curveStyle(s);
      const points = best.flatMap((score, t) => (score === null ? [] : [{ x: t + 1, y: score }]));
      if (points.length === 0) throw new RangeError(`trajectories requires a score, got none for ${name} in ${title}`);
      const dots = scores.flatMap((score, t) => (score === null ? [] : [{ x: t + 1, y: score }]));
      if (dots.length > 0)
        data.push({
          type: "scatter",
          mode: "markers",
          x: dots.map((dot) => dot.x),
          y: dots.map((dot) => dot.y),
          marker: { color, size: 6, opacity: 0.45 },
          name: `${name}, each trial`,
          ...axes,
        });
      const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
      data.push({ type: "scatter", mode: "lines", x, y, name, line: { color, dash, width: 2, shape: "hv" }, ...axes });
      return { label: name, x, y, color };
    });
    layout[`xaxis${suffix}`] = { title: { text: "trials" }, rangemode: "tozero" };
    layout[`yaxis${suffix}`] = { title: p === 0 ? { text: yTitle } : {}, tickformat: ".2f" };
    annotations.push(panelTitle(title, suffix));
    annotations.push(...endLabels(curves, { plotHeight: 280, gap: 17 }).map((label) => ({ ...label, ...place })));
    if (possible === undefined) return;
    shapes.push({
      type: "line",
      ...(place as Pick<Shape, "xref" | "yref">),
      // No further than the curves, whose names stand beside their ends.
      x0: 0,
      x1: Math.max(...curves.flatMap(({ x }) => x)),
      y0: possible,
      y1: possible,
      line: { color: "#3c4043", width: 1.5, dash: "dash" },
    });
    annotations.push({
      ...place,
      xref: `x${suffix} domain` as Annotations["xref"],
      text: lineTitle,
      x: 0,
      y: possible,
      xanchor: "left",
      yanchor: "bottom",
      showarrow: false,
    });
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations, shapes } });
}
