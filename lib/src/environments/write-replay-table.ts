import { allocationKey, type Task } from "../allocation/index.js";
import { at, type Provenance, UsageError } from "../core/index.js";
import { formatCsv } from "../tables/index.js";
import { failuresIn, officialColumns, officialLayouts } from "./official-layouts.js";
import { isScore, longColumns } from "./read-replay-table.js";
import type { ReplayRow } from "./replay-table.js";

/**
 * Rows of outcomes as a long CSV table, which `readReplayTable` reads back.
 *
 * @param provenance of the scores, for a column of that name; without one the table does not say
 * @throws UsageError where the form cannot hold a row: a stage's score under a name that another column has, or under none; one of the
 *   last stage's that is the task's metric and not the score; a number that it does not read; rows of a question among rows of many
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:5", task);
 * const row = { allocation, score: 0.4, question: null, standardError: 0.1, questions: 25, stages: [] };
 * replayCsv(task, [row]); // => 'allocation,score,standard_error,questions\n"Find=Small-3B:1,Answer=Small-3B:5",0.4,0.1,25\n'
 */
export function replayCsv(task: Task, rows: readonly ReplayRow[], provenance?: Provenance): string {
  const byQuestion = rows.some((row) => row.question !== null);
  const remarks = rows.some((row) => row.remark !== undefined);
  const named = task.stages.flatMap(({ name, metric }, s) =>
    metric === null || isScore(task, s) ? [] : [{ stage: name, metric }],
  );
  const metrics = named.filter(
    ({ metric }) => !longColumns.includes(metric) && named.filter((other) => other.metric === metric).length === 1,
  );
  const header = [
    "allocation",
    ...(byQuestion ? ["question"] : []),
    "score",
    "standard_error",
    "questions",
    ...metrics.map(({ metric }) => metric),
    ...(remarks ? ["remark"] : []),
    ...(provenance === undefined ? [] : ["provenance"]),
  ];
  const lines = rows.map((row) => {
    requireHeld(task, row, metrics, byQuestion);
    return [
      allocationKey(row.allocation),
      ...(byQuestion ? [row.question] : []),
      row.score,
      row.standardError,
      row.questions,
      ...metrics.map(({ stage }) => row.stages.find((own) => own.stage === stage)?.score ?? null),
      ...(remarks ? [row.remark ?? null] : []),
      ...(provenance === undefined ? [] : [provenance]),
    ];
  });
  return formatCsv([header, ...lines]);
}

/** What would come back as something else, or not at all, is not written. */
function requireHeld(
  task: Task,
  row: ReplayRow,
  metrics: readonly { readonly stage: string; readonly metric: string }[],
  byQuestion: boolean,
): void {
  const { score, standardError, questions, question, stages } = row;
  const cannot = (why: string) => {
    throw new UsageError(`a table of outcomes cannot hold the row of ${allocationKey(row.allocation)}: ${why}`);
  };
  if (!isRate(score)) cannot(`requires a score in [0, 1], got ${score}`);
  if (standardError !== null && !(standardError >= 0 && standardError < Number.POSITIVE_INFINITY))
    cannot(`requires a finite standard error of at least 0, got ${standardError}`);
  if (questions !== null && !(Number.isSafeInteger(questions) && questions >= 1))
    cannot(`requires questions of at least 1, got ${questions}`);
  if (byQuestion && !question) cannot("requires the name of a question, as other rows have one, got none");
  for (const { stage, metric, score: own } of stages) {
    if (!isRate(own)) cannot(`requires a score of ${stage} in [0, 1], got ${own}`);
    const position = task.stages.findIndex(({ name }) => name === stage);
    const isOwn = task.stages[position]?.metric === metric;
    if (isOwn && isScore(task, position)) {
      if (own !== score) cannot(`${metric} of ${stage} is ${own}, and as the task's metric the score, ${score}`);
    } else if (!isOwn || !metrics.some((held) => held.stage === stage))
      cannot(`there is no column for ${metric === null ? "a nameless metric" : metric} of ${stage} alone`);
  }
}

function isRate(value: number): boolean {
  return value >= 0 && value <= 1;
}

/**
 * Rows of outcomes under the columns of the official search code's tables. Metrics that the rows do not have stay empty; standard errors
 * have no column there, nor have numbers of questions in two of the three tables, and are left out.
 *
 * @throws UsageError if the official code has no table with the task's metric and number of stages, or its table has no place for what a
 * row says: a question, a remark other than on failures that the table counts, a stage's score
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
    const cannot = (why: string): never => {
      throw new UsageError(
        `the official code's table has no place for ${why} of ${allocationKey(row.allocation)}; use the long format`,
      );
    };
    if (row.question !== null) cannot(`the question "${row.question}"`);
    const failed = row.remark === undefined ? 0 : failuresIn(row.remark);
    if (failed === null || (failed > 0 && layout.failures === null)) cannot(`the remark "${row.remark}"`);
    const cells = new Map<string, string | number | null>([[task.metric, row.score]]);
    for (const [s, [model, count]] of layout.stages.entries()) {
      const choice = at(row.allocation, s);
      const spec = at(task.stages, s).models.find((m) => m.name === choice.model);
      cells.set(model, spec?.checkpoint ?? choice.model).set(count, choice.samples);
    }
    for (const { stage, metric, score } of row.stages) {
      const there = metric === null ? undefined : (cells.get(metric) ?? score);
      if (metric === null || !layout.metrics.includes(metric) || there !== score)
        cannot(`${metric ?? "a nameless metric"} of ${stage}, ${score},`);
      else cells.set(metric, score);
    }
    if (layout.examples !== null) cells.set(layout.examples, row.questions);
    if (layout.failures !== null) cells.set(layout.failures, failed);
    return columns.map((column) => cells.get(column) ?? null);
  });
  return formatCsv([columns, ...lines]);
}
