import { resolve } from "node:path";
import { Command } from "commander";
import type { Task } from "../../allocation/index.js";
import { DataError, readText } from "../../core/index.js";
import type { Session } from "../io.js";

/** `isocompute task …`: the files that describe pipelines. */
export function taskCommand(session: Session): Command {
  return new Command("task")
    .description("list and check task files, and print their JSON Schema")
    .addCommand(listCommand(session))
    .addCommand(checkCommand(session))
    .addCommand(schemaCommand(session));
}

function listCommand({ io }: Session): Command {
  return new Command("list")
    .description("the tasks of the nearest data/tasks folder, here or above")
    .option("--json", "as data: name, title, path, stages, budget")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { listTasks, loadTask } = await import("../../allocation/index.js");
      const { alignedText } = await import("../../report/index.js");
      const tasks = listTasks(io.cwd).map(({ name, path }) => ({ name, path, task: loadTask(path) }));
      if (json) {
        const data = tasks.map(({ name, path, task }) => ({
          name,
          title: task.title,
          path,
          stages: task.stages.map((stage) => stage.name),
          budget: task.budget,
        }));
        io.stdout.write(`${JSON.stringify(data, null, 2)}\n`);
        return;
      }
      if (tasks.length === 0) {
        io.stdout.write(`no data/tasks/*.json in ${io.cwd} or above it\n`);
        return;
      }
      const columns = [
        { key: "name", title: "Task" },
        { key: "stages", title: "Stages" },
        { key: "budget", title: "Budget" },
        { key: "title", title: "About" },
      ];
      const rows = tasks.map(({ name, task }) => ({
        name,
        stages: task.stages.map((stage) => stage.name).join(", "),
        budget: task.budget,
        title: task.title,
      }));
      io.stdout.write(alignedText({ columns, rows }));
    });
}

function checkCommand({ io, exitWith }: Session): Command {
  return new Command("check")
    .description("check task files; ends with 1 if one of them is not a task")
    .argument("<files...>", "task files")
    .action(async (files: readonly string[]) => {
      const { costBreakdown, parseTask } = await import("../../allocation/index.js");
      const { parseJson } = await import("../../core/index.js");
      for (const file of files)
        try {
          const task = parseTask(parseJson(readText(resolve(io.cwd, file), file), file), file);
          io.stdout.write(`${file}: task ${task.name}, ${task.stages.length} stage(s), budget ${task.budget}\n`);
          for (const warning of negativeCosts(task, costBreakdown)) io.stderr.write(`warning: ${file}: ${warning}\n`);
        } catch (error) {
          if (!(error instanceof DataError) && !(error instanceof Error && "syscall" in error)) throw error;
          io.stderr.write(`error: ${error.message}\n`);
          exitWith(1);
        }
    });
}

/** The choices that cost less than nothing: the cost model takes a base workload off every stage. */
function* negativeCosts(
  task: Task,
  costBreakdown: typeof import("../../allocation/index.js").costBreakdown,
): Iterable<string> {
  const { min: samples } = task.samples;
  const first = task.stages.map((stage) => ({ stage: stage.name, model: stage.models[0]?.name ?? "", samples }));
  for (const [s, stage] of task.stages.entries())
    for (const { name: model } of stage.models) {
      const { stages } = costBreakdown(task, first.with(s, { stage: stage.name, model, samples }));
      const cost = stages[s]?.cost ?? 0;
      if (cost < 0)
        yield `stage "${stage.name}" with ${model} costs ${cost.toFixed(2)} units at ${samples} sample(s), less than nothing: the cost model takes a base workload off every stage, and this call is shorter`;
    }
}

function schemaCommand({ io }: Session): Command {
  return new Command("schema")
    .description('print the JSON Schema of task files, for "$schema" and editors')
    .action(async () => {
      const { taskJsonSchema } = await import("../../allocation/index.js");
      io.stdout.write(`${JSON.stringify(taskJsonSchema(), null, 2)}\n`);
    });
}
