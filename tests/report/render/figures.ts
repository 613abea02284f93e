import type { Figure } from "isocompute/report";

type Spec = Pick<Figure, "data" | "layout">;

const counts = [1, 2, 5, 10, 20, 50, 100];
const steps = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const grid = (rows: number, columns: number, value: (row: number, column: number) => number): number[][] =>
  steps(rows).map((row) => steps(columns).map((column) => value(row, column)));
/** Scattered but fixed numbers in [0, 1): fractions of multiples of the golden ratio. */
const noise = (i: number): number => ((i + 1) * 0.6180339887498949) % 1;

const specs: Readonly<Record<string, Spec>> = {
  "log-axis-error-bars": {
    data: ["Llama-3.2-3B", "Qwen2.5-72B"].map((name, j) => ({
      type: "scatter",
      mode: "lines+markers",
      name: `${name} (<i>n</i> = ${50 + j})`,
      x: counts,
      y: counts.map((n) => 0.3 + 0.1 * j + 0.12 * Math.log10(n)),
      error_y: { type: "data", array: counts.map((n) => 0.05 / Math.sqrt(n)), thickness: 1.2, width: 4 },
    })),
    layout: {
      title: { text: "Accuracy against samples" },
      xaxis: { type: "log", title: { text: "Samples <i>N</i>" }, exponentformat: "power" },
      yaxis: { title: { text: "Accuracy" }, tickformat: ".0%" },
      legend: { x: 0.98, y: 0.02, xanchor: "right", yanchor: "bottom", borderwidth: 1 },
    },
  },
  bands: {
    data: [
      {
        type: "scatter",
        x: counts,
        y: counts.map((n) => 0.4 - 1 / (n + 4)),
        mode: "lines",
        line: { width: 0 },
        showlegend: false,
      },
      {
        type: "scatter",
        x: counts,
        y: counts.map((n) => 0.5 + 1 / (n + 4)),
        mode: "lines",
        line: { width: 0 },
        fill: "tonexty",
        fillcolor: "rgba(0,114,178,0.2)",
        name: "95% interval",
      },
      { type: "scatter", x: counts, y: counts.map(() => 0.45), mode: "lines", name: "mean", line: { dash: "dash" } },
    ],
    layout: { title: { text: "Bands", subtitle: { text: "shaded: 95%" } }, legend: { title: { text: "Estimate" } } },
  },
  "greek-mathematics": {
    data: [
      {
        type: "scatter",
        mode: "lines",
        x: steps(40),
        y: steps(40).map((i) => Math.exp(-i / 9)),
        name: "η → ∞, β ∈ {0.1, 1}",
      },
    ],
    layout: {
      title: { text: "α·<i>S</i><sup>−β</sup> + γ, with ⟨<i>x</i>⟩ ≤ σ²" },
      xaxis: { title: { text: "Time <i>t</i> / τ<sub>0</sub>" } },
      yaxis: { title: { text: "∇f, 𝔼[x], ℝ, x ∝ y" } },
    },
  },
  "heatmap-text": {
    data: [
      {
        type: "heatmap",
        z: grid(6, 8, (i, j) => Math.sin(j / 2) * Math.cos(i / 2)),
        colorscale: "RdBu",
        texttemplate: "%{z:.2f}",
        colorbar: { title: { text: "Correlation ρ", side: "right" } },
      },
    ],
    layout: {
      title: { text: "Interaction of two stages" },
      xaxis: { title: { text: "First stage" } },
      yaxis: { autorange: "reversed" },
    },
  },
  contour: {
    data: [
      {
        type: "contour",
        z: grid(30, 30, (i, j) => Math.sin(i / 6) + Math.cos(j / 7)),
        contours: { showlabels: true, start: -1.5, end: 1.5, size: 0.5, labelfont: { size: 11 } },
        colorscale: "Viridis",
      },
    ],
    layout: { title: { text: "Contours with labels" }, yaxis: { scaleanchor: "x" } },
  },
  "grouped-bars": {
    data: ["random", "evolution", "planner"].map((name, j) => ({
      type: "bar",
      name,
      x: ["2Wiki", "HotpotQA", "A long task name<br>in two lines", "TextVQA"],
      y: [12, 18, 9, 14].map((v, i) => v + 3 * j + i),
      error_y: { type: "constant", value: 1.3 },
      text: ["a", "b", "c", "d"],
      textposition: "inside",
    })),
    layout: {
      barmode: "group",
      title: { text: "<b>Regret</b> by searcher" },
      yaxis: { title: { text: "Regret" } },
      legend: { orientation: "h", y: 1.1 },
    },
  },
  "small-multiples": {
    data: steps(4).map((k) => ({
      type: "scatter",
      mode: "lines+markers",
      x: steps(12),
      y: steps(12).map((i) => Math.sin(i / (2 + k))),
      xaxis: k === 0 ? "x" : `x${k + 1}`,
      yaxis: k === 0 ? "y" : `y${k + 1}`,
      name: `stage ${k + 1}`,
    })) as Spec["data"],
    layout: {
      grid: { rows: 2, columns: 2, pattern: "independent", xgap: 0.1, ygap: 0.18 },
      annotations: steps(4).map((k) => ({
        text: `<b>(${"abcd"[k]})</b> stage ${k + 1}`,
        xref: `x${k === 0 ? "" : k + 1} domain`,
        yref: `y${k === 0 ? "" : k + 1} domain`,
        x: 0,
        y: 1,
        xanchor: "left",
        yanchor: "bottom",
        showarrow: false,
      })) as Spec["layout"]["annotations"] & object,
      showlegend: false,
    },
  },
  annotations: {
    data: [{ type: "scatter", mode: "lines", x: counts, y: counts.map((n) => Math.log(n) - n / 40), name: "score" }],
    layout: {
      title: { text: "Rise, peak and fall" },
      annotations: [
        {
          x: 50,
          y: 2.66,
          text: "peak<br><i>S</i> = 50",
          ax: -40,
          ay: 40,
          arrowhead: 2,
          bordercolor: "#333",
          borderpad: 4,
          bgcolor: "#ffd",
        },
        {
          xref: "paper",
          yref: "paper",
          x: 1,
          y: 1,
          xanchor: "right",
          text: "R<sup>2</sup> = 0.98, p &lt; 10<sup>−5</sup>",
          showarrow: false,
        },
        { x: 5, y: 1.4, text: "slanted", textangle: "-30", ax: 30, ay: 40, arrowcolor: "#c00" },
      ],
      shapes: [
        { type: "rect", x0: 10, x1: 30, y0: 0, y1: 3, fillcolor: "rgba(0,100,0,0.08)", line: { width: 0 } },
        { type: "line", x0: 0, x1: 100, y0: 1, y1: 1, line: { dash: "dot", color: "gray" } },
      ],
    },
  },
  ternary: {
    data: [
      {
        type: "scatterternary",
        mode: "markers",
        a: steps(30).map(noise),
        b: steps(30).map((i) => noise(i + 50)),
        c: steps(30).map((i) => noise(i + 100)),
        marker: { size: 9, color: steps(30), colorscale: "Viridis", colorbar: { title: { text: "Score" } } },
      } as Spec["data"][number],
    ],
    layout: {
      title: { text: "Shares of the budget" },
      ternary: {
        aaxis: { title: { text: "Retrieval" } },
        baxis: { title: { text: "Answer" } },
        caxis: { title: { text: "Merge" } },
      },
    },
  },
  "box-violin": {
    data: [
      { type: "box", name: "random", y: steps(40).map(noise), boxpoints: "outliers" },
      {
        type: "violin",
        name: "planner",
        y: steps(40).map((i) => noise(i + 7) + 0.3),
        box: { visible: true },
      } as Spec["data"][number],
    ],
    layout: { title: { text: "Box and violin" } },
  },
  "secondary-axis": {
    data: [
      { type: "bar", x: ["1", "10", "100"], y: [120, 980, 9400], name: "Tokens" },
      { type: "scatter", x: ["1", "10", "100"], y: [0.41, 0.52, 0.55], name: "Accuracy", yaxis: "y2" },
    ],
    layout: {
      title: { text: "Cost and accuracy" },
      yaxis: { title: { text: "Tokens" }, automargin: true },
      yaxis2: { title: { text: "Accuracy" }, overlaying: "y", side: "right", showgrid: false, rangemode: "tozero" },
      legend: { orientation: "h", x: 0.5, xanchor: "center", y: 1.1 },
    },
  },
  "log-log-long-legend": {
    data: steps(12).map((j) => ({
      type: "scatter",
      mode: "lines+markers",
      x: counts,
      y: counts.map((n) => (j + 1) * n ** (1 + 0.05 * j)),
      name: `family ${j + 1}`,
      marker: { symbol: j },
    })) as Spec["data"],
    layout: {
      title: { text: "Many curves" },
      xaxis: { type: "log", exponentformat: "SI" },
      yaxis: { type: "log", exponentformat: "e" },
    },
  },
  "long-category-labels": {
    data: [
      {
        type: "bar",
        orientation: "h",
        y: ["Majority vote over all samples", "Best of N with a verifier — <i>oracle</i>"],
        x: [0.61, 0.74],
      },
    ],
    layout: {
      title: { text: "Margins that grow" },
      yaxis: { automargin: true },
      xaxis: { title: { text: "Accuracy" } },
    },
  },
  "turned-labels": {
    data: [
      {
        type: "bar",
        x: [
          "Retrieval of passages",
          "Question answering with context",
          "Verification of the answer",
          "Merging of candidate replies",
          "Final formatting of output",
        ],
        y: [1, 2, 3, 4, 5],
      },
    ],
    layout: {
      width: 400,
      height: 380,
      title: { text: "Turned labels" },
      xaxis: { automargin: true, title: { text: "Stage" } },
      margin: { b: 30 },
    },
  },
};

/** Figures that use what the lab's notebooks use, and what has gone wrong in drawing before. */
export const testFigures: readonly Figure[] = Object.entries(specs).map(([id, { data, layout }]) => ({
  id: `test-${id}`,
  caption: `A drawing of ${id}.`,
  provenance: ["simulated"],
  source: "made up for the tests",
  data,
  layout: { width: 700, height: 450, ...layout },
}));

/** One of the test figures by the end of its id. */
export function testFigure(name: string): Figure {
  const figure = testFigures.find(({ id }) => id === `test-${name}`);
  if (figure === undefined) throw new RangeError(`no test figure ${name}`);
  return figure;
}
