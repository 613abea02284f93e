import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Task } from "../../allocation/index.js";
import { budgetUnits, UsageError } from "../../core/index.js";
import type { Arena, CompareOptions, CompareRow, SearcherSource } from "../../study/index.js";
import { figureEndings, figureFormat, writeFigure } from "../draw-figure.js";
import type { Io, Session } from "../io.js";
import { countListOption, countOption, numberOption } from "../number-options.js";
import { requireSamples } from "../require-samples.js";

interface CompareFlags {
  readonly tasks?: string[];
  readonly searchers?: string[];
  readonly instances: number;
  readonly first: number;
  readonly seeds: number;
  readonly trials: number;
  readonly questions: number[];
  readonly test: number;
  readonly budgets?: number[];
  readonly samples?: number[];
  readonly track: "black-box" | "grey-box";
  readonly anew?: boolean;
  readonly baseline?: string;
  readonly threads?: number;
  readonly file?: string;
  readonly resume?: boolean;
  readonly from?: string;
  readonly figure?: string;
  readonly targetsFigure?: string;
  readonly json?: boolean;
}

/** `isocompute compare`: which searcher is better, and whether that is more than luck. */
export function compareCommand({ io, exitWith }: Session): Command {
  return new Command("compare")
    .description("run searchers in many simulated worlds of many tasks, and tell which is better and how sure that is")
    .option("-t, --tasks <list>", "tasks of data/tasks, or paths of task files, separated by commas", listOption)
    .option(
      "-s, --searchers <list>",
      "searchers, separated by commas, such as random,agent-tts@weak; an unknown name lists all",
      listOption,
    )
    .option("-i, --instances <n>", "worlds of each task", countOption, 25)
    .option("--first <n>", "the number of the first world", numberOption({ least: 0, whole: true }), 0)
    .option("--seeds <n>", "searches of each searcher in each world, with other luck of the samples", countOption, 1)
    .option("-n, --trials <n>", "trials of each search", countOption, 20)
    .option(
      "-q, --questions <list>",
      "questions to search on; several numbers, such as 50,75,100, are compared",
      countListOption,
      [50],
    )
    .option("--test <n>", "questions kept back to test on", numberOption({ least: 0, whole: true }), 500)
    .option("-b, --budgets <list>", "budgets per question (default: each task's own)", countListOption)
    .option("-k, --samples <list>", "the numbers of samples to choose from (default: all of a task's)", countListOption)
    .addOption(
      new Option("--track <track>", "whether searchers see scores by question and at fewer samples (grey-box)")
        .choices(["black-box", "grey-box"])
        .default("black-box"),
    )
    .option("--anew", "every allocation draws samples of its own, in place of samples that all share")
    .option("--baseline <searcher>", "whom the others are compared with (default: random, else the first)")
    .option("--threads <n>", "searches at once (default: one for each core)", countOption)
    .option("--file <file>", "keep a row for every search here, as JSON lines")
    .option("--resume", "go on from the file, if it is there")
    .option("--from <file>", "run nothing: sum up the rows of this file")
    .option("--figure <file>", `draw mean regret against trials, to a file ending in ${figureEndings}`)
    .option("--targets-figure <file>", "draw the share of targets met against trials (ECDF), likewise")
    .option("--json", "the sums as data, and nothing else")
    .addHelpText("after", help)
    .action(async (flags: CompareFlags, command: Command) => {
      const pictures = [
        ["--figure", flags.figure, "regret"],
        ["--targets-figure", flags.targetsFigure, "targets"],
      ] as const;
      for (const [option, path] of pictures) if (path !== undefined) figureFormat(path, `compare ${option}`);
      if (flags.from !== undefined) refuseOfRuns(command);
      const rows = flags.from === undefined ? await run(flags, io) : await read(flags, io);
      if (rows === null) {
        io.stderr.write("stopped; with --file and --resume it goes on from here\n");
        exitWith(1);
        return;
      }
      const { comparisonReport, comparisonText } = await import("../comparison-text.js");
      const names = [...new Set(rows.map((row) => row.searcher))];
      const baseline = flags.baseline ?? (names.includes("random") ? "random" : (names[0] ?? ""));
      if (!names.includes(baseline))
        throw new UsageError(`compare --baseline requires one of ${names.join(", ")}, got "${baseline}"`);
      const report = comparisonReport(rows, baseline);
      const worlds = new Set(rows.map((row) => `${row.task}/${row.arena}`)).size;
      const taskCount = new Set(rows.map((row) => row.task)).size;
      const unfitted = notCalibrated(rows);
      const provenance = [...new Set(rows.map((row) => row.provenance))];
      io.stdout.write(
        flags.json
          ? `${JSON.stringify({ searches: rows.length, tasks: taskCount, worlds, provenance, notCalibrated: unfitted, track: rows[0]?.track, ...report }, null, 2)}\n`
          : `${rows.length} searches in ${worlds} worlds of ${taskCount} ${taskCount === 1 ? "task" : "tasks"}, ${rows[0]?.track}, ${provenance.join(" and ")}\n${unfitted.length === 0 ? "" : `Not calibrated, every unknown drawn from its prior: ${unfitted.join(", ")}\n`}\n${comparisonText(report, baseline)}`,
      );
      for (const [option, path, what] of pictures) {
        if (path === undefined) continue;
        const { comparisonFigure } = await import("../comparison-figures.js");
        await writeFigure(comparisonFigure(rows, what), path, `compare ${option}`, io);
      }
    });
}

