import { type Figure, regretCurves, targetsMetCurves } from "../report/index.js";
import { type CompareRow, regretCurve, targetsMet } from "../study/index.js";

/** The pictures of a comparison: mean regret, or the share of targets met, against trials. */
export function comparisonFigure(rows: readonly CompareRow[], what: "regret" | "targets"): Figure {
  const searchers = [...new Set(rows.map((row) => row.searcher))];
  const tasks = new Set(rows.map((row) => row.task));
  const worlds = new Set(rows.map((row) => `${row.task}/${row.arena}`));
  const about = {
    provenance: [...new Set(rows.map((row) => row.provenance))],
    source: `${worlds.size} worlds of ${[...tasks].join(", ")}; ${rows[0]?.track}`,
  };
  if (what === "regret")
    return regretCurves(
      {
        ...about,
        id: "comparison-regret",
        caption: "Mean true regret of the recommended allocation, with 95 % intervals over tasks and worlds.",
      },
      searchers.map((name) => ({
        name,
        points: regretCurve(rows, name).map(({ trials, regret: { mean, interval } }) => ({
          effort: trials,
          mean,
          ...(interval === null ? {} : { interval }),
        })),
      })),
    );
  const targets = [0.05, 0.02, 0.01];
  return targetsMetCurves(
    {
      ...about,
      id: "comparison-targets",
      caption: `Share of worlds and targets (true regret of ${targets.join(", ")}) that were met, against trials.`,
    },
    searchers.map((name) => ({
      name,
      steps: targetsMet(
        rows.filter((row) => row.searcher === name),
        targets,
        "trials",
      ),
    })),
    { until: Math.max(...rows.map((row) => row.regret.length)) },
  );
}
