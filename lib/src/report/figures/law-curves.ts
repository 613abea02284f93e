import type { Annotations, Data, Layout, Shape } from "plotly.js";
import { at } from "../../core/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { endLabels } from "../theme/end-labels.js";
import { roundTicks } from "../theme/log-ticks.js";
import { inkFor, palette } from "../theme/palette.js";
import { withTheme } from "../theme/with-theme.js";
import { panelTitle } from "./scaling-curves.js";

/** A value that was measured or simulated, with its interval. */
export interface LawPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** One law as a line, the points that test it, or both. */
export interface LawCurve {
  readonly name: string;
  readonly x: ArrayLike<number>;
  /** As long as x; empty for points alone, which are then joined by no line. */
  readonly y: ArrayLike<number>;
  /** An interval around the line. @default none: the law is exact */
  readonly band?: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> };
  readonly points?: readonly LawPoint[];
  /** @default "solid" */
  readonly dash?: "solid" | "dash" | "dot";
  /** Which colour of the palette, from zero. @default the curve's place in its panel */
  readonly colour?: number;
  /** Where the curve's name stands: beside its last point, or below its first. @default "end" */
  readonly label?: "end" | "start";
}

/** A vertical line with a name. */
export interface LawPlace {
  readonly x: number;
  readonly label: string;
  /** Which colour of the palette, from zero. @default grey */
  readonly colour?: number;
  /** At which end of the line its name stands: where the curves are not. @default "bottom" */
  readonly nameAt?: "bottom" | "top";
}

/** Curves that share axes. */
export interface LawPanel {
  readonly title: string;
  readonly curves: readonly LawCurve[];
  /** Vertical lines at places of interest, named at the bottom unless asked otherwise. @default none */
  readonly places?: readonly LawPlace[];
  /** A range of x to shade, such as an interval of the place of the peak, named at the top. @default none */
  readonly span?: { readonly from: number; readonly to: number; readonly label: string };
  /** @default the figure's */
  readonly xTitle?: string;
  /** @default the figure's */
  readonly yTitle?: string;
  /** @default the figure's */
  readonly yRange?: readonly [number, number];
}

/** The axes of all panels. */
export interface LawCurvesOptions {
  readonly xTitle: string;
  readonly yTitle: string;
  /** @default "log" */
  readonly xType?: "linear" | "log";
  /** @default all that is drawn */
  readonly yRange?: readonly [number, number];
  /** A d3 format of the vertical ticks. @default ".2f" */
  readonly format?: string;
  /** A value to compare with, as a horizontal line. @default none */
  readonly reference?: number;
  /** Panels in a row. @default all */
  readonly columns?: number;
}

/**
 * Laws as lines, and the measured or simulated points that test them with their intervals, one panel beside the other; every
 * curve is named where it ends. For formulas and what became of them.
 *
 * @throws RangeError if a panel has no curves or a curve nothing to draw
 * @example
 * lawCurves({ id: "a", caption: "c", provenance: ["simulated"], source: "s" }, [{ title: "t", curves: [{ name: "1/k", x: [1, 2], y: [1, 0.5] }] }], { xTitle: "k", yTitle: "error" }).data.length; // => 1
 */
