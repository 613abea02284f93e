import {
  budgetLeaders,
  budgetResiduals,
  costAnatomy,
  type Figure,
  gridMaps,
  intervalRows,
  lawCurves,
  regretCurves,
  type ScalingPanel,
  scalingCurves,
  targetsMetCurves,
  trajectories,
} from "isocompute/report";
import { describe, expect, it } from "vitest";

const exhibit = { id: "00-a", caption: "c", provenance: ["published"], source: "s" } as const;
const small = {
  name: "3B",
  points: [
    { samples: 1, budget: 7, score: 0.5, interval: [0.45, 0.55] as const },
    { samples: 10, budget: 79, score: 0.64, interval: [0.6, 0.68] as const },
    { samples: 90, budget: 719, score: 0.62, interval: [0.58, 0.66] as const },
  ],
};
const large = {
  name: "72B",
  points: [
    { samples: 1, budget: 214, score: 0.68 },
    { samples: 2, budget: 406, score: 0.71 },
  ],
};
const panels: ScalingPanel[] = [
  { title: "solve", series: [small, large] },
  { title: "3B", series: [small] },
];

/** The specification without the theme, which has tests of its own, and with numbers a reviewer can read. */
function specification({ data, layout }: Figure): string {
  const { template: _, ...own } = layout;
  return JSON.stringify({ data, layout: own }, (_, v) => (typeof v === "number" ? Number(v.toFixed(3)) : v), 1);
}

