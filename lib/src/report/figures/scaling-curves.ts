import type { Annotations, Data, Layout } from "plotly.js";
import { at } from "../../core/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { endLabels } from "../theme/end-labels.js";
import { roundTicks } from "../theme/log-ticks.js";
import { palette } from "../theme/palette.js";
import { withTheme } from "../theme/with-theme.js";
import { panelRow } from "./panel-row.js";

/** One measured point of a scaling curve. */
export interface ScalingPoint {
  readonly samples: number;
  /** Budget units spent. */
  readonly budget: number;
  /** Accuracy in [0, 1]. */
  readonly score: number;
  /** An interval of the score, where one is known. */
  readonly interval?: readonly [low: number, high: number];
}

/** One curve: a model, its points in the order of samples. */
export interface ScalingSeries {
  readonly name: string;
  readonly points: readonly ScalingPoint[];
}

/** Curves that are compared with each other: one stage of one task. */
export interface ScalingPanel {
  readonly title: string;
  readonly series: readonly ScalingSeries[];
}

/** How the curves are laid out. */
export interface ScalingCurvesOptions {
  /** What the horizontal axis counts, on a logarithmic scale. @default "samples" */
  readonly against?: "samples" | "budget";
}

/**
 * Accuracy against samples or budget, one panel per stage, every curve labelled where it ends and its best point ringed.
 *
 * @throws RangeError if a curve has no points
 * @example
 * scalingCurves({ id: "a", caption: "c", provenance: ["published"], source: "s" }, [{ title: "QA", series: [{ name: "3B", points: [{ samples: 1, budget: 3, score: 0.7 }] }] }]).data.length; // => 2
 */
export function scalingCurves(
  exhibit: Exhibit,
  panels: readonly ScalingPanel[],
  options: ScalingCurvesOptions = {},
): Figure {
  const { against = "samples" } = options;
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = panelRow(panels.length);
  for (const { name, points } of panels.flatMap((panel) => panel.series))
    if (points.length === 0) throw new RangeError(`scalingCurves requires points, got none for ${name}`);
  const range = scoreRange(panels);
  panels.forEach((panel, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    layout[`xaxis${suffix}`] = {
      ...roundTicks(panel.series.flatMap((series) => series.points.map((point) => position(point, against)))),
      title: { text: against === "samples" ? "samples per question" : "budget (units)" },
    };
    layout[`yaxis${suffix}`] = {
      title: p === 0 ? { text: "accuracy" } : {},
      tickformat: ".2f",
      ...(p > 0 && { matches: "y" }),
    };
    annotations.push(panelTitle(panel.title, suffix));
    annotations.push(...labels(panel, against, suffix, range));
    panel.series.forEach((series, s) => {
      const colour = at(palette, s % palette.length);
      data.push(curve(series, against, colour, suffix), bestPoint(series, against, colour, suffix));
    });
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations } });
}

const position = (point: ScalingPoint, against: "samples" | "budget") =>
  against === "samples" ? point.samples : point.budget;

/** The first of the best points of a curve: fewer samples for the same score. */
function best(series: ScalingSeries): ScalingPoint {
  return series.points.reduce((top, point) => (point.score > top.score ? point : top));
}

function curve(series: ScalingSeries, against: "samples" | "budget", colour: string, suffix: string): Data {
  const { points } = series;
  const known = points.every((point) => point.interval !== undefined);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: series.name,
    x: points.map((point) => position(point, against)),
    y: points.map((point) => point.score),
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`,
    line: { color: colour, width: 2 },
    marker: { color: colour, size: 5 },
    ...(known && {
      error_y: {
        type: "data",
        symmetric: false,
        array: points.map((point) => (point.interval?.[1] ?? point.score) - point.score),
        arrayminus: points.map((point) => point.score - (point.interval?.[0] ?? point.score)),
        color: colour,
        thickness: 1,
        width: 2,
      },
    }),
  };
}

function bestPoint(series: ScalingSeries, against: "samples" | "budget", colour: string, suffix: string): Data {
  const point = best(series);
  return {
    type: "scatter",
    mode: "markers",
    name: `${series.name}, best`,
    x: [position(point, against)],
    y: [point.score],
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`,
    marker: { symbol: "circle-open", size: 13, color: colour, line: { width: 2 } },
    hovertext: `${point.score} at ${point.samples} samples, ${point.budget} units`,
    hoverinfo: "text",
  };
}

/** The title of a panel, above its left edge. */
export function panelTitle(text: string, suffix: string): Partial<Annotations> {
  return {
    text: `<b>${text}</b>`,
    xref: `x${suffix} domain` as Annotations["xref"],
    yref: `y${suffix} domain` as Annotations["yref"],
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 6,
    showarrow: false,
  };
}

/** Each curve named at its end, with its best value and where that is; a panel's title is not said again. */
function labels(
  panel: ScalingPanel,
  against: "samples" | "budget",
  suffix: string,
  yRange: readonly [number, number],
): Partial<Annotations>[] {
  const axes = { xref: `x${suffix}` as Annotations["xref"], yref: `y${suffix}` as Annotations["yref"] };
  const curves = panel.series.map((series) => {
    const top = best(series);
    const name = series.name === panel.title ? "best" : `<b>${series.name}</b>`;
    return {
      label: `${name}<br>${top.score.toFixed(3)} at ${top.samples}`,
      x: series.points.map((point) => position(point, against)),
      y: series.points.map((point) => point.score),
    };
  });
  const placed = endLabels(curves, { xType: "log", yRange, plotHeight: 320, gap: 34 });
  return placed.map((label) => ({ ...label, ...axes, align: "left" }));
}

/** The scores shown in any panel, with a margin, so that panels can be compared at a glance. */
function scoreRange(panels: readonly ScalingPanel[]): [number, number] {
  const ends = panels.flatMap((panel) =>
    panel.series.flatMap((series) => series.points.flatMap((point) => [point.score, ...(point.interval ?? [])])),
  );
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const margin = 0.06 * (high - low) || 0.01;
  return [low - margin, high + margin];
}
