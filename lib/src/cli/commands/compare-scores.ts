import { Command, Option } from "commander";
import { createRng, DataError, type Rng, UsageError } from "../../core/index.js";
import type { BootstrapResult, IntervalMethod, TestResult } from "../../stats/index.js";
import { groupRows, numberAt, readScoreRows } from "../../tables/index.js";
import type { Io, Session } from "../io.js";
import { type FoundBy, flipsFor, floorOf, methodText } from "../scores/flips.js";
import {
  collect,
  equalsP,
  METHODS,
  parseLevel,
  parseResamples,
  percent,
  shortNumber,
  shortP,
} from "../scores/options.js";
import { textTable } from "../scores/text-table.js";
import { verdict } from "../scores/verdict.js";
import { parseConditions, rowsWhere } from "../scores/where.js";

interface CompareFlags {
  readonly systems?: string;
  readonly question: string;
  readonly system: string;
  readonly score: string;
  readonly method: IntervalMethod;
  readonly level: number;
  readonly resamples?: number;
  readonly rope?: number;
  readonly where: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
}

interface SystemScores {
  readonly name: string;
  readonly scores: readonly number[];
}

interface PairComparison extends FoundBy {
  readonly first: string;
  readonly second: string;
  readonly difference: BootstrapResult;
  /** Which test: McNemar for 0/1 scores, sign flips for others. */
  readonly test: "McNemar" | "sign flips";
  readonly p: number;
  readonly adjustedP: number;
  readonly wilcoxonP: number;
  readonly bayes?: { readonly below: number; readonly equivalent: number; readonly above: number };
  readonly verdict: string;
}

/** `isocompute compare-scores`: two or many systems on the same questions. */
export function compareScoresCommand({ io }: Session): Command {
  return new Command("compare-scores")
    .description("compare systems on the same questions: differences, intervals, tests, a verdict in words")
    .argument("<file>", "one column per system (--systems), or one row per question and system")
    .option("--systems <names>", "columns to compare, separated by commas; rows are questions")
    .option("--question <name>", "long files: the column that names the question", "question")
    .option("--system <name>", "long files: the column that names the system", "system")
    .option("--score <name>", "long files: the column of scores; several rows of a question are averaged", "score")
    .addOption(new Option("--method <name>", "how the intervals are made").choices(METHODS).default("bca"))
    .option("--level <rate>", "confidence level; tests use 1 - level", parseLevel, 0.95)
    .option(
      "--resamples <count>",
      "draw this many resamples (default: the ideal law), and as many sign flips where they have to be drawn (default: as many as the level needs)",
      parseResamples,
    )
    .option(
      "--rope <difference>",
      "differences within this do not matter: adds the chances of better, equal, worse",
      Number,
    )
    .option("--where <column=value>", "keep only these rows; may be repeated", collect, [])
    .option("--seed <name>", "name of the stream of chance", "compare-scores")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: CompareFlags, command: Command) => {
      if (flags.rope !== undefined && !(flags.rope >= 0))
        throw new UsageError("--rope requires a number of at least zero");
      const long = ["question", "system", "score"].filter((name) => command.getOptionValueSource(name) !== "default");
      if (flags.systems !== undefined && long.length > 0)
        throw new UsageError(
          `compare-scores --systems takes columns of scores, a row for each question: it does not go with ${long.map((name) => `--${name}`).join(", ")}`,
        );
      const systems = await readSystems(file, flags, io);
      const questions = systems[0]?.scores.length ?? 0;
      if (questions < 2)
        throw new DataError({ file }, `requires at least two questions to compare systems on, got ${questions}`);
      const pairs = await comparePairs(systems, flags, createRng(flags.seed));
      const ranking = systems.length > 2 ? await rankSystems(systems, 1 - flags.level) : undefined;
      if (flags.json) {
        const means = systems.map(({ name, scores }) => ({ name, mean: mean(scores) }));
        io.stdout.write(
          `${JSON.stringify({ questions, systems: means, pairs, ...(ranking === undefined ? {} : { ranking }) }, null, 2)}\n`,
        );
        return;
      }
      await writeText(io, systems, pairs, ranking, flags);
    });
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

