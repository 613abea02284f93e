import type { Annotations, Data, Layout, Shape } from "plotly.js";
import { at } from "../../core/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { roundTicks } from "../theme/log-ticks.js";
import { palette } from "../theme/palette.js";
import { withTheme } from "../theme/with-theme.js";
import { panelTitle } from "./scaling-curves.js";

/** An estimate with its interval; an end without limit is plus or minus infinity (zero on a logarithmic axis). */
export interface IntervalMark {
  /** What is compared within a row, such as a sample size; one colour each. */
  readonly group: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the figure. */
export interface IntervalRow {
  readonly label: string;
  readonly marks: readonly IntervalMark[];
}

/** Rows on a common axis. All panels have the same rows in the same order. */
export interface IntervalPanel {
  readonly title: string;
  readonly rows: readonly IntervalRow[];
}

/** The axis of the estimates. */
export interface IntervalRowsOptions {
  readonly xTitle: string;
  /** Where the axis begins and ends; required where an interval has no limit, whose line then ends in an arrow. @default all that is drawn */
  readonly range?: readonly [number, number];
  /** @default "linear" */
  readonly xType?: "linear" | "log";
  /** A value to compare with, drawn as a line through all rows. @default none */
  readonly reference?: number;
  /** A d3 format of the ticks on a linear axis. @default plotly's own */
  readonly format?: string;
}

/**
 * Estimates with their intervals, one row for each label and one colour for each group, on a common axis (a forest plot).
 *
 * @throws RangeError if there are no rows, panels have different labels, an interval does not hold its estimate, or one without
 * limit meets no range
 * @example
 * intervalRows({ id: "a", caption: "c", provenance: ["published"], source: "s" }, [{ title: "t", rows: [{ label: "r", marks: [{ group: "g", estimate: 1, low: 0, high: 2 }] }] }], { xTitle: "x" }).data.length; // => 1
 */
export function intervalRows(exhibit: Exhibit, panels: readonly IntervalPanel[], options: IntervalRowsOptions): Figure {
  const labels = panels[0]?.rows.map((row) => row.label) ?? [];
  if (labels.length === 0) throw new RangeError("intervalRows requires at least one row, got none");
  if (panels.some((panel) => panel.rows.map((row) => row.label).join("\n") !== labels.join("\n")))
    throw new RangeError("intervalRows requires the same rows in every panel");
  const groups = [...new Set(panels.flatMap(({ rows }) => rows.flatMap(({ marks }) => marks.map((m) => m.group))))];
  const bounds = boundsOf(panels, options);
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const shapes: Partial<Shape>[] = [];
  const rowHeight = Math.max(26, 13 * groups.length + 10);
  const layout: Partial<Layout> & Record<string, unknown> = {
    width: panels.length === 1 ? 700 : Math.max(700, 160 + 270 * panels.length),
    height: 130 + rowHeight * labels.length,
    showlegend: groups.length > 1,
    legend: { orientation: "h", x: 0, y: 1, yref: "container", xanchor: "left", yanchor: "top", traceorder: "normal" },
    margin: { t: groups.length > 1 ? 72 : 48, r: 24 },
  };
  const gap = 0.04;
  const share = (1 - gap * (panels.length - 1)) / panels.length;
  panels.forEach((panel, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const { xType = "linear", format, xTitle, reference } = options;
    layout[`xaxis${suffix}`] = {
      ...(xType === "log" ? roundTicks(bounds) : { ...(format !== undefined && { tickformat: format }) }),
      title: { text: xTitle },
      domain: [p * (share + gap), p * (share + gap) + share],
      anchor: `y${suffix}`,
      range: xType === "log" ? bounds.map(Math.log10) : [...bounds],
    };
    layout[`yaxis${suffix}`] = {
      tickmode: "array",
      tickvals: labels.map((_, i) => i),
      ticktext: p === 0 ? labels : labels.map(() => ""),
      ticks: "",
      range: [labels.length - 0.5, -0.5],
      showgrid: false,
      anchor: `x${suffix}`,
    };
    annotations.push(panelTitle(panel.title, suffix));
    if (reference !== undefined)
      shapes.push({
        type: "line",
        xref: `x${suffix}` as Shape["xref"],
        yref: `y${suffix} domain` as Shape["yref"],
        x0: reference,
        x1: reference,
        y0: 0,
        y1: 1,
        line: { dash: "dot", width: 1.5 },
        layer: "above",
      });
    groups.forEach((group, g) => {
      data.push(trace(panel, group, groups, at(palette, g % palette.length), bounds, suffix, p === 0));
    });
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations, shapes } });
}

