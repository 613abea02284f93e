import { DataError } from "../../core/index.js";
import type { ScoreRow } from "./read-score-rows.js";

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The samples of an inspect_ai log (JSON) as rows: `question` (the sample's id), `sample` (its epoch), `model`, `tokens` (of the output), `answer`,
 * `score` and `correct` (the first scorer's), and each scorer's value under its name, or `name.key` where a scorer gives several; undefined
 * for other documents.
 *
 * @throws DataError for a log without samples: of headers only, or written without them
 */
export function inspectRows(document: unknown, file: string): readonly ScoreRow[] | undefined {
  if (!isRecord(document) || !isRecord(document["eval"]) || !("version" in document || "samples" in document))
    return undefined;
  const { samples, status } = document;
  if (!Array.isArray(samples) || samples.length === 0)
    throw new DataError(
      { file, path: "samples" },
      `requires the samples of an inspect_ai log, got none (${typeof status === "string" ? `its status is ${status}; ` : ""}a dump of headers only, or a run with --no-log-samples, has no single scores)`,
    );
  const model = document["eval"]["model"];
  return samples.filter(isRecord).map((sample, i) => {
    const failure = isRecord(sample["error"]) ? sample["error"]["message"] : undefined;
    return {
      place: { file, path: `samples[${i}]` },
      values: { question: sample["id"], sample: sample["epoch"], model, ...tokensOf(sample), ...scoresOf(sample) },
      ...(failure === undefined ? {} : { note: `the sample ended in an error: ${failure}` }),
    };
  });
}

function tokensOf(sample: Json): Json {
  const output = isRecord(sample["output"]) ? sample["output"] : {};
  const usage = isRecord(output["usage"]) ? output["usage"] : {};
  return typeof usage["output_tokens"] === "number" ? { tokens: usage["output_tokens"] } : {};
}

/** `scores` by scorer; logs of the first versions hold one `score`. */
function scoresOf(sample: Json): Json {
  const scores = isRecord(sample["scores"])
    ? sample["scores"]
    : isRecord(sample["score"])
      ? { "": sample["score"] }
      : {};
  const values: Record<string, unknown> = {};
  Object.entries(scores).forEach(([scorer, score], s) => {
    if (!isRecord(score)) return;
    const { value, answer } = score;
    if (isRecord(value)) for (const [key, part] of Object.entries(value)) values[`${scorer}.${key}`] = part;
    else if (scorer !== "") values[scorer] = value;
    if (s > 0) return;
    if (!isRecord(value)) Object.assign(values, { score: value, correct: value });
    if (answer !== undefined && answer !== null) values["answer"] = answer;
  });
  return values;
}
