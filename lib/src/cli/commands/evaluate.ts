import { Command } from "commander";
import type { Scored } from "../../trials/index.js";
import type { Session } from "../io.js";
import { isStop, stopCode } from "../stopped.js";
import { openFlaggedWorld, type WorldFlags, withWorldOptions } from "../world-options.js";

interface EvaluateFlags extends WorldFlags {
  readonly task: string;
  readonly allocation: string;
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
    .option("--json", "the same as data, and nothing else");
  return withWorldOptions(command, "all; 500 in a simulated world, 50 made-up ones in a live one")
    .addHelpText("after", help)
    .action(async (flags: EvaluateFlags) => {
      const { allocationKey, findTask, loadTask, parseAllocation } = await import("../../allocation/index.js");
      const taskFile = findTask(flags.task, io.cwd);
      const task = loadTask(taskFile);
      const allocation = parseAllocation(flags.allocation, task);
      const { environment, about, close } = await openFlaggedWorld("evaluate", task, flags, io, {
        taskFile,
        allocation,
      });
      const outcome = await environment
        .evaluate(allocation, { signal: io.signal })
        .catch((error: unknown) => {
          if (isStop(error, io.signal)) return null;
          throw error;
        })
        .finally(close);
      if (outcome === null) {
        io.stderr.write(`the run was stopped${whatIsKept(flags)}\n`);
        exitWith(stopCode(io.signal.reason));
        return;
      }
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
        `${task.name}: ${task.title}\n${environment.name} (${about})\n\n${alignedText({ columns, rows: stages })}\n${summary(outcome, outcome.metric ?? task.metric)}\n`,
      );
    });
}

/** What a stopped run leaves behind. */
function whatIsKept({ world, store }: EvaluateFlags): string {
  if (world !== "live") return "";
  return store === undefined
    ? "; its replies are not kept: with --store they are, and a stopped run goes on"
    : `; every reply so far is kept in ${store}, and the same command goes on from there`;
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
