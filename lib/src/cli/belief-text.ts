import { allocationKey } from "../allocation/index.js";
import { alignedText } from "../report/index.js";
import type { PlannerSummary } from "../searchers/index.js";

/** What the planner's model of the scores believes, for a terminal. */
export function beliefText({ evaluated, open, stages, rivals }: PlannerSummary): string {
  const models = stages.flatMap(({ stage, models: all }) =>
    all.map(({ model, chanceBest, ruledOut }) => ({
      stage,
      model,
      chance: chanceBest,
      verdict: ruledOut ? "ruled out" : "open",
    })),
  );
  const parts = [
    `What the planner's model believes after ${evaluated} trials:`,
    alignedText({
      columns: [
        { key: "stage", title: "Stage" },
        { key: "model", title: "Model" },
        { key: "chance", title: "P(in the best)", digits: 3 },
        { key: "verdict", title: "Verdict" },
      ],
      rows: models,
    }),
    alignedText({
      columns: [
        { key: "allocation", title: "May be the best" },
        { key: "chance", title: "P", digits: 3 },
        { key: "score", title: "Score", digits: 4 },
        { key: "range", title: "95 %" },
        { key: "units", title: "Units", digits: 1 },
        { key: "tried", title: "Tried" },
      ],
      rows: rivals.map(({ allocation, chanceBest, score, low, high, units, tried }) => ({
        allocation: allocationKey(allocation),
        chance: chanceBest,
        score,
        range: `${low.toFixed(3)} to ${high.toFixed(3)}`,
        units,
        tried,
      })),
    }),
  ];
  if (open !== null)
    parts.push(
      `the chance that another allocation scores more than ${open.within} above the recommended one: ${open.chance.toFixed(3)}\n`,
    );
  return parts.join("\n");
}