export function lawCurves(exhibit: Exhibit, panels: readonly LawPanel[], options: LawCurvesOptions): Figure {
  const { xTitle, yTitle, xType = "log", format = ".2f", reference, columns = panels.length } = options;
  const rows = Math.ceil(panels.length / columns);
  const height = rows === 1 ? 420 : 90 + 270 * rows;
  const common = options.yRange ?? rangeOf(panels, reference);
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const shapes: Partial<Shape>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = {
    width: columns === 1 ? 700 : 380 * columns,
    height,
    showlegend: false,
    grid: { rows, columns, pattern: "independent", xgap: 0.16, ygap: 0.32 },
    margin: { t: 48, r: 24 },
  };
  panels.forEach((panel, p) => {
    if (panel.curves.length === 0) throw new RangeError(`lawCurves requires curves, got none for "${panel.title}"`);
    const suffix = p === 0 ? "" : String(p + 1);
    const yRange = panel.yRange ?? common;
    const xs = panel.curves.flatMap((curve) => [
      ...(curve.y.length > 0 ? Array.from(curve.x) : []),
      ...(curve.points ?? []).map((point) => point.x),
    ]);
    if (xs.length === 0) throw new RangeError(`lawCurves requires something to draw, got nothing for "${panel.title}"`);
    layout[`xaxis${suffix}`] = {
      ...(xType === "log" && roundTicks(xs)),
      title: { text: p + columns < panels.length && panel.xTitle === undefined ? "" : (panel.xTitle ?? xTitle) },
    };
    layout[`yaxis${suffix}`] = {
      title: p % columns === 0 || panel.yTitle !== undefined ? { text: panel.yTitle ?? yTitle } : {},
      tickformat: format,
      range: [...yRange],
    };
    annotations.push(panelTitle(panel.title, suffix));
    const axes = { xref: `x${suffix}` as Annotations["xref"], yref: `y${suffix}` as Annotations["yref"] };
    const own = { ...axes, align: "left", bgcolor: "rgba(255,255,255,0.75)", borderpad: 0 } as const;
    annotations.push(...names(panel, xType, yRange, rows === 1 ? 310 : 175).map((label) => ({ ...label, ...own })));
    panel.curves.forEach((curve, c) => {
      data.push(...traces(curve, colourOf(curve, c), suffix));
    });
    const marked = highlights(panel, xType, suffix);
    annotations.push(...marked.annotations);
    shapes.push(...marked.shapes);
    if (reference !== undefined)
      shapes.push({
        type: "line",
        xref: `x${suffix} domain` as Shape["xref"],
        yref: `y${suffix}` as Shape["yref"],
        x0: 0,
        x1: 1,
        y0: reference,
        y1: reference,
        line: { dash: "dot", width: 1.2 },
        layer: "above",
      });
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations, shapes } });
}

/** Shaded ranges, named at the bottom, and vertical lines, whose names are stacked. */
function highlights(
  { span, places = [] }: LawPanel,
  xType: "linear" | "log",
  suffix: string,
): { readonly annotations: Partial<Annotations>[]; readonly shapes: Partial<Shape>[] } {
  const onX = (x: number) => (xType === "log" ? Math.log10(x) : x);
  const name = {
    xref: `x${suffix}` as Annotations["xref"],
    yref: `y${suffix} domain` as Annotations["yref"],
    y: 0.01,
    yanchor: "bottom",
    showarrow: false,
  } as const;
  const shape = {
    xref: `x${suffix}` as Shape["xref"],
    yref: `y${suffix} domain` as Shape["yref"],
    y0: 0,
    y1: 1,
  } as const;
  const annotations: Partial<Annotations>[] = [];
  const shapes: Partial<Shape>[] = [];
  if (span !== undefined) {
    const { from, to, label } = span;
    const fill = { fillcolor: "rgba(0, 0, 0, 0.07)", line: { width: 0 }, layer: "below" } as const;
    shapes.push({ ...shape, ...fill, type: "rect", x0: from, x1: to });
    annotations.push({ ...name, text: label, x: (onX(from) + onX(to)) / 2, font: { size: 11 } });
  }
  places.forEach(({ x, label, colour, nameAt = "bottom" }, i) => {
    const color = colour === undefined ? "#5b626d" : at(palette, colour % palette.length);
    const line = { color, dash: "dot", width: 1.2 } as const;
    shapes.push({ ...shape, type: "line", x0: x, x1: x, line, layer: "above" });
    // A name that has another line to its right would be crossed by it.
    const left = places.some((other) => other.x > x);
    const side = left ? ({ xanchor: "right", xshift: -3 } as const) : ({ xanchor: "left", xshift: 3 } as const);
    const text = { text: label, x: onX(x), ...side } as const;
    const end = nameAt === "top" ? { y: 0.99 - 0.06 * i, yanchor: nameAt } : { y: 0.01 + 0.06 * i, yanchor: nameAt };
    annotations.push({ ...name, ...text, ...end, font: { size: 11, color: inkFor(color) } });
  });
  return { annotations, shapes };
}

