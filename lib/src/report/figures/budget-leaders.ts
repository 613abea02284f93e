import type { Annotations, Data, Layout, Shape } from "plotly.js";
import { at } from "../../core/index.js";
import type { Exhibit, Figure } from "../figure.js";
import { roundTicks } from "../theme/log-ticks.js";
import { inkFor, palette } from "../theme/palette.js";
import { withTheme } from "../theme/with-theme.js";
import { leaders, reigns } from "./leaders.js";
import { panelTitle, type ScalingPanel, type ScalingSeries } from "./scaling-curves.js";

/**
 * The best accuracy each model reaches for at most a given budget, as steps on a logarithmic axis, one panel per stage;
 * a strip under each panel is coloured by whoever leads.
 *
 * @throws RangeError if a curve has no points
 * @example
 * budgetLeaders({ id: "a", caption: "c", provenance: ["published"], source: "s" }, [{ title: "QA", series: [{ name: "3B", points: [{ samples: 1, budget: 3, score: 0.7 }] }] }]).data.length; // => 1
 */
export function budgetLeaders(exhibit: Exhibit, panels: readonly ScalingPanel[]): Figure {
  const data: Data[] = [];
  const annotations: Partial<Annotations>[] = [];
  const shapes: Partial<Shape>[] = [];
  const layout: Partial<Layout> & Record<string, unknown> = {
    width: Math.max(700, 380 * panels.length),
    height: 420,
    showlegend: false,
    grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: 0.14 },
    margin: { t: 48, r: 24 },
  };
  panels.forEach((panel, p) => {
    const suffix = p === 0 ? "" : String(p + 1);
    const points = panel.series.flatMap((series) => series.points);
    if (points.length === 0) throw new RangeError(`budgetLeaders requires points, got none for ${panel.title}`);
    const budgets = points.map((point) => point.budget);
    const end = Math.max(...budgets) * 1.15;
    const start = Math.min(...budgets) / 1.15;
    layout[`xaxis${suffix}`] = {
      ...roundTicks(budgets),
      title: { text: "budget (units)" },
      range: [Math.log10(start), Math.log10(end)],
    };
    layout[`yaxis${suffix}`] = {
      title: p === 0 ? { text: "best accuracy affordable" } : {},
      tickformat: ".2f",
      ...(p > 0 && { matches: "y" }),
    };
    annotations.push(panelTitle(panel.title, suffix));
    const colourOf = new Map(panel.series.map((series, s) => [series.name, at(palette, s % palette.length)]));
    for (const series of panel.series) {
      const colour = colourOf.get(series.name) ?? at(palette, 0);
      const steps = stepsOf(series, end);
      data.push({
        type: "scatter",
        mode: "lines",
        name: series.name,
        x: steps.map((step) => step.budget),
        y: steps.map((step) => step.score),
        xaxis: `x${suffix}`,
        yaxis: `y${suffix}`,
        line: { color: colour, width: 2, shape: "hv" },
      });
      const first = at(steps, 0);
      annotations.push({
        text: series.name,
        xref: `x${suffix}` as Annotations["xref"],
        yref: `y${suffix}` as Annotations["yref"],
        x: Math.log10(first.budget),
        y: first.score,
        xanchor: "left",
        yanchor: "bottom",
        yshift: 2,
        showarrow: false,
        font: { color: inkFor(colour) },
      });
    }
    shapes.push(...strip(panel, suffix, end, colourOf));
  });
  return withTheme({ ...exhibit, data, layout: { ...layout, annotations, shapes } });
}

/** A curve's best-so-far against budget: the points at which it rises, and its end. */
function stepsOf(series: ScalingSeries, end: number): { budget: number; score: number }[] {
  const rises = leaders([series]).map(({ from, score }) => ({ budget: from, score }));
  return [...rises, { budget: end, score: at(rises, -1).score }];
}

function strip(
  panel: ScalingPanel,
  suffix: string,
  end: number,
  colourOf: ReadonlyMap<string, string>,
): Partial<Shape>[] {
  return reigns(panel.series).map(({ names, from, until }) => ({
    type: "rect",
    xref: `x${suffix}` as Shape["xref"],
    yref: `y${suffix} domain` as Shape["yref"],
    x0: from,
    x1: until ?? end,
    y0: 0,
    y1: 0.025,
    // A tie belongs to nobody, so it is drawn in no model's colour.
    fillcolor: names.length === 1 ? (colourOf.get(at(names, 0)) ?? "#999999") : "#999999",
    line: { width: 0 },
  }));
}
