import type { Annotations, Data, Layout } from "plotly.js";
import { at } from "../../core/index.js";
import { type Fit, fitBand } from "../../curves/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { palette } from "../theme/palette.js";

/** Points and the curve fitted to them. */
export interface FittedPanel {
  readonly title: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly fit: Fit;
  /** Level of the band around the curve. */
  readonly level: number;
}

/** Points of the drawn curve per panel. */
const STEPS = 80;

/**
 * Points, fitted curve and the band of its mean, one panel each, side by side on a logarithmic axis. A fit that did not converge
 * says so in its panel's title, and has no band where it has no covariance.
 *
 * @throws RangeError if there are no panels
 * @example
 * const { fit, families } = await door("curves");
 * const [x, y] = [[1, 2, 4, 8], [0.5, 0.61, 0.69, 0.8]];
 * fittedCurves({ id: "a", caption: "c", provenance: ["measured"], source: "s" }, [{ title: "3B", x, y, fit: fit(families.loglin, x, y), level: 0.95 }]).data.length; // => 4
 */
export function fittedCurves(exhibit: Exhibit, panels: readonly FittedPanel[]): Figure {
  if (panels.length === 0) throw new RangeError("fittedCurves requires at least one panel, got none");
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = {
    width: Math.max(560, 320 * panels.length),
    height: 420,
    showlegend: false,
    grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: 0.14 },
    margin: { t: 64 },
  };
  panels.forEach((panel, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` } as const;
    layout[`xaxis${suffix}`] = { type: "log", title: { text: "samples per question" }, dtick: "D2" };
    layout[`yaxis${suffix}`] = { title: p === 0 ? { text: "accuracy" } : {}, tickformat: ".2f" };
    const { family, ending, theta, covariance } = panel.fit;
    annotations.push({
      text: `${panel.title}<br>${family.title}${ending === "converged" ? "" : ` (${ending === "stalled" ? "did not converge" : ending})`}`,
      xref: `x${suffix} domain` as "x",
      yref: `y${suffix} domain` as "y",
      x: 0,
      y: 1,
      xanchor: "left",
      yanchor: "bottom",
      align: "left",
      showarrow: false,
    });
    const positive = Array.from(panel.x).filter((v) => v > 0);
    const [low, high] = [Math.log(Math.min(...positive)), Math.log(Math.max(...positive))];
    const xs = Array.from({ length: STEPS }, (_, i) => Math.exp(low + ((high - low) * i) / (STEPS - 1)));
    const colour = at(palette, p % palette.length);
    if (covariance !== null) {
      const band = fitBand(panel.fit, xs, { level: panel.level });
      const edge = { x: xs, mode: "lines", line: { width: 0 }, hoverinfo: "skip", ...axes } as const;
      data.push({ ...edge, type: "scatter", y: Array.from(band.low) });
      data.push({ ...edge, type: "scatter", y: Array.from(band.high), fill: "tonexty", fillcolor: `${colour}33` });
    }
    data.push({
      type: "scatter",
      mode: "lines",
      x: xs,
      y: xs.map((x) => family.evaluate(theta, x)),
      line: { color: colour },
      ...axes,
    });
    data.push({
      type: "scatter",
      mode: "markers",
      x: Array.from(panel.x),
      y: Array.from(panel.y),
      marker: { color: colour },
      ...axes,
    });
  });
  layout["annotations"] = annotations;
  return { ...exhibit, data, layout };
}
