import { DataError, readBytes } from "../../core/index.js";
import { filtersOf } from "./lm-eval-log.js";
import { groupRows, hasValues, labelAt, numberAt, parseScoreRows, type ScoreRow, truthAt } from "./read-score-rows.js";

/** What the columns of a sample log are called. */
export interface LogColumns {
  /** One log for each value of this column, such as the model's name. @default all rows are one log, named "" */
  readonly by?: string;
  readonly question: string;
  /** 0 or 1, one row a sample. */
  readonly correct?: string;
  readonly answer?: string;
  /** A verifier's score. */
  readonly score?: string;
  /** In place of `correct`, one row a question: samples drawn, and with `passes` how many of them were right. */
  readonly samples?: string;
  readonly passes?: string;
}

/** Which rows of a log count. */
export interface LogOptions {
  /** Keep the rows whose columns have these values. @default every row */
  readonly where?: Readonly<Record<string, string>>;
}

/** More samples of one question than anybody draws: a number beyond is a slip in the file. */
const MOST_SAMPLES = 1e6;

/** One sample of a log. */
export interface LoggedSample {
  readonly question: string;
  readonly answer?: string;
  readonly correct?: boolean;
  readonly score?: number;
}

/**
 * Reads a log of samples, by model or whatever else tells logs apart, from a file that `readScoreRows` reads: one row a sample, or one
 * row a question with counts, which is taken apart into samples (right ones first: their order is not known and must not matter).
 *
 * @returns samples in the file's order, by the values of `by` in order of first appearance; what `scoreCurve` takes
 * @throws DataError for a file that is not what it seems or lacks a column, cells that are not 0 or 1, counts that cannot be, a question
 * that is counted twice, or a log of several filters; RangeError if columns name neither correctness, nor counts, nor scores
 * @example
 * ```ts no-run
 * const logs = readSampleLog("samples.csv", { by: "model", question: "question", correct: "correct" });
 * readSampleLog("counts.csv", { by: "model", question: "problem", samples: "n_samples", passes: "n_pass" }).keys();
 * ```
 */
export function readSampleLog(
  path: string,
  columns: LogColumns,
  options: LogOptions = {},
): ReadonlyMap<string, readonly LoggedSample[]> {
  return parseSampleLog(readBytes(path), path, columns, options);
}

/**
 * The same for a file's content at hand.
 *
 * @param file named in errors; its ending says what it holds
 * @throws as `readSampleLog`
 * @example
 * const counts = "model,problem,n,c\n3B,p1,2,1\n";
 * parseSampleLog(counts, "counts.csv", { by: "model", question: "problem", samples: "n", passes: "c" }).get("3B"); // => [{ question: "p1", correct: true }, { question: "p1", correct: false }]
 */
export function parseSampleLog(
  content: Uint8Array | string,
  file: string,
  columns: LogColumns,
  { where = {} }: LogOptions = {},
): ReadonlyMap<string, readonly LoggedSample[]> {
  const { by, question, correct, answer, score, samples, passes } = columns;
  const counted = samples !== undefined && passes !== undefined;
  if ((samples === undefined) !== (passes === undefined) || (!counted && correct === undefined && score === undefined))
    throw new RangeError(
      "a sample log requires a column of correctness or of scores, or both of samples and of passes",
    );
  const wanted = [by, question, correct, answer, score, samples, passes, ...Object.keys(where)];
  const all = parseScoreRows(
    content,
    file,
    wanted.filter((name) => name !== undefined),
  );
  const conditions = Object.entries(where);
  const rows = all.filter((row) => hasValues(row, conditions));
  if (rows.length === 0) {
    const asked = conditions.map(([name, value]) => `${name}=${value}`);
    throw new DataError({ file }, `requires a row with ${asked.join(" and ")}, got none`);
  }
  const filters = filtersOf(rows, by);
  if (filters.length > 1)
    throw new DataError(
      { file },
      `scores each question by ${filters.length} filters (${filters.join(", ")}); choose one`,
    );
  const groups = [...groupRows(rows, by)];
  if (counted) return new Map(groups.map(([name, own]) => [name, samplesOf(own, question, samples, passes)]));
  return new Map(groups.map(([name, own]) => [name, own.map((row) => sampleAt(row, columns))]));
}

/**
 * The sample of a row, with what the columns name of it.
 *
 * @throws DataError with the cell's place for a value that is none
 * @example
 * sampleAt({ place: { file: "log.csv", line: 2 }, values: { q: "q1", ok: "1" } }, { question: "q", correct: "ok" }); // => { question: "q1", correct: true }
 */
export function sampleAt(
  row: ScoreRow,
  { question, correct, answer, score }: Pick<LogColumns, "question" | "correct" | "answer" | "score">,
): LoggedSample {
  return {
    question: labelAt(row, question),
    ...(correct === undefined ? {} : { correct: truthAt(row, correct) }),
    ...(answer === undefined ? {} : { answer: labelAt(row, answer) }),
    ...(score === undefined ? {} : { score: numberAt(row, score) }),
  };
}

function samplesOf(rows: readonly ScoreRow[], question: string, drawn: string, right: string): LoggedSample[] {
  const seen = new Set<string>();
  return rows.flatMap((row) => {
    const label = labelAt(row, question);
    if (seen.has(label))
      throw new DataError({ ...row.place, column: question }, `requires each question once, got ${label} again`);
    seen.add(label);
    const n = countAt(row, drawn, 1);
    const c = countAt(row, right, 0, n);
    return Array.from({ length: n }, (_, i) => ({ question: label, correct: i < c }));
  });
}

/**
 * A count from a cell.
 *
 * @throws DataError with the cell's place for anything but an integer in [least, most]
 * @example
 * countAt({ place: { file: "log.csv", line: 2 }, values: { n: "4" } }, "n", 1); // => 4
 */
export function countAt(row: ScoreRow, column: string, least: number, most: number = MOST_SAMPLES): number {
  const count = numberAt(row, column);
  if (!Number.isSafeInteger(count) || count < least || count > most)
    throw new DataError({ ...row.place, column }, `requires an integer in [${least}, ${most}], got ${count}`);
  return count;
}
