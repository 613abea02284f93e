import { Command, Option } from "commander";
import { createRng, DataError, type Rng, UsageError } from "../../core/index.js";
import type { CurvePoint, LogEstimator } from "../../estimators/index.js";
import type { IntervalMethod } from "../../stats/index.js";
import { countAt, groupRows, labelAt, readScoreRows, type ScoreRow, sampleAt } from "../../tables/index.js";
import type { Session } from "../io.js";
import { inGroup } from "../scores/in-group.js";
import { collect, METHODS, parseKs, parseLevel, percent, shortNumber } from "../scores/options.js";
import { textTable } from "../scores/text-table.js";
import { parseConditions, rowsWhere } from "../scores/where.js";

interface PasskFlags {
  readonly question: string;
  readonly correct: string;
  readonly answer: string;
  readonly score: string;
  readonly samples?: string;
  readonly passes?: string;
  readonly estimator: LogEstimator;
  readonly k?: readonly number[];
  readonly by?: string;
  readonly method: IntervalMethod;
  readonly level: number;
  readonly where: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
}

/** `isocompute passk`: pass@k and its kin at every k, from a sample log or from counts. */
export function passkCommand({ io }: Session): Command {
  return new Command("passk")
    .description("pass@k (or pass^k, majority vote, best-of-n) at every k, with intervals between questions")
    .argument("<file>", "a sample log (one row per sample), or counts (one row per question)")
    .option("--question <name>", "the column that names the question", "question")
    .option("--correct <name>", "the column of correctness, 0 or 1", "correct")
    .option("--answer <name>", "the column of answers, for majorityVote", "answer")
    .option("--score <name>", "the column of scores, for bestOfN and bestScore", "score")
    .option("--samples <name>", "counts: the column of samples drawn")
    .option("--passes <name>", "counts: the column of correct samples")
    .addOption(
      new Option("-e, --estimator <name>", "what is estimated")
        .choices(["passAtK", "passHatK", "majorityVote", "bestOfN", "bestScore"])
        .default("passAtK"),
    )
    .option("-k, --k <list>", "the k, separated by commas (default: every k that each question supports)", parseKs)
    .option("--by <name>", "one curve for each value of this column")
    .addOption(new Option("--method <name>", "how the intervals are made").choices(METHODS).default("bca"))
    .option("--level <rate>", "confidence level", parseLevel, 0.95)
    .option("--where <column=value>", "keep only these rows; may be repeated", collect, [])
    .option("--seed <name>", "name of the stream of chance", "passk")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: PasskFlags, command: Command) => {
      const counts = flags.samples !== undefined || flags.passes !== undefined;
      if (counts && (flags.samples === undefined || flags.passes === undefined))
        throw new UsageError("passk requires --samples and --passes together");
      if (counts && flags.estimator !== "passAtK")
        throw new UsageError(`passk --estimator ${flags.estimator} requires a sample log, not counts`);
      const ofLogs = ["correct", "answer", "score"].filter((name) => command.getOptionValueSource(name) !== "default");
      if (counts && ofLogs.length > 0)
        throw new UsageError(
          `passk --samples and --passes take counts, a row for each question: they do not go with ${ofLogs.map((name) => `--${name}`).join(", ")}, which requires a sample log`,
        );
      const conditions = parseConditions(flags.where);
      // Counts need no names of questions; where there are any, each must stand once.
      const asked = counts && command.getOptionValueSource("question") !== "default" ? [flags.question] : [];
      const optional = counts ? [flags.question] : [];
      const columns = [...needed(flags), ...asked, flags.by, ...conditions.map(([name]) => name)].filter(
        (name) => name !== undefined,
      );
      const groups = groupRows(
        rowsWhere(readScoreRows(file, columns, io.cwd, { optional }), conditions, flags.by),
        flags.by,
      );
      const rng = createRng(flags.seed);
      const curves: { group: string; points: readonly CurvePoint[] }[] = [];
      for (const [group, rows] of groups)
        curves.push({
          group,
          points: await inGroup(file, flags.by, group, () => curveOf(rows, flags, rng.fork(group))),
        });
      if (flags.json) {
        const data = curves.flatMap(({ group, points }) =>
          points.map((point) => ({ ...(group === "" ? {} : { group }), ...point })),
        );
        io.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
        return;
      }
      const all = curves.flatMap(({ group, points }) => points.map((point) => ({ ...point, group })));
      const cells = (text: (point: CurvePoint & { readonly group: string }) => string) => all.map(text);
      io.stdout.write(
        await textTable([
          flags.by === undefined ? null : [flags.by, cells((p) => p.group)],
          ["k", cells((p) => String(p.k))],
          [flags.estimator, cells((p) => shortNumber(p.estimate))],
          [`${percent(flags.level)} low`, cells((p) => shortNumber(p.low))],
          ["high", cells((p) => shortNumber(p.high))],
          ["se over questions", cells((p) => shortNumber(p.standardError))],
          ["se over samples", cells((p) => shortNumber(p.samplingError))],
          ["questions", cells((p) => String(p.questions))],
        ]),
      );
      for (const { group, points } of curves)
        for (const point of points)
          for (const warning of point.warnings)
            io.stdout.write(`note (${group === "" ? "" : `${group}, `}k = ${point.k}): ${warning.message}\n`);
    });
}

