import { allocationKey, type Task } from "../allocation/index.js";
import { at, type Provenance, UsageError } from "../core/index.js";
import { formatCsv } from "../tables/index.js";
import { officialColumns, officialLayouts } from "./official-layouts.js";
import type { ReplayRow } from "./replay-table.js";

/**
 * Rows of outcomes as a long CSV table, which `readReplayTable` reads back.
 *
 * @param provenance of the scores, for a column of that name; without one the table does not say
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:5", task);
 * const row = { allocation, score: 0.4, question: null, standardError: 0.1, questions: 25, stages: [] };
 * replayCsv(task, [row]); // => 'allocation,score,standard_error,questions\n"Find=Small-3B:1,Answer=Small-3B:5",0.4,0.1,25\n'
 */
export function replayCsv(task: Task, rows: readonly ReplayRow[], provenance?: Provenance): string {
  const byQuestion = rows.some((row) => row.question !== null);
  const metrics = task.stages.flatMap(({ metric }) => (metric === null || metric === task.metric ? [] : [metric]));
  const header = [
    "allocation",
    ...(byQuestion ? ["question"] : []),
    "score",
    "standard_error",
    "questions",
    ...metrics,
    ...(provenance === undefined ? [] : ["provenance"]),
  ];
  const lines = rows.map((row) => [
    allocationKey(row.allocation),
    ...(byQuestion ? [row.question] : []),
    row.score,
    row.standardError,
    row.questions,
    ...metrics.map((metric) => row.stages.find((stage) => stage.metric === metric)?.score ?? null),
    ...(provenance === undefined ? [] : [provenance]),
  ]);
  return formatCsv([header, ...lines]);
}

/**
 * Rows of outcomes under the columns of the official search code's tables. Metrics that the rows do not have stay empty.
 *
 * @throws UsageError if the official code has no table with the task's metric and number of stages
 * @example
 * ```ts no-run
 * writeFileSync("ret_then_gen.csv", officialCsv(loadTask("data/tasks/2wiki.json"), rows));
 * ```
 */
export function officialCsv(task: Task, rows: readonly ReplayRow[]): string {
  const layout = officialLayouts.find(
    ({ stages, metrics }) => stages.length === task.stages.length && metrics.includes(task.metric),
  );
  if (layout === undefined)
    throw new UsageError(
      `the official code has no table of ${task.stages.length} stages with the metric ${task.metric}; use the long format`,
    );
  const columns = officialColumns(layout);
  const lines = rows.map((row) => {
    const cells = new Map<string, string | number | null>();
    for (const [s, [model, count]] of layout.stages.entries()) {
      const choice = at(row.allocation, s);
      const spec = at(task.stages, s).models.find((m) => m.name === choice.model);
      cells.set(model, spec?.checkpoint ?? choice.model).set(count, choice.samples);
    }
    for (const { metric, score } of row.stages) if (metric !== null) cells.set(metric, score);
    cells.set(task.metric, row.score);
    if (layout.examples !== null) cells.set(layout.examples, row.questions);
    if (layout.failures !== null) cells.set(layout.failures, 0);
    return columns.map((column) => cells.get(column) ?? null);
  });
  return formatCsv([columns, ...lines]);
}
