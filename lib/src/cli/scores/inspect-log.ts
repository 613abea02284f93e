import type { ScoreRow } from "./read-rows.js";

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The samples of an inspect_ai log (JSON) as rows: `question` (the sample's id), `sample` (its epoch), `model`, `answer`, `score` and `correct` (the first
 * scorer's), and each scorer's value under its name; undefined for other documents.
 */
export function inspectRows(document: unknown, file: string): readonly ScoreRow[] | undefined {
  if (!isRecord(document) || !isRecord(document["eval"]) || !Array.isArray(document["samples"])) return undefined;
  const model = document["eval"]["model"];
  return document["samples"].filter(isRecord).map((sample, i) => {
    const scores = isRecord(sample["scores"]) ? sample["scores"] : {};
    const values: Record<string, unknown> = { question: sample["id"], sample: sample["epoch"], model };
    Object.entries(scores).forEach(([scorer, score], s) => {
      if (!isRecord(score)) return;
      values[scorer] = score["value"];
      if (s > 0) return;
      values["score"] = score["value"];
      values["correct"] = score["value"];
      if (score["answer"] !== undefined && score["answer"] !== null) values["answer"] = score["answer"];
    });
    return { place: { file, path: `samples[${i}]` }, values };
  });
}
