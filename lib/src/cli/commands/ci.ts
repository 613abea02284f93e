import { Command, Option } from "commander";
import { createRng, type Rng, UsageError } from "../../core/index.js";
import type { BootstrapResult, IntervalMethod, StatisticName } from "../../stats/index.js";
import { groupRows, labelAt, numberAt, readScoreRows, type ScoreRow } from "../../tables/index.js";
import type { Session } from "../io.js";
import { inGroup } from "../scores/in-group.js";
import { collect, METHODS, parseLevel, parseResamples, percent, shortNumber } from "../scores/options.js";
import { textTable } from "../scores/text-table.js";
import { parseConditions, rowsWhere } from "../scores/where.js";

interface CiFlags {
  readonly column: string;
  readonly by?: string;
  readonly pairedWith?: string;
  readonly statistic: string;
  readonly method: IntervalMethod;
  readonly level: number;
  readonly resamples?: number;
  readonly cluster?: string;
  readonly average?: Average;
  readonly where: readonly string[];
  readonly seed: string;
  readonly json?: boolean;
}

type Average = "pooled" | "macro";

/** How observations in clusters were averaged. */
interface Clusters {
  readonly average: Average;
  readonly clusters: number;
}

interface CiRow extends BootstrapResult, Partial<Clusters> {
  readonly group: string;
  readonly observations: number;
}

/** `isocompute ci`: the interval of a column's statistic, for each group. */
export function ciCommand({ io }: Session): Command {
  return new Command("ci")
    .description("a confidence interval for a column of scores, or for the difference of two")
    .argument("<file>", "CSV, JSONL, JSON, or a sample log of lm-evaluation-harness or inspect_ai")
    .requiredOption("-c, --column <name>", "the column of scores")
    .option("--by <name>", "one interval for each value of this column")
    .option(
      "--paired-with <name>",
      "a second column of the same rows: the statistic of the difference (or ratio, or correlation)",
    )
    .addOption(
      new Option("--statistic <name>", "what is estimated")
        .choices(["mean", "median", "standardDeviation", "ratio", "correlation"])
        .default("mean"),
    )
    .addOption(new Option("--method <name>", "how the interval is made").choices(METHODS).default("bca"))
    .option("--level <rate>", "confidence level", parseLevel, 0.95)
    .option(
      "--resamples <count>",
      "draw this many resamples (default: the ideal law where it is known, else 9999)",
      parseResamples,
    )
    .option("--cluster <name>", "resample whole groups of this column, such as all samples of a question")
    .addOption(
      new Option(
        "--average <kind>",
        "with --cluster: pooled, every row alike (the default), or macro, every group alike: the mean of the groups' means",
      ).choices(["pooled", "macro"]),
    )
    .option("--where <column=value>", "keep only these rows; may be repeated", collect, [])
    .option("--seed <name>", "name of the stream of chance", "ci")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: CiFlags) => {
      if (flags.average !== undefined && flags.cluster === undefined)
        throw new UsageError("ci --average requires --cluster");
      const conditions = parseConditions(flags.where);
      const columns = [flags.column, flags.by, flags.pairedWith, flags.cluster, ...conditions.map(([name]) => name)];
      const all = readScoreRows(
        file,
        columns.filter((name) => name !== undefined),
        io.cwd,
      );
      const groups = groupRows(rowsWhere(all, conditions, flags.by), flags.by);
      const rng = createRng(flags.seed);
      const results: CiRow[] = [];
      for (const [group, rows] of groups)
        results.push({
          group,
          observations: rows.length,
          ...(await inGroup(file, flags.by, group, () => intervalOf(rows, flags, rng.fork(group)))),
        });
      if (flags.json) {
        io.stdout.write(`${JSON.stringify(results.map(jsonOf), null, 2)}\n`);
        return;
      }
      await writeTable(io.stdout, results, flags);
    });
}

