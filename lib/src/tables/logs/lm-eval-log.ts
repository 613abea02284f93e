import { DataError } from "../../core/index.js";
import type { ScoreRow } from "./read-score-rows.js";

/** The fields of a logged sample that are not metrics. */
const FIELDS: ReadonlySet<string> = new Set([
  "doc_id",
  "doc",
  "target",
  "arguments",
  "resps",
  "filtered_resps",
  "filter",
  "metrics",
  "doc_hash",
  "prompt_hash",
  "target_hash",
]);

/**
 * Adds `question`, `answer`, `score` and `correct` to the rows of a samples file of lm-evaluation-harness 0.4 (one record per document and
 * filter, with `doc_id`, `resps` and one field per metric); undefined for other files.
 *
 * `score` is the first metric: the first that `metrics` names, or, in logs before that field, the first field that is not the log's own.
 * A document id that stands for two documents (several tasks in one file) is told apart by the document's hash.
 *
 * @throws DataError where the log has several filters and does not name them
 */
export function lmEvalRows(rows: readonly ScoreRow[]): readonly ScoreRow[] | undefined {
  if (rows.length === 0 || !rows.every(({ values }) => "doc_id" in values && "resps" in values)) return undefined;
  const questions = questionsOf(rows);
  return rows.map(({ place, values }, i) => {
    const named = Array.isArray(values["metrics"]) ? values["metrics"][0] : undefined;
    const metric = typeof named === "string" ? named : Object.keys(values).find((field) => !FIELDS.has(field));
    const score = metric === undefined ? undefined : values[metric];
    const replies = values["filtered_resps"];
    const answer = Array.isArray(replies) ? replies[0] : replies;
    return {
      place,
      values: {
        question: questions[i],
        ...(score === undefined ? {} : { score, correct: score }),
        ...(typeof answer === "string" ? { answer } : {}),
        ...values,
      },
    };
  });
}

function questionsOf(rows: readonly ScoreRow[]): readonly unknown[] {
  const seen = new Map<unknown, ScoreRow>();
  const ambiguous = new Set<unknown>();
  for (const row of rows) {
    const { doc_id: id, doc_hash: hash, filter, resps } = row.values;
    const before = seen.get(id)?.values;
    if (before === undefined) seen.set(id, row);
    else if (before["doc_hash"] !== hash) ambiguous.add(id);
    else if (filter === undefined && JSON.stringify(before["resps"]) === JSON.stringify(resps))
      throw new DataError(
        row.place,
        `requires one record for each document, got document ${id} again with the same replies: a log of several filters that does not name them`,
      );
  }
  return rows.map(({ values: { doc_id: id, doc_hash: hash } }) => (ambiguous.has(id) ? `${id}:${hash}` : id));
}

/**
 * The filters by which a log of lm-evaluation-harness scores each reply; none for other rows. Rows of several filters must not be mixed:
 * each scores the same replies again, so together they would count every question several times.
 *
 * @param apart a column by which the rows are told apart anyway; if it is the filter, none are mixed
 * @example
 * filtersOf([{ place: { file: "log.csv", line: 2 }, values: { question: 1 } }]); // => []
 */
export function filtersOf(rows: readonly ScoreRow[], apart?: string): readonly string[] {
  if (apart === "filter") return [];
  return [...new Set(rows.flatMap(({ values }) => ("doc_id" in values ? [String(values["filter"])] : [])))];
}

/** Whether a JSON document is the summary that lm-evaluation-harness writes beside its samples: `results_*.json`. */
export function isLmEvalSummary(document: unknown): boolean {
  return typeof document === "object" && document !== null && "results" in document && "configs" in document;
}
