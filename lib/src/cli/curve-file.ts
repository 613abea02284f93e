import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { DataError, type Provenance, readText, UsageError } from "../core/index.js";
import { parseTable, tableLines } from "../tables/index.js";

/** Which columns of a table hold curves, as options of a command. */
export interface CurveFlags {
  readonly x: string;
  readonly y: string;
  readonly by?: string;
  readonly trials?: string;
}

/** The column that holds numbers of samples unless another one is named. */
const SAMPLES = "samples";

/** Adds the options that name the columns; `withoutTrials` says what happens where the questions behind a rate are not given. */
export function curveOptions(command: Command, withoutTrials: string): Command {
  return command
    .argument("<file>", "a CSV table")
    .option("-x, --x <column>", "the column of samples; another name may stand for what can be zero", SAMPLES)
    .option("-y, --y <column>", "the column of rates in [0, 1]", "accuracy")
    .option("--by <columns>", "one curve per distinct value of these columns, separated by commas")
    .option("--trials <n|column>", `questions behind each rate; ${withoutTrials}`);
}

/** One curve of a file. */
export interface FileCurve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Questions behind each rate, where a number or a column says so. */
  readonly trials: number | readonly number[] | undefined;
}

/**
 * Reads a CSV file as curves, one per distinct value of the `--by` columns, points in the file's order.
 *
 * @param x what may stand on the x axis: numbers of samples are positive in any case
 */
export function readCurves(
  file: string,
  flags: CurveFlags,
  cwd: string,
  x: "positive" | "nonnegative" = "nonnegative",
): readonly FileCurve[] {
  const by = names(flags.by);
  const fixed = flags.trials === undefined ? undefined : Number(flags.trials);
  const column = fixed !== undefined && Number.isNaN(fixed) ? flags.trials : undefined;
  if (fixed !== undefined && column === undefined && !(Number.isSafeInteger(fixed) && fixed >= 1))
    throw new UsageError(`--trials requires an integer of at least 1 or a column, got ${flags.trials}`);
  const columns: Record<string, "number" | "rate" | "integer" | "string"> = { [flags.x]: "number", [flags.y]: "rate" };
  if (column !== undefined) columns[column] = "integer";
  for (const name of by) {
    if (name in columns)
      throw new UsageError(`--by requires columns other than ${flags.x} and ${flags.y}, got ${name}`);
    columns[name] = "string";
  }
  const text = readText(resolve(cwd, file), file);
  const rows: readonly Record<string, unknown>[] = parseTable(text, columns, { file, others: "ignore" });
  if (rows.length === 0) throw new DataError({ file }, "requires at least one row, got none");
  const positive = x === "positive" || flags.x === SAMPLES;
  const wrong = rows.findIndex((row) => (row[flags.x] as number) < 0 || (positive && row[flags.x] === 0));
  if (wrong !== -1)
    throw new DataError(
      { file, line: tableLines(text, file)[wrong] as number, column: flags.x },
      `requires a number ${positive ? "above" : "of at least"} zero, got ${rows[wrong]?.[flags.x]}`,
    );
  const groups = new Map<string, { readonly values: readonly string[]; readonly rows: Record<string, unknown>[] }>();
  for (const row of rows) {
    const values = by.map((b) => String(row[b]));
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const plain = [...groups.values()].map(({ values }) => (by.length === 0 ? flags.y : values.join(" / ")));
  // "a / b" with "c" reads like "a" with "b / c": then every name is told with its quotes.
  const told = new Set(plain).size === plain.length ? plain : [...groups.keys()];
  return [...groups.values()].map(({ rows: group }, i) => ({
    name: told[i] as string,
    x: group.map((row) => row[flags.x] as number),
    y: group.map((row) => row[flags.y] as number),
    trials: column === undefined ? fixed : group.map((row) => row[column] as number),
  }));
}

/** Names separated by commas. */
export function names(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").map((name) => name.trim());
}

/** What is worked out of one curve; what it lacks is told with its name and file. */
export function ofCurve<T>(curve: FileCurve, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new DataError({ file }, `curve "${curve.name}": ${error.message}`);
    throw error;
  }
}

/** What a figure says about where its numbers come from; the command cannot know. */
export function provenance(text: string): Provenance {
  if (text !== "published" && text !== "measured" && text !== "simulated")
    throw new InvalidArgumentError("published, measured or simulated is required.");
  return text;
}

/** JSON has no NaN and no infinities: they are written as text, so that nothing turns into null unseen. */
export function json(value: unknown): string {
  const plain = (_: string, v: unknown) => {
    if (typeof v === "number" && !Number.isFinite(v)) return String(v);
    return ArrayBuffer.isView(v) && !(v instanceof DataView) ? Array.from(v as Float64Array) : v;
  };
  return `${JSON.stringify(value, plain, 2)}\n`;
}

/** Four significant digits, or the words for what is no number. */
export function digits(value: number): string {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "infinite" : "-infinite";
  return value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)
    ? value.toExponential(3)
    : String(Number(value.toPrecision(4)));
}
