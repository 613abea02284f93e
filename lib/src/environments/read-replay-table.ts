import { basename } from "node:path";
import { type Allocation, parseAllocation, type Stage, type Task } from "../allocation/index.js";
import {
  at,
  DataError,
  didYouMean,
  type Place,
  type Provenance,
  provenances,
  readText,
  samples,
  UsageError,
} from "../core/index.js";
import { type Column, parseTable, tableColumns, tableLines } from "../tables/index.js";
import type { StageScore } from "../trials/index.js";
import { failuresRemark, type OfficialLayout, officialLayouts } from "./official-layouts.js";
import type { ReplayRow, ReplayTable } from "./replay-table.js";

/** Options of `readReplayTable`. */
export interface ReadReplayOptions {
  /** Where the scores are from; must not contradict the table's own column of that name. @default what the table says, else "measured" */
  readonly provenance?: Provenance;
}

/**
 * Reads a table of outcomes in any of these forms, told apart by their header:
 *
 * - **long**: `allocation` as `allocationKey` writes it, `score`; and, if you like, `standard_error`, `questions`, a column for the metric
 *   of any stage, under the metric's name (that of the last stage is the score if it is the task's), `remark`, and `provenance`, the
 *   same word in every row
 * - **long, by question**: the same with a column `question`, one row per question (and run)
 * - **wide, by question**: a column `question`, every other column headed by an allocation, in which stages may also be joined by ` + `
 *   and a number of samples that is left out is 1; an empty cell was not measured
 * - **official**: the columns of the official search code's tables; the score is the task's metric, models go by name or checkpoint
 *
 * @throws DataError with file, line and column where the file is none of these, or a row breaks its form
 * @example
 * ```ts no-run
 * const table = readReplayTable("outcomes.csv", loadTask("data/tasks/2wiki.json"));
 * ```
 */
export function readReplayTable(path: string, task: Task, options: ReadReplayOptions = {}): ReplayTable {
  return parseReplayTable(readText(path), task, { ...options, file: path });
}

/**
 * The same for text at hand.
 *
 * @param options.file named in errors
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const text = 'allocation,score\n"Find=Small-3B:1,Answer=Small-3B:5",0.4\n';
 * parseReplayTable(text, parseTask(exampleTask)).rows[0].score; // => 0.4
 */
export function parseReplayTable(
  text: string,
  task: Task,
  options: ReadReplayOptions & { readonly file?: string } = {},
): ReplayTable {
  const { file = "table", provenance } = options;
  const columns = tableColumns(text, file);
  const source = { text, file, task, columns, lines: tableLines(text, file) };
  const { stated: own, ...content } = contentOf(source);
  if (own !== null && provenance !== undefined && own !== provenance)
    throw new DataError({ file, column: "provenance" }, `says that it is ${own}: it cannot be taken as ${provenance}`);
  return { name: basename(file), task, provenance: own ?? provenance ?? "measured", ...content };
}

/** The word of a long table's column `provenance`; `null` without one. */
function statedProvenance(
  rows: readonly Readonly<Record<string, unknown>>[],
  { file, lines }: Source,
): Provenance | null {
  let found: Provenance | null = null;
  for (const [i, row] of rows.entries()) {
    const place = { file, line: at(lines, i), column: "provenance" };
    const word = provenances.find((known) => known === row["provenance"]);
    if (word === undefined)
      throw new DataError(place, `requires one of ${provenances.join(", ")}, got "${row["provenance"]}"`);
    if (found !== null && word !== found)
      throw new DataError(place, `requires the same word in every row, got ${found} and ${word}`);
    found = word;
  }
  return found;
}

interface Source {
  readonly text: string;
  readonly file: string;
  readonly task: Task;
  readonly columns: readonly string[];
  /** Where each row starts. */
  readonly lines: readonly number[];
}

/** What a table holds. */
interface Content {
  readonly rows: ReplayRow[];
  /** Where it says that its scores are from; `null` where it does not. */
  readonly stated: Provenance | null;
  /** Where a question has no score at all: every question. */
  readonly questions?: readonly string[];
}