async function readSystems(file: string, flags: CompareFlags, io: Io): Promise<readonly SystemScores[]> {
  const conditions = parseConditions(flags.where);
  const extra = conditions.map(([name]) => name);
  if (flags.systems !== undefined) {
    const names = flags.systems.split(",").map((name) => name.trim());
    if (names.length < 2 || new Set(names).size < names.length)
      throw new UsageError(`--systems requires at least two different columns, got "${flags.systems}"`);
    const rows = rowsWhere(readScoreRows(file, [...names, ...extra], io.cwd), conditions, undefined);
    return names.map((name) => ({ name, scores: rows.map((row) => numberAt(row, name)) }));
  }
  const { question, system, score } = flags;
  const rows = rowsWhere(readScoreRows(file, [question, system, score, ...extra], io.cwd), conditions, system);
  const groups = groupRows(rows, system);
  if (groups.size < 2)
    throw new DataError(
      { file, column: system },
      `requires at least two systems to compare, got ${[...groups.keys()].join(", ")}`,
    );
  const byQuestion = [...groups].map(([name, own]) => ({
    name,
    means: new Map(
      [...groupRows(own, question)].map(([label, same]) => [label, mean(same.map((row) => numberAt(row, score)))]),
    ),
  }));
  const labels = [...(byQuestion[0]?.means.keys() ?? [])];
  for (const { name, means } of byQuestion) {
    const missing = labels.find((label) => !means.has(label));
    const more = [...means.keys()].find((label) => !labels.includes(label));
    if (missing !== undefined || more !== undefined)
      throw new DataError(
        { file, column: question },
        `requires the same questions for every system; ${name} ${missing === undefined ? `alone has ${more}` : `lacks ${missing}`}`,
      );
  }
  return byQuestion.map(({ name, means }) => ({ name, scores: labels.map((label) => means.get(label) as number) }));
}

async function comparePairs(
  systems: readonly SystemScores[],
  flags: CompareFlags,
  rng: Rng,
): Promise<readonly PairComparison[]> {
  const { adjustPValues, bayesianSignedRank, bootstrap, mcnemarTest, pairedDifferences, signFlipTest, wilcoxonTest } =
    await import("../../stats/index.js");
  const { method, level, resamples, rope } = flags;
  const binary = systems.every(({ scores }) => scores.every((score) => score === 0 || score === 1));
  if (binary && rope !== undefined)
    throw new UsageError(
      "--rope requires graded scores: of 0/1 scores most differences are zero, and a signed-rank test calls that equal whatever the accuracies",
    );
  const alpha = 1 - level;
  const pairs = (systems.length * (systems.length - 1)) / 2;
  const flips = resamples ?? flipsFor(pairs, systems[0]?.scores.length ?? 0, alpha);
  const found = systems.flatMap((first, i) =>
    systems.slice(i + 1).map((second) => {
      const stream = rng.fork(`${first.name} ${second.name}`);
      const differences = pairedDifferences("compare-scores", first.scores, second.scores);
      const difference = bootstrap([first.scores, second.scores], "meanDifference", stream.fork("bootstrap"), {
        method,
        level,
        paired: true,
        ...(resamples === undefined ? {} : { resamples }),
      });
      const tested: TestResult = binary
        ? mcnemarTest(differences.filter((d) => d > 0).length, differences.filter((d) => d < 0).length)
        : signFlipTest(differences, stream.fork("flips"), { resamples: flips });
      return {
        first: first.name,
        second: second.name,
        difference,
        test: binary ? ("McNemar" as const) : ("sign flips" as const),
        testMethod: tested.method,
        ...(tested.resamples === undefined ? {} : { flips: tested.resamples }),
        p: tested.p,
        wilcoxonP: wilcoxonTest(differences).p,
        ...(rope === undefined ? {} : { bayes: bayesianSignedRank(differences, stream.fork("bayes"), { rope }) }),
      };
    }),
  );
  const floors = found.map(floorOf);
  const holm = (values: readonly number[]) => adjustPValues(values, "holm");
  const adjusted = holm(found.map(({ p }) => p));
  // What the p values would come to at best, if ever more flips were drawn of those that sit at their floor.
  const resolved = holm(found.map(({ p }, i) => (p === floors[i] ? 0 : p)));
  const floor = Math.max(0, ...floors.map((least) => least ?? 0));
  return found.map((pair, i) => {
    const p = adjusted[i] as number;
    const held = p > alpha && (resolved[i] as number) <= alpha;
    return {
      ...pair,
      adjustedP: p,
      verdict: verdict(pair.first, pair.second, pair.difference, p, alpha, held ? floor : null),
    };
  });
}