function needed(flags: PasskFlags): readonly string[] {
  if (flags.samples !== undefined && flags.passes !== undefined) return [flags.samples, flags.passes];
  switch (flags.estimator) {
    case "passAtK":
    case "passHatK":
      return [flags.question, flags.correct];
    case "majorityVote":
      return [flags.question, flags.correct, flags.answer];
    case "bestOfN":
      return [flags.question, flags.correct, flags.score];
    case "bestScore":
      return [flags.question, flags.score];
  }
}

async function curveOf(rows: readonly ScoreRow[], flags: PasskFlags, rng: Rng): Promise<readonly CurvePoint[]> {
  const { coverageCurve, scoreCurve } = await import("../../estimators/index.js");
  const { samples, passes, method, level, k } = flags;
  const options = { method, level, ...(k === undefined ? {} : { ks: k }) };
  if (samples !== undefined && passes !== undefined) {
    requireEachOnce(rows, flags.question);
    const tallies = rows.map((row) => {
      const n = countAt(row, samples, 1);
      return { n, c: countAt(row, passes, 0, n) };
    });
    for (const most of k ?? [])
      rows.forEach((row, q) => {
        const n = tallies[q]?.n ?? 0;
        if (n < most)
          throw new DataError(
            { ...row.place, column: samples },
            `requires at least k = ${most} samples, got ${n}${named(row, flags.question)}`,
          );
      });
    return coverageCurve(tallies, rng, options);
  }
  const uses = needed(flags);
  const columns = {
    question: flags.question,
    ...(uses.includes(flags.correct) ? { correct: flags.correct } : {}),
    ...(uses.includes(flags.answer) ? { answer: flags.answer } : {}),
    ...(uses.includes(flags.score) ? { score: flags.score } : {}),
  };
  const log = rows.map((row) => sampleAt(row, columns));
  return scoreCurve(log, flags.estimator, rng, options);
}

const named = ({ values }: ScoreRow, question: string) =>
  values[question] === undefined ? "" : ` of question ${values[question]}`;

/** Refuses counts of one question on two rows: they would pass for two questions. */
function requireEachOnce(rows: readonly ScoreRow[], question: string): void {
  if (rows.every(({ values }) => values[question] === undefined)) return;
  const seen = new Set<string>();
  for (const row of rows) {
    const label = labelAt(row, question);
    if (seen.has(label))
      throw new DataError(
        { ...row.place, column: question },
        `requires each question once, got ${label} again; tell what it was counted for apart with --by or --where`,
      );
    seen.add(label);
  }
}

const help = `
Each question's estimate is the average over all subsets of k of its recorded samples: unbiased, whatever k.
Counts (--samples, --passes) have one row per question; the column of --question, where there is one, must name each once.
A k above some question's number of samples is refused: nothing is known there.

Examples:
  isocompute passk samples.jsonl --k 1,2,4,8
  isocompute passk pass_counts.csv --samples n_samples --passes n_pass --by model --k 1,10,100
  isocompute passk log.json --estimator majorityVote --json
`;