async function intervalOf(
  rows: readonly ScoreRow[],
  flags: CiFlags,
  rng: Rng,
): Promise<BootstrapResult & Partial<Clusters>> {
  const { bootstrap, clusterBootstrap, pairedDifferences } = await import("../../stats/index.js");
  const { method, level, resamples, pairedWith, statistic, average = "pooled" } = flags;
  const options = { method, level, ...(resamples === undefined ? {} : { resamples }) };
  const scores = rows.map((row) => numberAt(row, flags.column));
  const others = pairedWith === undefined ? undefined : rows.map((row) => numberAt(row, pairedWith));
  if ((statistic === "ratio" || statistic === "correlation") && others === undefined)
    throw new UsageError(`ci --statistic ${statistic} requires --paired-with`);
  if (flags.cluster !== undefined) {
    if (statistic !== "mean") throw new UsageError("ci --cluster requires --statistic mean");
    const values = others === undefined ? scores : pairedDifferences("ci", scores, others);
    const clusters = new Map<string, number[]>();
    rows.forEach((row, i) => {
      const label = labelAt(row, flags.cluster as string);
      const cluster = clusters.get(label);
      if (cluster === undefined) clusters.set(label, [values[i] as number]);
      else cluster.push(values[i] as number);
    });
    const result = clusterBootstrap([...clusters.values()], rng, { ...options, average });
    return { average, clusters: clusters.size, ...result };
  }
  if (others === undefined) return bootstrap(scores, statistic as StatisticName, rng, options);
  switch (statistic) {
    case "mean":
      return bootstrap([scores, others], "meanDifference", rng, { ...options, paired: true });
    case "ratio":
      return bootstrap([scores, others], "meanRatio", rng, { ...options, paired: true });
    case "correlation":
      return bootstrap([scores, others], "correlation", rng, { ...options, paired: true });
    default:
      return bootstrap(pairedDifferences("ci", scores, others), statistic as StatisticName, rng, options);
  }
}

function jsonOf({ group, ...result }: CiRow): Record<string, unknown> {
  return { ...(group === "" ? {} : { group }), ...result };
}

async function writeTable(
  out: { write(text: string): unknown },
  results: readonly CiRow[],
  flags: CiFlags,
): Promise<void> {
  const cells = (text: (result: CiRow) => string) => results.map(text);
  const { by, level, column, pairedWith, cluster, average = "pooled" } = flags;
  const statistic = cluster === undefined ? flags.statistic : `${average} mean`;
  out.write(
    await textTable([
      by === undefined ? null : [by, cells((r) => r.group)],
      ["n", cells((r) => String(r.observations))],
      cluster === undefined ? null : [`n of ${cluster}`, cells((r) => String(r.clusters))],
      [
        pairedWith === undefined ? statistic : `${statistic}, ${column} with ${pairedWith}`,
        cells((r) => shortNumber(r.estimate)),
      ],
      [`${percent(level)} low`, cells((r) => shortNumber(r.low))],
      ["high", cells((r) => shortNumber(r.high))],
      ["se", cells((r) => shortNumber(r.standardError))],
      ["method", cells((r) => `${r.method}, ${r.resamples === "ideal" ? "ideal" : `${r.resamples} resamples`}`)],
    ]),
  );
  for (const result of results)
    for (const warning of result.warnings)
      out.write(`note${result.group === "" ? "" : ` (${result.group})`}: ${warning.message}\n`);
}

const help = `
With --paired-with the difference is the first column minus the second, row by row.
With --cluster whole groups of rows are resampled; the estimate stays the mean of all rows, unless --average macro asks for the mean of
the groups' means, in which a row of a large group counts for less.
Means, differences and ratios of means use the ideal bootstrap (infinitely many resamples): no noise, no seed.

Examples:
  isocompute ci runs.csv --column em --by method
  isocompute ci correct.csv --column gpt-4 --paired-with mixtral
  isocompute ci samples.jsonl --column exact_match --cluster doc_id --json
`;