describe("figures", () => {
  it("scalingCurves(exhibit, panels) draws curves, best points and intervals", () => {
    expect(specification(scalingCurves(exhibit, panels))).toMatchSnapshot();
  });
  it("budgetLeaders(exhibit, panels) draws steps and who leads", () => {
    expect(specification(budgetLeaders(exhibit, panels.slice(0, 1)))).toMatchSnapshot();
  });
  it("budgetResiduals(exhibit, tables, rounding) draws differences and what rounding explains", () => {
    const tables = [
      {
        name: "t",
        cells: [
          { published: 20, ours: 20.003 },
          { published: 300, ours: 300 },
        ],
      },
    ];
    expect(specification(budgetResiduals(exhibit, tables, 0.005))).toMatchSnapshot();
  });
  it("costAnatomy(exhibit, rows) stacks parts", () => {
    expect(
      specification(costAnatomy(exhibit, [{ label: "x", parts: { charged: 866, fusing: 167 } }])),
    ).toMatchSnapshot();
    expect(() => costAnatomy(exhibit, [{ label: "x", parts: { charged: -1 } }])).toThrow(
      'costAnatomy requires parts of at least zero, got -1 for "charged" of "x"',
    );
  });
  it("trajectories(exhibit, panels, options) draws searches, each trial, and the best possible", () => {
    const searches = [
      { name: "tpe", best: [null, 0.6, 0.6, 0.7], scores: [null, 0.6, 0.5, 0.7] },
      { name: "random", best: [0.4, 0.5, 0.5, 0.5] },
    ];
    const panels = [
      { title: "2Wiki", possible: 0.8, searches },
      { title: "CWQ", searches: searches.slice(1) },
    ];
    expect(specification(trajectories(exhibit, panels, { yTitle: "EM" }))).toMatchSnapshot();
    expect(() => trajectories(exhibit, [{ title: "t", searches: [{ name: "none", best: [null] }] }])).toThrow(
      "trajectories requires a score, got none for none in t",
    );
  });
  it("regretCurves(exhibit, curves, options) draws means, bands and names, on either axis", () => {
    const points = [1, 2, 4].map((effort) => ({ effort, mean: 0.2 / effort, interval: [0, 0.3 / effort] as const }));
    const curves = [
      { name: "tpe", points },
      { name: "bare", points: points.map(({ effort, mean }) => ({ effort, mean: mean / 2 })) },
    ];
    expect(specification(regretCurves(exhibit, curves))).toMatchSnapshot();
    const { data } = regretCurves(exhibit, curves, { yType: "log", xTitle: "units" });
    expect((data[0] as { y: number[] }).y).toEqual([0.0005, 0.0005, 0.0005]); // a band that reaches zero ends at the floor
    const bothBanded = regretCurves(exhibit, [
      { name: "tpe", points },
      { name: "random", points },
    ]);
    const filled = bothBanded.data.map((trace) => "fillcolor" in trace);
    const named = bothBanded.data.map((trace) => "name" in trace);
    expect(named.indexOf(true)).toBeGreaterThan(filled.lastIndexOf(true)); // no band tints a line
    expect(() => regretCurves(exhibit, [{ name: "none", points: [] }])).toThrow("requires points, got none for none");
  });
  it("targetsMetCurves(exhibit, searchers, options) starts all at the least effort and ends all at the largest", () => {
    const searchers = [
      { name: "tpe", steps: [{ effort: 2, share: 0.5 }] },
      { name: "random", steps: [{ effort: 8, share: 0.25 }] },
      { name: "never", steps: [] },
    ];
    const figure = targetsMetCurves(exhibit, searchers, { until: 20 });
    expect(specification(figure)).toMatchSnapshot();
    expect(figure.data.map((trace) => [(trace as { x: number[] }).x, (trace as { y: number[] }).y])).toEqual([
      [
        [2, 20],
        [0.5, 0.5],
      ],
      [
        [2, 8, 20],
        [0, 0.25, 0.25],
      ],
      [
        [2, 20],
        [0, 0],
      ],
    ]);
    const never = [{ name: "never", steps: [] }];
    expect(() => targetsMetCurves(exhibit, never)).toThrow("requires a target that someone met, or `until`");
    expect(targetsMetCurves(exhibit, never, { until: 20 }).data.map((trace) => (trace as { y: number[] }).y)).toEqual([
      [0, 0],
    ]);
    const zero = [{ name: "early", steps: [{ effort: 0, share: 1 }] }];
    expect(() => targetsMetCurves(exhibit, zero)).toThrow("requires steps at efforts above zero, got 0 to 0");
  });
  it("draws a searcher in the colour that it has elsewhere", () => {
    const steps = [{ effort: 2, share: 0.5 }];
    const colours = (...searchers: { name: string; steps: typeof steps; colour?: number }[]) =>
      targetsMetCurves(exhibit, searchers).data.map((trace) => (trace as { line: { color: string } }).line.color);
    expect(colours({ name: "planner", steps, colour: 1 })).toEqual(
      colours({ name: "a", steps }, { name: "planner", steps }).slice(1),
    );
  });
  it("refuse curves without points", () => {
    const empty = [{ title: "t", series: [{ name: "3B", points: [] }] }];
    expect(() => scalingCurves(exhibit, empty)).toThrow("scalingCurves requires points, got none for 3B");
    expect(() => budgetLeaders(exhibit, empty)).toThrow("budgetLeaders requires points, got none for t");
  });
  it("intervalRows(exhibit, panels, options) draws each estimate with its interval, and open ends as arrows", () => {
    const rows = [
      { label: "a", marks: [{ group: "g", estimate: 2, low: 1, high: 4 }] },
      {
        label: "b",
        marks: [
          { group: "g", estimate: 3, low: 0, high: Number.POSITIVE_INFINITY },
          { group: "h", estimate: 5, low: 4, high: 6 },
        ],
      },
    ];
    const panel = { title: "t", rows };
    const figure = intervalRows(exhibit, [panel, panel], { xTitle: "x", xType: "log", range: [0.5, 20], reference: 2 });
    expect(specification(figure)).toMatchSnapshot();
    expect(() => intervalRows(exhibit, [panel], { xTitle: "x" })).toThrow(
      'requires a range for intervals without limit, got [0, Infinity] of "b"',
    );
    expect(() => intervalRows(exhibit, [panel, { title: "u", rows: [] }], { xTitle: "x" })).toThrow("the same rows");
    const wrong = [{ label: "a", marks: [{ group: "g", estimate: 5, low: 1, high: 4 }] }];
    expect(() => intervalRows(exhibit, [{ title: "t", rows: wrong }], { xTitle: "x" })).toThrow(
      'requires a finite estimate inside its interval, got 5 in [1, 4] of "a"',
    );
  });
  it("lawCurves(exhibit, panels, options) draws lines, bands, points and places", () => {
    const curves = [
      { name: "law", x: [1, 10], y: [0.2, 0.4], band: { low: [0.1, 0.3], high: [0.3, 0.5] } },
      { name: "measured", x: [], y: [], points: [{ x: 3, y: 0.3, low: 0.25, high: 0.36 }], colour: 0 },
    ];
    const panels = [{ title: "t", curves, places: [{ x: 5, label: "here", colour: 1 }] }];
    expect(specification(lawCurves(exhibit, panels, { xTitle: "k", yTitle: "y", reference: 0.35 }))).toMatchSnapshot();
    expect(() => lawCurves(exhibit, [{ title: "t", curves: [] }], { xTitle: "k", yTitle: "y" })).toThrow(
      'lawCurves requires curves, got none for "t"',
    );
    const nothing = [{ title: "t", curves: [{ name: "n", x: [], y: [] }] }];
    expect(() => lawCurves(exhibit, nothing, { xTitle: "k", yTitle: "y" })).toThrow("got nothing");
  });
  it("gridMaps(exhibit, panels, options) draws grids on one scale, with best responses and where they may lie", () => {
    const grid = [
      [0.5, 0.6],
      [0.7, 0.65],
    ];
    const axes = { upstream: ["1", "2"], downstream: ["1", "5"], xTitle: "x", yTitle: "y" };
    const panels = [
      { title: "exact", grid },
      { title: "run", grid, responses: [{ column: 1, low: 0, high: 1 }, { column: 0 }] },
    ];
    expect(specification(gridMaps(exhibit, panels, axes))).toMatchSnapshot();
    expect(() => gridMaps(exhibit, [{ title: "t", grid: [[1, 2]] }], axes)).toThrow(
      'gridMaps requires 2 rows of 2 cells for "t", got 1 of 2',
    );
    expect(() => gridMaps(exhibit, [{ title: "t", grid, responses: [{ column: 0 }] }], axes)).toThrow(
      "a response for each of 2 rows, got 1",
    );
  });
  it("lawCurves(exhibit, panels, options) stacks rows of panels, shades ranges and names curves at their start", () => {
    const curve = { name: "c", x: [1, 10], y: [0.2, 0.4], label: "start" as const };
    const panel = { title: "t", curves: [curve], span: { from: 2, to: 5, label: "peak" }, yRange: [0, 1] as const };
    const figure = lawCurves(exhibit, [panel, panel, panel], { xTitle: "k", yTitle: "y", columns: 2 });
    expect(specification(figure)).toMatchSnapshot();
  });
});
