import { Command } from "commander";
import { UsageError } from "../../core/index.js";
import type { Scored } from "../../trials/index.js";
import type { Session } from "../io.js";
import { type LiveFlags, liveOptions, withLiveOptions } from "../live-options.js";
import { countOption, numberOption } from "../number-options.js";
import type { OpenWorld } from "../world.js";

interface EvaluateFlags extends LiveFlags {
  readonly task: string;
  readonly allocation: string;
  readonly world: string;
  readonly questions?: number;
  readonly expectation?: boolean;
  readonly run?: number;
  readonly nearest?: number;
  readonly skipGaps?: boolean;
  readonly json?: boolean;
}

/** `isocompute evaluate`: what one allocation scores in a world. */
export function evaluateCommand({ io, exitWith }: Session): Command {
  const command = new Command("evaluate")
    .description(
      "what an allocation scores in a simulated, replayed or live world, with its error, stage metrics and cost",
    )
    .requiredOption("-t, --task <name>", "a task of data/tasks, here or in a folder above, or the path of a task file")
    .requiredOption("-a, --allocation <choices>", "Stage=Model:samples for every stage, separated by commas")
    .requiredOption(
      "-w, --world <world>",
      "simulate:N, a simulated world of the task; replay:FILE, a table of outcomes; live, a pipeline with models behind a server",
    )
    .option(
      "-q, --questions <n>",
      "only the first n questions (default: all; 500 in a simulated world, 50 made-up ones in a live one)",
      countOption,
    )
    .option("--expectation", "simulated: exact chances in place of drawn samples")
    .option(
      "--run <n>",
      "simulated: which repetition of the draw (default: 0)",
      numberOption({ least: 0, whole: true }),
    )
    .option(
      "--nearest <distance>",
      "replayed: take the nearest row with the same models, if the logarithms of its numbers of samples differ by at most this in sum",
      numberOption({ least: 0 }),
    )
    .option("--skip-gaps", "replayed by question: take the mean over the questions that were measured")
    .option("--json", "the same as data, and nothing else");
  return withLiveOptions(command)
    .addHelpText("after", help)
    .action(async (flags: EvaluateFlags) => {
      const { allocationKey, findTask, loadTask, parseAllocation } = await import("../../allocation/index.js");
      const { openWorld, parseWorld } = await import("../world.js");
      const task = loadTask(findTask(flags.task, io.cwd));
      const allocation = parseAllocation(flags.allocation, task);
      const { questions } = flags;
      const { environment, about, close } = await open();
      const outcome = await environment
        .evaluate(allocation, {
          signal: io.signal,
          ...(questions === undefined ? {} : { questions: Array.from({ length: questions }, (_, i) => i) }),
        })
        .finally(close);
      if (flags.json)
        io.stdout.write(
          `${JSON.stringify({ task: task.name, allocation: allocationKey(allocation), world: environment.name, about, outcome }, null, 2)}\n`,
        );
      if (outcome.kind !== "scored") {
        if (!flags.json) io.stderr.write(`${outcome.kind}: ${outcome.why}\n`);
        exitWith(1);
        return;
      }
      if (flags.json) return;
      const { alignedText } = await import("../../report/index.js");
      const stages = outcome.evaluated.map(({ stage, model, samples }) => {
        const own = outcome.stages.find((s) => s.stage === stage);
        return { stage, model, samples, metric: own?.metric ?? null, score: own?.score ?? null };
      });
      const columns = [
        { key: "stage", title: "Stage" },
        { key: "model", title: "Model" },
        { key: "samples", title: "Samples" },
        { key: "metric", title: "Metric" },
        { key: "score", title: "Score", digits: 4 },
      ];
      io.stdout.write(
        `${task.name}: ${task.title}\n${environment.name} (${about})\n\n${alignedText({ columns, rows: stages })}\n${summary(outcome, task.metric)}\n`,
      );

      async function open(): Promise<OpenWorld & { readonly close: () => void }> {
        if (flags.world === "live") {
          refuseMisplaced(flags, "live");
          const { openLive, spentLines, tellProgress } = await import("../live-world.js");
          const world = await openLive(task, flags, io);
          const calls = (world.environment.questions ?? 0) * allocation.reduce((sum, one) => sum + one.samples + 1, 0);
          const stop = tellProgress(world, io, calls);
          return {
            ...world,
            close() {
              stop();
              world.close();
              io.stderr.write(spentLines(world.ledger));
            },
          };
        }
        const spec = parseWorld(flags.world);
        refuseMisplaced(flags, spec.kind);
        const opened = openWorld(spec, task, io.cwd, {
          ...(questions === undefined ? {} : { questions }),
          ...(flags.expectation ? { draw: "expectation" } : {}),
          ...(flags.run === undefined ? {} : { run: flags.run }),
          ...(flags.nearest === undefined ? {} : { nearest: flags.nearest }),
          skipGaps: flags.skipGaps ?? false,
        });
        return { ...opened, close() {} };
      }
    });
}

function refuseMisplaced(flags: EvaluateFlags, kind: "simulate" | "replay" | "live"): void {
  const places: readonly (readonly [string, "simulate" | "replay" | "live", boolean])[] = [
    ["--expectation", "simulate", flags.expectation === true],
    ["--run", "simulate", flags.run !== undefined],
    ["--nearest", "replay", flags.nearest !== undefined],
    ["--skip-gaps", "replay", flags.skipGaps === true],
    ...liveOptions().map(
      (option) => [option.long ?? "", "live", Reflect.get(flags, option.attributeName()) !== undefined] as const,
    ),
  ];
  const words = { simulate: "simulated", replay: "replayed", live: "live" };
  for (const [option, place, given] of places)
    if (given && place !== kind) throw new UsageError(`evaluate ${option} requires a ${words[place]} world`);
}

function summary({ score, standardError, questions, cost, provenance, remark }: Scored, metric: string): string {
  const error = standardError === null ? "" : ` ± ${standardError.toFixed(4)}`;
  const over = questions === null ? "" : ` over ${questions} questions`;
  return [
    `${metric} ${score.toFixed(4)}${error}${over}, ${provenance}`,
    `${cost.units.toFixed(2)} units per question`,
    ...(remark === undefined ? [] : [remark]),
  ].join("\n");
}

const help = `
The error is the standard error of the mean over questions.

Examples:
  isocompute evaluate --task 2wiki --world simulate:7 --allocation "Retrieval=Qwen2.5-72B:1,Question Answering=Llama-3.2-3B:50"
  isocompute evaluate --task 2wiki --world simulate:7 --expectation --questions 2000 --json --allocation …
  isocompute evaluate --task 2wiki --world live --base-url http://127.0.0.1:8080/v1 --store 2wiki.db --max-requests 5000 --allocation …
  isocompute evaluate --task my-task.json --world replay:outcomes.csv --nearest 0.3 --allocation …

A replayed table is CSV, with a header of one of these forms:
  allocation,score[,standard_error][,questions][,METRIC of a stage …]     one row per allocation; repeated ones are averaged
  allocation,question,score                                              one row per allocation and question
  question,"Find=A:1 + Answer=B:5",…                                     one row per question, one column per allocation
  retrieve_model_name,retrieve_samples,generate_model_name,…            the official search code's tables`;
