import { resolve } from "node:path";
import { Command } from "commander";
import { createRng, DataError, UsageError } from "../../core/index.js";
import type { TableBody } from "../../report/index.js";
import { digits, json } from "../curve-file.js";
import type { Session } from "../io.js";
import { countOption } from "../number-options.js";

interface CouplingFlags {
  readonly upstream: string;
  readonly downstream: string;
  readonly y: string;
  readonly trials?: number | undefined;
  readonly question?: string;
  readonly resamples: number;
  readonly seed: string;
  readonly json?: boolean;
}

/** A joint table: every upstream configuration with every downstream one. */
interface Joint {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Values of each cell, in the file's order. */
  readonly cells: readonly (readonly (readonly number[])[])[];
  readonly grid: readonly (readonly number[])[];
}

/** `isocompute coupling`: do the stages' choices depend on each other? */
export function couplingCommand({ io }: Session): Command {
  return new Command("coupling")
    .description("measure how an upstream and a downstream choice interact, from a table of joint results")
    .argument("<file>", "a CSV table with one row per upstream choice, downstream choice (and question)")
    .requiredOption("--upstream <column>", "the column of the upstream choice: a budget or a name")
    .requiredOption("--downstream <column>", "the column of the downstream choice")
    .option("-y, --y <column>", "the column of scores in [0, 1]", "accuracy")
    .option(
      "--trials <n>",
      "questions behind the score of each row; several rows of a pair are as many times the questions",
      countOption,
    )
    .option("--question <column>", "the column of question names, where rows are single questions; keeps them paired")
    .option("--resamples <n>", "bootstrap resamples", countOption, 2000)
    .option("--seed <name>", "name of the stream of chance", "coupling")
    .option("--json", "the same as data, and nothing else")
    .addHelpText("after", help)
    .action(async (file: string, flags: CouplingFlags) => {
      const coupling = await import("../../coupling/index.js");
      const { readTable } = await import("../../tables/index.js");
      const { alignedText } = await import("../../report/index.js");
      const named = [flags.y, flags.upstream, flags.downstream, flags.question].filter((name) => name !== undefined);
      if (new Set(named).size < named.length)
        throw new UsageError(
          `coupling requires different columns for --upstream, --downstream, --y and --question, got ${named.join(", ")}`,
        );
      if (flags.trials !== undefined && flags.question !== undefined)
        throw new UsageError("coupling requires --trials or --question, got both: each says what the noise is");
      const columns: Record<string, "rate" | "string"> = {
        [flags.y]: "rate",
        [flags.upstream]: "string",
        [flags.downstream]: "string",
        ...(flags.question === undefined ? {} : { [flags.question]: "string" as const }),
      };
      const table: readonly Record<string, unknown>[] = readTable(resolve(io.cwd, file), columns, { others: "ignore" });
      const joint = jointTable(table, flags, file);
      const trials = flags.trials === undefined ? undefined : flags.trials * rowsOfEachPair(joint, flags, file);
      const found = study(joint, { ...flags, trials }, coupling);
      io.stdout.write(
        flags.json
          ? json({ upstream: joint.rows, downstream: joint.columns, grid: joint.grid, ...found })
          : text(joint, found, flags, alignedText),
      );
    });
}