/** The axis' ends, and the checks that need them. */
function boundsOf(
  panels: readonly IntervalPanel[],
  { range, xType, reference }: IntervalRowsOptions,
): readonly [number, number] {
  const isOpen = (value: number) => !Number.isFinite(value) || (xType === "log" && value <= 0);
  const ends: number[] = reference === undefined ? [] : [reference];
  for (const { rows } of panels)
    for (const { label, marks } of rows)
      for (const { low, estimate, high } of marks) {
        if (!(low <= estimate && estimate <= high && !isOpen(estimate)))
          throw new RangeError(
            `intervalRows requires a finite estimate inside its interval, got ${estimate} in [${low}, ${high}] of "${label}"`,
          );
        if (range === undefined && (isOpen(low) || isOpen(high)))
          throw new RangeError(
            `intervalRows requires a range for intervals without limit, got [${low}, ${high}] of "${label}"`,
          );
        ends.push(...[low, estimate, high].filter((value) => !isOpen(value)));
      }
  if (range !== undefined) return range;
  const [least, greatest] = [Math.min(...ends), Math.max(...ends)];
  if (xType === "log") return [least / 1.15, greatest * 1.15];
  const margin = 0.05 * (greatest - least) || 0.01;
  return [least - margin, greatest + margin];
}

/** Rows are one apart; the marks of one stand closer together than to those of the next. */
const WIDEST = 0.62;
const APART = 0.32;

/** Where a row's mark of a group stands: the marks that a row has are spread evenly about its label. */
function offsetOf(group: string, groups: readonly string[], marks: readonly IntervalMark[]): number {
  const present = groups.filter((name) => marks.some((mark) => mark.group === name));
  const apart = Math.min(APART, WIDEST / Math.max(1, present.length - 1));
  return apart * (present.indexOf(group) - (present.length - 1) / 2);
}

function trace(
  panel: IntervalPanel,
  group: string,
  groups: readonly string[],
  colour: string,
  [from, to]: readonly [number, number],
  suffix: string,
  named: boolean,
): Data {
  const points: { x: number | null; y: number; symbol: string }[] = [];
  panel.rows.forEach(({ marks }, row) => {
    for (const { low, estimate, high } of marks.filter((mark) => mark.group === group)) {
      const y = row + offsetOf(group, groups, marks);
      // The estimate comes first, so that the legend shows its symbol.
      points.push({ x: estimate, y, symbol: "circle" });
      points.push({ x: Math.max(low, from), y, symbol: low < from ? "triangle-left" : "line-ns" });
      points.push({ x: Math.min(high, to), y, symbol: high > to ? "triangle-right" : "line-ns" });
      points.push({ x: null, y, symbol: "circle" });
    }
  });
  return {
    type: "scatter",
    mode: "lines+markers",
    name: group,
    legendgroup: group,
    showlegend: named,
    x: points.map((point) => point.x),
    y: points.map((point) => point.y),
    xaxis: `x${suffix}`,
    yaxis: `y${suffix}`,
    line: { color: colour, width: 1.5 },
    marker: {
      color: colour,
      opacity: 1,
      symbol: points.map((point) => point.symbol),
      size: points.map((point) => (point.symbol === "circle" ? 8 : point.symbol === "line-ns" ? 7 : 9)),
      line: { color: colour, width: points.map((point) => (point.symbol === "line-ns" ? 1.5 : 0)) },
    },
    // Marks at the axis' ends are whole.
    cliponaxis: false,
    hovertemplate: "%{x}",
  } as Data;
}