/** What goes with `--from`; all else is about a run. */
const ofSums = ["from", "baseline", "figure", "targetsFigure", "json"];

function refuseOfRuns(command: Command): void {
  const given = command.options.filter(
    (option) =>
      !ofSums.includes(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === "cli",
  );
  if (given.length > 0)
    throw new UsageError(
      `compare --from runs nothing: it does not go with ${given.map((option) => option.long).join(", ")}`,
    );
}

/** In the name of an arena whose task has no calibration. */
const NOT_CALIBRATED = " not calibrated";

/** The tasks whose worlds are not calibrated. */
function notCalibrated(rows: readonly CompareRow[]): string[] {
  return [...new Set(rows.filter(({ arena }) => arena.includes(NOT_CALIBRATED)).map(({ task }) => task))];
}

async function read(flags: CompareFlags, io: Io): Promise<readonly CompareRow[]> {
  const { readComparison } = await import("../../study/index.js");
  const { rows } = await readComparison(resolve(io.cwd, flags.from ?? ""));
  if (rows.length === 0) throw new UsageError(`compare --from requires rows, ${flags.from} has none`);
  return rows;
}

async function run(flags: CompareFlags, io: Io): Promise<readonly CompareRow[] | null> {
  const { tasks, searchers } = flags;
  if (tasks === undefined || searchers === undefined)
    throw new UsageError("compare requires --tasks and --searchers, or --from");
  if (flags.resume && flags.file === undefined) throw new UsageError("compare --resume requires --file");
  for (const [option, list] of [
    ["--tasks", tasks],
    ["--searchers", searchers],
  ] as const) {
    const twice = list.find((name, i) => list.indexOf(name) < i);
    if (twice !== undefined) throw new UsageError(`compare ${option} requires each name once, got ${twice} twice`);
  }
  const { compareSearchers } = await import("../../study/index.js");
  const { comparedSearcher } = await import("../searchers.js");
  const threads = flags.threads ?? availableParallelism();
  const sources = searchers.map((name): SearcherSource => {
    const open = () => comparedSearcher(name);
    open(); // a wrong name is told before anything runs
    return threads === 1
      ? { name, open }
      : { name, module: join(__dirname, "../searchers.js"), function: "comparedSearcher", arguments: [name] };
  });
  const options: CompareOptions = {
    searchers: sources,
    arenas: await arenasOf(tasks, flags, io),
    seeds: flags.seeds,
    trials: flags.trials,
    track: flags.track,
    threads,
    signal: io.signal,
    resume: flags.resume ?? false,
    ...(flags.file === undefined ? {} : { file: resolve(io.cwd, flags.file) }),
  };
  const comparison = compareSearchers(options);
  const rows: CompareRow[] = [];
  const terminal = io.stderr.isTTY === true;
  const start = performance.now();
  let told = start;
  for await (const row of comparison) {
    rows.push(row);
    if (performance.now() - told < (terminal ? 500 : 15_000)) continue;
    told = performance.now();
    const seconds = (told - start) / 1000;
    const left = Math.round(
      (seconds / Math.max(1, rows.length - comparison.resumed)) * (comparison.total - rows.length),
    );
    const text = `${rows.length}/${comparison.total} searches, ${left} s left (${row.task}/${row.arena})`;
    io.stderr.write(terminal ? `\r\u001b[K${text}` : `${text}\n`);
  }
  if (terminal) io.stderr.write("\r\u001b[K");
  return rows.length === comparison.total ? rows : null;
}

/** A space that is neither empty nor larger than its best can be looked for. */
function requirePayable(
  createSpace: typeof import("../../allocation/index.js").createSpace,
  tooMany: typeof import("../truth.js").tooMany,
  task: Task,
  budget: number,
  grid: readonly number[] | undefined,
): void {
  const space = createSpace(task, { budget: budgetUnits(budget), ...(grid === undefined ? {} : { grid }) });
  const many = tooMany(space);
  if (many !== null) throw new UsageError(`compare measures against the best allocation of ${task.name}: ${many}`);
  if (space.size > 0) return;
  const least = space.costOf(space.cheapest).toFixed(1);
  throw new UsageError(
    `compare requires budgets that pay for an allocation of ${task.name}, got ${budget}; the cheapest costs ${least} units`,
  );
}

async function arenasOf(names: readonly string[], flags: CompareFlags, io: Io): Promise<Arena[]> {
  const { createSpace, findTask, loadTask } = await import("../../allocation/index.js");
  const { tooMany } = await import("../truth.js");
  const { openInstance } = await import("../world.js");
  const { questions, test, first, instances, budgets, samples } = flags;
  const most = Math.max(...questions);
  return names.flatMap((name) => {
    const taskFile = findTask(name, io.cwd);
    const task = loadTask(taskFile);
    requireSamples("compare", samples ?? [], task);
    for (const budget of budgets ?? [task.budget]) requirePayable(createSpace, tooMany, task, budget, samples);
    return Array.from({ length: instances }, (_, i) => {
      const { instance, calibrated } = openInstance(task, first + i, [taskFile, io.cwd], most + test);
      const world = `${first + i}${calibrated ? "" : NOT_CALIBRATED}`;
      return (budgets ?? [task.budget]).flatMap((budget) =>
        questions.map(
          (train): Arena => ({
            kind: "simulate",
            name: flags.anew ? `${world} anew` : world,
            instance,
            ...(flags.anew ? { draw: "anew" } : {}),
            train,
            budget,
            ...(samples === undefined ? {} : { grid: samples }),
          }),
        ),
      );
    }).flat();
  });
}

function listOption(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("Names separated by commas are required.");
  return names;
}

const help = `
What is told of each searcher:
  T = 5, 10, …, last  true regret after so many trials: how far the exact expected score of what it recommends lies below that of
                      the best allocation in the budget, on the questions searched on; 95 % intervals by resampling tasks and worlds, of one task
                      Student's over its worlds; one world under several budgets or numbers of questions counts once
  Anytime, By cost    mean regret over the logarithm of trials, and of budget units spent
  Trials, units to    expected running time (ERT) to a regret of .05, .02, .01: effort of all searches for each that met the target
  Targets met         the share of worlds and targets met (ECDF); --targets-figure draws it, --json holds every step
  Flattered by        train-to-test gap: how much higher it saw its recommendation score than questions kept back do
  Units, Wasted       budget units spent; trials without a score and candidates refused
  s per trial, Tokens how long it thought, and what it asked of a language model
  P(better) …         Bayesian signed-rank test against the baseline, paired by world; a difference of .01 counts as equal
  Mean ranks          Friedman and Nemenyi tests from ten blocks on (tasks × budgets × questions); blocks of one task share its
                      worlds, which the tests take for independent
Every searcher meets the same worlds with the same luck. Where samples are kept, allocations share it, and trying more of them does
not average it out; with --anew each has luck of its own. Black-box and grey-box are never compared.
Searchers that ask a language model are answered by the simulated reader: @strong, @medium or @weak.

Examples:
  isocompute compare --tasks 2wiki,cwq,textvqa --searchers random,tpe --instances 10
  isocompute compare --tasks 2wiki --searchers random,tpe --budgets 300,500,1000 --file rows.jsonl --resume
  isocompute compare --tasks 2wiki --searchers planner,agent-tts@strong,agent-tts@weak --questions 50,75,100
  isocompute compare --from rows.jsonl --baseline tpe --json`;
