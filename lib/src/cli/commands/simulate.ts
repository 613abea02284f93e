import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import type { Allocation, Task } from "../../allocation/index.js";
import { budgetUnits, formatCsv, samples, UsageError } from "../../core/index.js";
import type { Environment, ReplayRow } from "../../environments/index.js";
import type { Session } from "../io.js";
import { countListOption, countOption, numberOption } from "../number-options.js";
import { requireSamples } from "../require-samples.js";

interface SimulateFlags {
  readonly task: string;
  readonly world: number;
  readonly questions: number;
  readonly samples?: readonly number[];
  readonly with?: string;
  readonly drawn?: boolean;
  readonly run?: number;
  readonly table?: string;
  readonly log?: string;
  readonly format?: "long" | "official";
  readonly budget?: number;
  readonly json?: boolean;
}

/** The numbers of samples of a curve, unless others are asked for. */
const USUAL = [1, 2, 5, 10, 20, 50, 100];

/** `isocompute simulate`: the curves of a simulated world, or a table of all its outcomes. */
export function simulateCommand({ io }: Session): Command {
  return new Command("simulate")
    .description("the curves of a simulated world, or with --table every affordable outcome as a table to replay")
    .requiredOption("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .option("-w, --world <n>", "which world of the task", numberOption({ least: 0, whole: true }), 0)
    .option("-q, --questions <n>", "how many questions it has", countOption, 500)
    .option(
      "-k, --samples <list>",
      `numbers of samples, separated by commas (default: those of ${USUAL.join(",")} that the task has)`,
      countListOption,
    )
    .option(
      "--with <choices>",
      "an allocation for the stages that a curve does not vary (default: the largest models, as few samples as the task has)",
    )
    .option("--drawn", "drawn samples in place of exact chances")
    .option(
      "--run <n>",
      "with --drawn or --log: which repetition of the draw (default: 0)",
      numberOption({ least: 0, whole: true }),
    )
    .option("--table <file>", "write the outcome of every allocation on these numbers of samples within the budget")
    .option("--log <file>", "write a sample log of a one-stage task: as many samples as the largest of these numbers")
    .addOption(new Option("--format <form>", "the columns of --table (default: long)").choices(["long", "official"]))
    .option(
      "-b, --budget <units>",
      "with --table: its budget per question (default: the task's)",
      numberOption({ least: Number.NEGATIVE_INFINITY }),
    )
    .option("--json", "the curves as data, and nothing else")
    .addHelpText("after", help)
    .action(async (flags: SimulateFlags) => {
      refuseMisplaced(flags);
      const { findTask, loadTask } = await import("../../allocation/index.js");
      const { openWorld } = await import("../world.js");
      const taskFile = findTask(flags.task, io.cwd);
      const task = loadTask(taskFile);
      const numbers = samplesOf(task, flags.samples);
      const { environment, about, instance } = openWorld({ kind: "simulate", seed: flags.world }, task, io.cwd, {
        taskFile,
        questions: flags.questions,
        draw: flags.drawn ? "samples" : "expectation",
        run: flags.run ?? 0,
      });
      if (flags.log !== undefined && instance !== null) {
        const { simulatedLog } = await import("../../environments/index.js");
        const log = simulatedLog(instance, Math.max(...numbers), { run: flags.run ?? 0 });
        const names = ["model", "question", "sample", "answer", "correct"] as const;
        const lines = [names, ...log.map((row) => names.map((name) => row[name]))];
        writeFileSync(resolve(io.cwd, flags.log), formatCsv(lines));
        io.stdout.write(`${flags.log}: ${log.length} samples, simulated\n`);
        return;
      }
      if (flags.table !== undefined) {
        const rows = await outcomes(environment, task, numbers, flags);
        const { officialCsv, replayCsv } = await import("../../environments/index.js");
        const official = flags.format === "official";
        writeFileSync(
          resolve(io.cwd, flags.table),
          official ? officialCsv(task, rows) : replayCsv(task, rows, "simulated"),
        );
        const unsaid = official
          ? "; these columns have no place for that word: replay it with --provenance simulated"
          : "";
        io.stdout.write(`${flags.table}: ${rows.length} allocations, simulated${unsaid}\n`);
        return;
      }
      const curves = await stageCurves(environment, task, numbers, flags);
      if (flags.json) {
        io.stdout.write(`${JSON.stringify({ task: task.name, world: environment.name, about, curves }, null, 2)}\n`);
        return;
      }
      const { alignedText } = await import("../../report/index.js");
      const columns = [
        { key: "stage", title: "Stage" },
        { key: "model", title: "Model" },
        ...numbers.map((k) => ({ key: String(k), title: `k=${k}`, digits: 3 })),
      ];
      const rows = curves.map(({ stage, model, points }) => ({
        stage,
        model,
        ...Object.fromEntries(points.map(({ samples: k, score }) => [String(k), score])),
      }));
      io.stdout.write(
        `${task.name}: ${task.title}\n${environment.name} (${about}), ${task.metric} over ${flags.questions} questions\n\n${alignedText({ columns, rows })}`,
      );
    });
}

/** One call writes a log, a table or curves; what is about another of them is refused. */
function refuseMisplaced({ drawn, run, format, budget, table, log, json, with: base }: SimulateFlags): void {
  if (run !== undefined && !drawn && log === undefined)
    throw new UsageError("simulate --run requires --drawn or --log: exact chances have no repetitions");
  if (format !== undefined && table === undefined)
    throw new UsageError("simulate --format requires --table: it is about a table's columns");
  if (budget !== undefined && table === undefined)
    throw new UsageError("simulate --budget requires --table: it is about which allocations a table has");
  if (log !== undefined && table !== undefined)
    throw new UsageError("simulate requires --log or --table, not both: each is written by a call of its own");
  const file = log === undefined ? (table === undefined ? null : "--table") : "--log";
  if (file === null) return;
  if (base !== undefined) throw new UsageError(`simulate --with requires curves: it does not go with ${file}`);
  if (json) throw new UsageError(`simulate --json requires curves: it does not go with ${file}`);
}

/** The numbers of samples that were asked for, or the usual ones; of a task that has none of those, its fewest and most. */
function samplesOf(task: Task, asked: readonly number[] | undefined): readonly number[] {
  if (asked !== undefined) requireSamples("simulate", asked, task);
  const { min, max } = task.samples;
  const usual = USUAL.filter((k) => k >= min && k <= max);
  return asked ?? (usual.length > 0 ? usual : [...new Set([min, max])]);
}

interface StageCurve {
  readonly stage: string;
  readonly model: string;
  readonly points: readonly { readonly samples: number; readonly score: number }[];
}

/** The score as one stage draws more samples, for every stage and model. */
async function stageCurves(
  environment: Environment,
  task: Task,
  numbers: readonly number[],
  flags: SimulateFlags,
): Promise<StageCurve[]> {
  const { parseAllocation } = await import("../../allocation/index.js");
  const base: Allocation = flags.with === undefined ? largest(task) : parseAllocation(flags.with, task);
  const curves: StageCurve[] = [];
  for (const [s, stage] of task.stages.entries())
    for (const model of stage.models) {
      const points = [];
      for (const k of numbers) {
        const allocation = base.with(s, { stage: stage.name, model: model.name, samples: samples(k) });
        const outcome = await environment.evaluate(allocation, { subsamples: false });
        if (outcome.kind === "scored") points.push({ samples: k, score: outcome.score });
      }
      curves.push({ stage: stage.name, model: model.name, points });
    }
  return curves;
}

/** The largest model in every stage, with as few samples as the task has. */
function largest(task: Task): Allocation {
  return task.stages.map(({ name, models }) => {
    const model = models.reduce((a, b) => (b.parameters > a.parameters ? b : a));
    return { stage: name, model: model.name, samples: task.samples.min };
  });
}

async function outcomes(
  environment: Environment,
  task: Task,
  numbers: readonly number[],
  flags: SimulateFlags,
): Promise<ReplayRow[]> {
  const { createSpace } = await import("../../allocation/index.js");
  const budget = flags.budget === undefined ? task.budget : budgetUnits(flags.budget);
  const rows: ReplayRow[] = [];
  for (const allocation of createSpace(task, { budget, grid: numbers })) {
    const outcome = await environment.evaluate(allocation, { subsamples: false });
    if (outcome.kind !== "scored") continue;
    const { score, standardError, questions } = outcome;
    // A column goes by the name of its metric: a stage whose metric the task does not name has none.
    const stages = outcome.stages.filter(({ metric }) => metric !== null);
    rows.push({ allocation, score, question: null, standardError, questions, stages });
  }
  if (rows.length === 0)
    throw new UsageError(`simulate --table requires a budget that pays for something, got ${budget}`);
  return rows;
}

const help = `
A task is an ensemble of worlds: what the published numbers do not pin is drawn anew in each. Conclusions hold over many
worlds (--world 0, 1, 2, …), never over one.

Examples:
  isocompute simulate --task textvqa --world 3
  isocompute simulate --task 2wiki --with "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50" --json
  isocompute simulate --task 2wiki --world 3 --drawn --questions 50 --table world3.csv --format official
  isocompute simulate --task math --questions 60 --samples 30 --log log.csv`;