function contentOf(source: Source): Content {
  const { columns, file } = source;
  if (columns.includes("allocation")) return longContent(source);
  const layout = officialLayouts.find((known) => known.stages.flat().every((column) => columns.includes(column)));
  if (layout !== undefined) return { rows: officialRows(source, layout), stated: null };
  if (columns.includes("question")) return wideContent(source);
  throw new DataError(
    { file, line: 1 },
    `requires a column "allocation", a column "question", or the official code's columns (such as ${officialLayouts.map((l) => l.stages[0]?.[0]).join(", ")}), got ${columns.join(", ")}`,
  );
}

function longContent(source: Source): Content {
  const { text, file, task, columns, lines } = source;
  const metrics = stageMetrics(source, "score", longColumns);
  const wanted: Record<string, Column> = { allocation: "string", score: "rate" };
  const states = columns.includes("provenance");
  if (states) wanted["provenance"] = "string";
  if (columns.includes("question")) wanted["question"] = "string";
  if (columns.includes("standard_error")) wanted["standard_error"] = "number?";
  if (columns.includes("questions")) wanted["questions"] = "integer?";
  if (columns.includes("remark")) wanted["remark"] = "string?";
  for (const { column } of metrics) wanted[column] ??= "rate?";
  const table = parseTable(text, wanted, { file });
  const rows = table.map((row, i) => {
    const line = at(lines, i);
    return {
      allocation: allocationAt(String(row["allocation"]), task, { file, line, column: "allocation" }),
      score: Number(row["score"]),
      question: row["question"] === undefined ? null : String(row["question"]),
      standardError: leastAt(row, "standard_error", 0, { file, line }),
      questions: leastAt(row, "questions", 1, { file, line }),
      stages: stageScores(metrics, row),
      ...(typeof row["remark"] === "string" ? { remark: row["remark"] } : {}),
    };
  });
  return { rows, stated: states ? statedProvenance(table, source) : null };
}

function wideContent({ text, file, task, columns }: Source): Content {
  const headed = columns
    .filter((column) => column !== "question")
    .map((column) => ({ column, allocation: allocationAt(column, task, { file, line: 1, column }) }));
  const wanted: Record<string, Column> = { question: "string" };
  for (const { column } of headed) wanted[column] = "rate?";
  const table = parseTable(text, wanted, { file });
  const rows = table.flatMap((row) =>
    headed.flatMap(({ column, allocation }) => {
      const score = row[column];
      if (typeof score !== "number") return [];
      return [
        { allocation, score, question: String(row["question"]), standardError: null, questions: null, stages: [] },
      ];
    }),
  );
  const questions = [...new Set(table.map((row) => String(row["question"])))];
  const answered = new Set(rows.map(({ question }) => question));
  return { rows, stated: null, ...(answered.size < questions.length ? { questions } : {}) };
}

function officialRows(source: Source, layout: OfficialLayout): ReplayRow[] {
  const { text, file, task, columns, lines } = source;
  if (task.stages.length !== layout.stages.length)
    throw new DataError(
      { file, line: 1 },
      `requires the columns of ${task.stages.length} stages for task ${task.name}, got those of ${layout.stages.length}`,
    );
  const metrics = stageMetrics(source, task.metric, [...layout.stages.flat(), layout.examples, layout.failures]);
  const wanted: Record<string, Column> = { [task.metric]: "rate" };
  for (const [model, count] of layout.stages) Object.assign(wanted, { [model]: "string", [count]: "integer" });
  for (const { column } of metrics) wanted[column] ??= "rate?";
  const { examples, failures } = layout;
  for (const column of [examples, failures])
    if (column !== null && columns.includes(column)) wanted[column] = "integer?";
  return parseTable(text, wanted, { file, others: "ignore" }).map((row, i) => {
    const place = { file, line: at(lines, i) };
    const failed = failures === null ? null : leastAt(row, failures, 0, place);
    return {
      allocation: layout.stages.map(([model, count], s): Allocation[number] => {
        const stage = at(task.stages, s);
        return {
          stage: stage.name,
          model: modelAt(String(row[model]), stage, { ...place, column: model }),
          samples: samplesAt(Number(row[count]), { ...place, column: count }),
        };
      }),
      score: Number(row[task.metric]),
      question: null,
      standardError: null,
      questions: examples === null ? null : leastAt(row, examples, 1, place),
      stages: stageScores(metrics, row),
      ...(failed !== null && failed > 0 ? { remark: failuresRemark(failed) } : {}),
    };
  });
}