interface Ranking {
  readonly friedmanP: number;
  readonly criticalDifference: number;
  readonly averageRanks: Readonly<Record<string, number>>;
}

async function rankSystems(systems: readonly SystemScores[], alpha: number): Promise<Ranking> {
  const { friedmanTest, nemenyiTest } = await import("../../stats/index.js");
  const questions = systems[0]?.scores.map((_, q) => systems.map(({ scores }) => scores[q] as number)) ?? [];
  const test = friedmanTest(questions);
  return {
    friedmanP: test.p,
    criticalDifference: nemenyiTest(test.averageRanks, questions.length, { alpha }).criticalDifference,
    averageRanks: Object.fromEntries(systems.map(({ name }, s) => [name, test.averageRanks[s] as number])),
  };
}

async function writeText(
  io: Io,
  systems: readonly SystemScores[],
  pairs: readonly PairComparison[],
  ranking: Ranking | undefined,
  flags: CompareFlags,
): Promise<void> {
  const questions = systems[0]?.scores.length ?? 0;
  io.stdout.write(
    await textTable([
      ["system", systems.map(({ name }) => name)],
      [`mean over ${questions} questions`, systems.map(({ scores }) => shortNumber(mean(scores)))],
      ranking === undefined
        ? null
        : ["mean rank", systems.map(({ name }) => shortNumber(ranking.averageRanks[name] as number))],
    ]),
  );
  if (ranking !== undefined)
    io.stdout.write(
      `Friedman ${equalsP(ranking.friedmanP)}; mean ranks further apart than ${shortNumber(ranking.criticalDifference)} differ (Nemenyi)\n`,
    );
  io.stdout.write("\n");
  const cells = (text: (pair: PairComparison) => string) => pairs.map(text);
  io.stdout.write(
    await textTable([
      ["difference", cells((pair) => `${pair.first} - ${pair.second}`)],
      ["estimate", cells((pair) => shortNumber(pair.difference.estimate))],
      [`${percent(flags.level)} low`, cells((pair) => shortNumber(pair.difference.low))],
      ["high", cells((pair) => shortNumber(pair.difference.high))],
      [`p (${pairs[0]?.test}${pairs.length > 1 ? ", Holm" : ""})`, cells((pair) => shortP(pair.adjustedP))],
      flags.rope === undefined
        ? null
        : [
            "P(worse, equal, better)",
            cells(({ bayes }) =>
              [bayes?.below, bayes?.equivalent, bayes?.above].map((chance) => chance?.toFixed(2)).join(", "),
            ),
          ],
    ]),
  );
  io.stdout.write(`p: ${methodText(pairs)}\n\n`);
  for (const pair of pairs) {
    io.stdout.write(`${pair.verdict}\n`);
    for (const warning of pair.difference.warnings)
      io.stdout.write(`note (${pair.first} - ${pair.second}): ${warning.message}\n`);
  }
}

const help = `
A difference counts as shown when its interval excludes zero and its test (McNemar for 0/1 scores, sign flips for others; Holm's
correction over all pairs) rejects at 1 - level. Overlapping intervals of single systems are no test; the differences are.
Sign flips are counted, exactly or as a close upper bound of p; for more than about a thousand questions off any grid they are drawn, and the
line under the table says how many.

Examples:
  isocompute compare-scores correct.csv --systems gpt-4,mixtral
  isocompute compare-scores runs.csv --question q --system method --score em --rope 0.01
`;
