import type { ScoreRow } from "./read-rows.js";

/**
 * Adds `question`, `answer`, `score` and `correct` to the rows of a `samples_*.jsonl` of lm-evaluation-harness (one line per document and
 * filter, with `doc_id`, `resps` and one field per metric); undefined for other files.
 */
export function lmEvalRows(rows: readonly ScoreRow[]): readonly ScoreRow[] | undefined {
  if (!rows.every(({ values }) => "doc_id" in values && "resps" in values)) return undefined;
  return rows.map(({ place, values }) => {
    const metrics = Array.isArray(values["metrics"]) ? values["metrics"] : [];
    const [metric] = metrics;
    const score = typeof metric === "string" ? values[metric] : undefined;
    const replies = values["filtered_resps"];
    const answer = Array.isArray(replies) ? replies[0] : replies;
    return {
      place,
      values: {
        question: values["doc_id"],
        ...(score === undefined ? {} : { score, correct: score }),
        ...(typeof answer === "string" ? { answer } : {}),
        ...values,
      },
    };
  });
}
