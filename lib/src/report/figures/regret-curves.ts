import type { Data } from "plotly.js";
import type { Exhibit, Figure } from "../figure.js";
import { curveStyle } from "../theme/curve-style.js";
import { endLabels } from "../theme/end-labels.js";
import { logTicks, roundTicks } from "../theme/log-ticks.js";
import { withTheme } from "../theme/with-theme.js";

/** A searcher's mean regret as its searches go. */
export interface RegretCurve {
  readonly name: string;
  /** In rising order of effort. */
  readonly points: readonly RegretPoint[];
}

/** Mean regret after some effort. */
export interface RegretPoint {
  /** Trials made, or units spent; above zero. */
  readonly effort: number;
  readonly mean: number;
  /** Of the mean. @default none is drawn */
  readonly interval?: readonly [low: number, high: number];
}

/** How regret curves are drawn. */
export interface RegretCurvesOptions {
  /** What effort counts. @default "trials" */
  readonly xTitle?: string;
  /** A logarithmic axis of regret requires every mean to be above zero. @default "linear" */
  readonly yType?: "linear" | "log";
}

/**
 * Mean regret against effort, lower is better, each searcher with the band of its intervals and its name where it ends.
 *
 * @throws RangeError if a curve has no points, or one that the axes cannot show
 * @example
 * regretCurves({ id: "a", caption: "c", provenance: ["simulated"], source: "s" }, [{ name: "tpe", points: [{ effort: 1, mean: 0.2, interval: [0.1, 0.3] }] }]).data.length; // => 3
 */
export function regretCurves(
  exhibit: Exhibit,
  curves: readonly RegretCurve[],
  options: RegretCurvesOptions = {},
): Figure {
  const { xTitle = "trials", yType = "linear" } = options;
  const [bandsBehind, lines]: [Data[], Data[]] = [[], []];
  const labelled = curves.map(({ name, points }, c) => {
    const { color, dash } = curveStyle(c);
    if (points.length === 0) throw new RangeError(`regretCurves requires points, got none for ${name}`);
    const x = points.map((point) => point.effort);
    const y = points.map((point) => point.mean);
    const bands = points.flatMap(({ interval }) => (interval === undefined ? [] : [interval]));
    if (bands.length === points.length) {
      // A logarithmic axis has no place for zero: the band ends where the curve's own least value is, a hundredfold lower.
      const floor = yType === "log" ? Math.min(...y) / 100 : Number.NEGATIVE_INFINITY;
      const edge = { type: "scatter", mode: "lines", x, line: { width: 0 }, hoverinfo: "skip" } as const;
      bandsBehind.push({ ...edge, y: bands.map(([low]) => Math.max(low, floor)) });
      bandsBehind.push({ ...edge, y: bands.map(([, high]) => high), fill: "tonexty", fillcolor: `${color}22` });
    }
    lines.push({ type: "scatter", mode: "lines", name, x, y, line: { color, dash, width: 2 } });
    return { label: name, x, y, color };
  });
  const efforts = labelled.flatMap(({ x }) => x);
  const single = Math.min(...efforts) === Math.max(...efforts);
  // The axis holds the bands too, so that names at the lines' ends stand closer than the lines alone would have them.
  const drawn = curves.flatMap(({ points }) => points.flatMap(({ mean, interval }) => [mean, ...(interval ?? [])]));
  const yRange = yType === "log" ? undefined : ([Math.min(0, ...drawn), 1.05 * Math.max(...drawn)] as const);
  return withTheme({
    ...exhibit,
    // A band over another curve's line would give it a colour that its name does not have.
    data: [...bandsBehind, ...lines],
    layout: {
      width: 700,
      height: 450,
      showlegend: false,
      margin: { r: 24 },
      xaxis: { ...(single ? logTicks(efforts.slice(0, 1)) : roundTicks(efforts)), title: { text: xTitle } },
      yaxis: {
        ...(yType === "log" ? roundTicks(labelled.flatMap(({ y }) => y)) : { rangemode: "tozero" }),
        title: { text: "mean regret of the recommended allocation" },
      },
      annotations: endLabels(labelled, { xType: "log", yType, gap: 17, ...(yRange === undefined ? {} : { yRange }) }),
    },
  });
}