function jointTable(table: readonly Record<string, unknown>[], flags: CouplingFlags, file: string): Joint {
  const levels = (column: string) => {
    const distinct = [...new Set(table.map((row) => String(row[column])))];
    const numbers = distinct.map(Number);
    const twin = numbers.findIndex((v, i) => numbers.indexOf(v) < i);
    if (numbers.every(Number.isFinite) && twin >= 0)
      throw new DataError(
        { file, column },
        `requires one way to write each number, got "${distinct[numbers.indexOf(numbers[twin] as number)]}" and "${distinct[twin]}"`,
      );
    return distinct.every((v) => Number.isFinite(Number(v)))
      ? distinct.sort((a, b) => Number(a) - Number(b))
      : distinct;
  };
  const [rows, columns] = [levels(flags.upstream), levels(flags.downstream)];
  const { question } = flags;
  const cellName = (u: string, d: string) => `${flags.upstream} ${u} with ${flags.downstream} ${d}`;
  /** The first cell's questions, which every other must have too. */
  let asked: readonly string[] | undefined;
  const cells = rows.map((u) =>
    columns.map((d) => {
      const found = table.filter((row) => row[flags.upstream] === u && row[flags.downstream] === d);
      if (found.length === 0)
        throw new DataError({ file }, `requires a row for every pair, got none for ${cellName(u, d)}`);
      if (question === undefined) return found.map((row) => row[flags.y] as number);
      const scores = new Map<string, number>();
      for (const row of found) {
        const id = row[question] as string;
        if (scores.has(id))
          throw new DataError(
            { file, column: question },
            `requires each question once for every pair, got ${id} again for ${cellName(u, d)}`,
          );
        scores.set(id, row[flags.y] as number);
      }
      asked ??= [...scores.keys()].sort();
      const missing = asked.find((id) => !scores.has(id));
      const more = [...scores.keys()].find((id) => asked?.includes(id) === false);
      if (missing !== undefined || more !== undefined)
        throw new DataError(
          { file, column: question },
          `requires the same questions for every pair; ${cellName(u, d)} ${missing === undefined ? `alone has ${more}` : `lacks ${missing}`}`,
        );
      return asked.map((id) => scores.get(id) as number);
    }),
  );
  const grid = cells.map((row) => row.map((values) => values.reduce((s, v) => s + v, 0) / values.length));
  return { rows, columns, cells, grid };
}

/** With --trials a pair's mean rests on the questions of all its rows; the binomial noise wants the same number for every pair. */
function rowsOfEachPair({ rows, columns, cells }: Joint, flags: CouplingFlags, file: string): number {
  const each = cells[0]?.[0]?.length ?? 0;
  cells.forEach((row, i) => {
    row.forEach(({ length }, j) => {
      if (length !== each)
        throw new DataError(
          { file },
          `requires as many rows for every pair with --trials, got ${each} for ${flags.upstream} ${rows[0]} with ${flags.downstream} ${columns[0]} and ${length} for ${flags.upstream} ${rows[i]} with ${flags.downstream} ${columns[j]}`,
        );
    });
  });
  return each;
}

/** Ranks where choices are names, their values where they are numbers. */
function coordinates(levels: readonly string[]): number[] {
  return levels.every((v) => Number.isFinite(Number(v))) ? levels.map(Number) : levels.map((_, i) => i);
}

type CouplingDoor = typeof import("../../coupling/index.js");

function study({ rows, columns, cells, grid }: Joint, flags: CouplingFlags, door: CouplingDoor) {
  const { question, trials, resamples, seed } = flags;
  const [u, v] = [coordinates(rows), coordinates(columns)];
  const replicated = question === undefined && cells.every((row) => row.every((values) => values.length > 1));
  const flat = cells.flatMap((row, i) =>
    row.flatMap((values, j) => values.map((y) => ({ a: rows[i] as string, b: columns[j] as string, y }))),
  );
  const response = door.bestResponse(grid);
  const noise =
    question !== undefined
      ? { sigma: cells.map((row) => row.map(meanError)) }
      : trials !== undefined
        ? { trials }
        : undefined;
  return {
    anova: replicated
      ? door.twoWayAnova(
          flat.map((r) => r.a),
          flat.map((r) => r.b),
          flat.map((r) => r.y),
        )
      : null,
    gridAnova: door.gridAnova(grid),
    interaction: noise === undefined || question !== undefined ? null : door.interactionTest(grid, noise),
    decomposition: door.decompose(grid),
    rank: door.rankStructure(grid),
    bestResponse: response,
    contraction: door.contraction(response, u, v),
    crossDifference: noise === undefined || question !== undefined ? null : door.crossDifference(grid, u, v, noise),
    strength:
      question !== undefined
        ? door.couplingStrength(undefined, u, v, createRng(seed), { questions: cells, resamples })
        : trials !== undefined
          ? door.couplingStrength(grid, u, v, createRng(seed), { trials, resamples })
          : null,
  };
}