interface StageMetric {
  readonly stage: string;
  readonly metric: string;
  /** The column that holds it. */
  readonly column: string;
}

/** The columns of a long table that are no stage's. */
export const longColumns: readonly string[] = [
  "allocation",
  "question",
  "score",
  "standard_error",
  "questions",
  "remark",
  "provenance",
];

/**
 * The stage metrics that a table has; the last stage's is the score itself if it is the task's metric. A column that is something else
 * is no stage's, though it be called like its metric.
 */
function stageMetrics(
  { task, columns, file }: Source,
  score: string,
  others: readonly (string | null)[],
): StageMetric[] {
  const found = task.stages.flatMap(({ name, metric }, s) => {
    if (metric === null) return [];
    if (isScore(task, s)) return [{ stage: name, metric, column: score }];
    const held = columns.includes(metric) && metric !== score && !others.includes(metric);
    return held ? [{ stage: name, metric, column: metric }] : [];
  });
  for (const { column } of found) {
    const sharing = found.filter((other) => other.column === column);
    if (sharing.length > 1)
      throw new DataError(
        { file, line: 1, column },
        `is the metric of several stages (${sharing.map(({ stage }) => stage).join(", ")}), which a table cannot tell apart`,
      );
  }
  return found;
}

/** Whether the metric of a stage is the score: that of the last one, if it is the task's. */
export function isScore(task: Task, stage: number): boolean {
  return stage === task.stages.length - 1 && task.stages[stage]?.metric === task.metric;
}

function stageScores(metrics: readonly StageMetric[], row: Readonly<Record<string, unknown>>): StageScore[] {
  return metrics.flatMap(({ stage, metric, column }) => {
    const score = row[column];
    return typeof score === "number" ? [{ stage, metric, score }] : [];
  });
}

/** An allocation in a cell or a header; a stage without a number of samples has one. */
function allocationAt(text: string, task: Task, place: Place): Allocation {
  const parts = text.split(/,| \+ /).map((part) => part.trim());
  const counted = parts.map((part) => (/:\d+$/.test(part) ? part : `${part}:1`));
  try {
    return parseAllocation(counted.join(","), task);
  } catch (error) {
    if (error instanceof UsageError) throw new DataError(place, error.message);
    throw error;
  }
}

function modelAt(name: string, stage: Stage, place: Place): string {
  const found = stage.models.find((model) => model.name === name || model.checkpoint === name);
  if (found !== undefined) return found.name;
  const known = stage.models.flatMap(({ name, checkpoint }) =>
    checkpoint === undefined ? [name] : [name, checkpoint],
  );
  throw new DataError(
    place,
    `requires a model of stage "${stage.name}" (${known.join(", ")}), got "${name}"${didYouMean(name, known)}`,
  );
}

/** The number in an optional column; null without one. */
function leastAt(row: Readonly<Record<string, unknown>>, column: string, least: number, place: Place): number | null {
  const value = row[column];
  if (typeof value !== "number") return null;
  if (value < least) throw new DataError({ ...place, column }, `requires at least ${least}, got ${value}`);
  return value;
}

function samplesAt(count: number, place: Place): Allocation[number]["samples"] {
  if (count < 1) throw new DataError(place, `requires at least one sample, got ${count}`);
  return samples(count);
}
