import type { Data } from "plotly.js";
import type { Exhibit, Figure } from "../figure.js";
import { curveStyle } from "../theme/curve-style.js";
import { endLabels } from "../theme/end-labels.js";
import { roundTicks } from "../theme/log-ticks.js";
import { withTheme } from "../theme/with-theme.js";

/** A searcher's share of targets met, as steps. */
export interface TargetsMet {
  readonly name: string;
  /** In rising order; from this effort on, this share. May be empty: no target was ever met. */
  readonly steps: readonly { readonly effort: number; readonly share: number }[];
  /** Its place in the palette, for the colour that it has elsewhere. @default its place among the searchers */
  readonly colour?: number;
}

/** How targets met are drawn. */
export interface TargetsMetOptions {
  /** What effort counts. @default "trials" */
  readonly xTitle?: string;
  /** What is shared. @default "share of targets met" */
  readonly yTitle?: string;
  /** Where the curves end. @default the last step of any */
  readonly until?: number;
}

/**
 * The empirical cumulative distribution of run lengths (ECDF): which share of all targets in all worlds each searcher has met, against
 * effort. Higher and further left is better; what is missing to one was never met.
 *
 * @throws RangeError if an effort is not above zero, or no target was met by anyone and `until` is not given
 * @example
 * targetsMetCurves({ id: "a", caption: "c", provenance: ["simulated"], source: "s" }, [{ name: "tpe", steps: [{ effort: 2, share: 0.5 }] }]).data.length; // => 1
 */
export function targetsMetCurves(
  exhibit: Exhibit,
  searchers: readonly TargetsMet[],
  options: TargetsMetOptions = {},
): Figure {
  const { xTitle = "trials", yTitle = "share of targets met" } = options;
  const met = searchers.flatMap(({ steps }) => steps.map((step) => step.effort));
  if (met.length === 0 && options.until === undefined)
    throw new RangeError("targetsMetCurves requires a target that someone met, or `until`, got neither");
  const efforts = met.length > 0 ? met : [1];
  const from = Math.min(...efforts);
  const until = options.until ?? Math.max(...efforts);
  if (!(from > 0 && until >= from))
    throw new RangeError(`targetsMetCurves requires steps at efforts above zero, got ${from} to ${until}`);
  const data: Data[] = [];
  const labelled = searchers.map(({ name, steps, colour }, s) => {
    const { color, dash } = curveStyle(colour ?? s);
    const start = steps[0]?.effort === from ? [] : [{ effort: from, share: 0 }];
    const all = [...start, ...steps, { effort: until, share: steps.at(-1)?.share ?? 0 }];
    const [x, y] = [all.map((step) => step.effort), all.map((step) => step.share)];
    data.push({ type: "scatter", mode: "lines", name, x, y, line: { color, dash, width: 2, shape: "hv" } });
    return { label: name, x, y, color };
  });
  return withTheme({
    ...exhibit,
    data,
    layout: {
      width: 700,
      height: 450,
      showlegend: false,
      margin: { r: 24 },
      xaxis: { ...roundTicks([from, until]), title: { text: xTitle } },
      yaxis: { title: { text: yTitle }, range: [0, 1.02], tickformat: ".0%" },
      annotations: endLabels(labelled, { xType: "log", yRange: [0, 1.02] }),
    },
  });
}