/** The curves' names, beside their ends or below their beginnings. */
function names(
  { curves }: LawPanel,
  xType: "linear" | "log",
  yRange: readonly [number, number],
  plotHeight: number,
): Partial<Annotations>[] {
  const drawn = curves.map((curve, c) => ({
    label: curve.name,
    color: colourOf(curve, c),
    x: curve.y.length > 0 ? curve.x : (curve.points ?? []).map((point) => point.x),
    y: curve.y.length > 0 ? curve.y : (curve.points ?? []).map((point) => point.y),
  }));
  const atEnd = drawn.filter((_, c) => curves[c]?.label !== "start");
  const lines = Math.max(1, ...atEnd.map((curve) => curve.label.split("<br>").length));
  const atStart = drawn.filter((_, c) => curves[c]?.label === "start");
  return [
    ...endLabels(atEnd, { xType, yRange, plotHeight, gap: 1 + 15 * lines }),
    ...atStart.map(({ label, color, x, y }) => ({
      text: label,
      x: xType === "log" ? Math.log10(at(x, 0)) : at(x, 0),
      y: at(y, 0),
      xanchor: "left" as const,
      yanchor: "top" as const,
      yshift: -8,
      showarrow: false,
      font: { color: inkFor(color) },
    })),
  ];
}

const colourOf = (curve: LawCurve, place: number) => at(palette, (curve.colour ?? place) % palette.length);

function traces(curve: LawCurve, colour: string, suffix: string): Data[] {
  const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
  const out: Data[] = [];
  const x = Array.from(curve.x);
  if (curve.band !== undefined) {
    const edge = { type: "scatter", mode: "lines", x, line: { width: 0 }, hoverinfo: "skip", ...axes } as const;
    out.push({ ...edge, y: Array.from(curve.band.low) });
    out.push({ ...edge, y: Array.from(curve.band.high), fill: "tonexty", fillcolor: `${colour}2e` });
  }
  if (curve.y.length > 0)
    out.push({
      type: "scatter",
      mode: "lines",
      name: curve.name,
      x,
      y: Array.from(curve.y),
      line: { color: colour, width: 2, dash: curve.dash ?? "solid" },
      ...axes,
    });
  const { points } = curve;
  if (points !== undefined)
    out.push({
      type: "scatter",
      mode: "markers",
      name: curve.name,
      x: points.map((point) => point.x),
      y: points.map((point) => point.y),
      marker: { color: colour, size: 6 },
      error_y: {
        type: "data",
        symmetric: false,
        array: points.map((point) => point.high - point.y),
        arrayminus: points.map((point) => point.y - point.low),
        color: colour,
        thickness: 1.2,
        width: 3,
      },
      ...axes,
    });
  return out;
}

function rangeOf(panels: readonly LawPanel[], reference: number | undefined): readonly [number, number] {
  const ys = panels.flatMap((panel) =>
    panel.curves.flatMap((curve) => [
      ...Array.from(curve.y),
      ...(curve.points ?? []).flatMap((point) => [point.low, point.high]),
      ...Array.from(curve.band?.low ?? []),
      ...Array.from(curve.band?.high ?? []),
    ]),
  );
  const [low, high] = [Math.min(...ys, reference ?? Infinity), Math.max(...ys, reference ?? -Infinity)];
  const margin = 0.06 * (high - low) || 0.01;
  return [low - margin, high + margin];
}