function meanError(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((s, v) => s + v, 0) / n;
  return Math.sqrt(Math.max(1 / n ** 2, values.reduce((s, v) => s + (v - mean) ** 2, 0) / (n - 1) / n));
}

function text(
  joint: Joint,
  found: ReturnType<typeof study>,
  flags: CouplingFlags,
  aligned: (body: TableBody) => string,
): string {
  const {
    decomposition,
    rank,
    bestResponse: response,
    gridAnova,
    anova,
    interaction,
    crossDifference,
    strength,
    contraction,
  } = found;
  const share = (value: number) => (Number.isNaN(value) ? "undefined" : `${digits(100 * value)} %`);
  const ranged = ({ estimate, interval }: { estimate: number; interval: readonly [number, number] }) =>
    `${digits(estimate)}, 95 % interval ${digits(interval[0])} to ${digits(interval[1])}`;
  const rows = joint.rows.map((u, i) => ({
    upstream: u,
    ...Object.fromEntries(
      joint.columns.map((_, j) => [
        `c${j}`,
        `${digits(joint.grid[i]?.[j] as number)}${response.downstream[i] === j ? " *" : ""}`,
      ]),
    ),
  }));
  const grid = aligned({
    columns: [{ key: "upstream", title: flags.upstream }, ...joint.columns.map((d, j) => ({ key: `c${j}`, title: d }))],
    rows,
  });
  const at = ([i, j]: readonly [number, number]) => `${joint.rows[i]} with ${joint.columns[j]}`;
  const lines = [
    `Rows: ${flags.upstream}; columns: ${flags.downstream}; * marks the best of a row.`,
    `Variance: ${flags.upstream} ${share(decomposition.sobol.rows)}, ${flags.downstream} ${share(decomposition.sobol.columns)}, interaction ${share(decomposition.sobol.interaction)} (noise included)`,
    `Structure: additive ${share(rank.additive)}, with one product ${share(rank.additivePlus[0] ?? Number.NaN)}, with two ${share(rank.additivePlus[1] ?? rank.additivePlus[0] ?? Number.NaN)}`,
    anova === null
      ? `Tukey's one degree of freedom: ${gridAnova.tukey === null ? "not testable" : `F ${digits(gridAnova.tukey.f)}, p ${digits(gridAnova.tukey.p)}`}`
      : `Interaction (two-way analysis of variance): ${anova.interaction.f === null ? "not testable" : `F ${digits(anova.interaction.f)}, p ${digits(anova.interaction.p ?? Number.NaN)}`}`,
    interaction === null
      ? ""
      : `Interaction beyond binomial noise: χ² ${digits(interaction.chiSquare)} on ${interaction.df}, p ${digits(interaction.p)}; ${share(interaction.shareWithoutNoise)} of the variance without noise`,
    `Best together: ${at(response.joint)}; each stage on its own: ${at(response.byMarginals)}, which loses ${digits(response.regret)}`,
    crossDifference === null
      ? ""
      : `Cross difference: ${digits(crossDifference.slope)}, 95 % interval ${digits(crossDifference.interval[0])} to ${digits(crossDifference.interval[1])}: ${crossDifference.verdict}`,
    strength === null
      ? `Contraction of a round of updates: ${digits(contraction.round)} (no interval: give --trials or --question)`
      : [
          `Shift of the best ${flags.downstream} from the first to the last row: ${ranged(strength.shift)}; it stays put in ${share(strength.staysPut)} of resamples`,
          `Contraction of a round of updates: ${ranged(strength.contraction.round)}; below one in ${share(strength.contracts)} of resamples`,
        ].join("\n"),
  ];
  return `${grid}\n${lines.filter((line) => line !== "").join("\n")}\n`;
}

const help = `
Names keep the file's order and count as 0, 1, 2, … where a distance is needed; numbers are sorted and count as they are.
Without --trials or --question the noise is unknown: then only tests that use the table's own residual are made, and no intervals.

Examples:
  isocompute coupling joint.csv --upstream retriever_k --downstream reader_k --y em --trials 200
  isocompute coupling scores.csv --upstream planner --downstream solver --y correct --question id --json`;
