import { createSpace, findTask, loadTask, parseTask, type Space, type Task } from "../allocation/index.js";
import { budgetUnits, DataError, UsageError } from "../core/index.js";
import { requireTask, type TrialLog } from "../trials/index.js";

/**
 * The space that a log was searched in, by what its first line says.
 *
 * @param file named in errors
 * @param from where a task is looked for that the log only names
 * @param name of the task, for a log that does not hold it
 * @throws DataError for a log that is not of a search, or does not fit its task; UsageError if there is no such task, or none is asked for
 */
export function spaceOfLog(log: TrialLog, file: string, from: string, name?: string): Space {
  const { task: named, budget, grid } = log.about;
  if (typeof named !== "string" || typeof budget !== "number" || (grid !== undefined && !Array.isArray(grid)))
    throw new DataError({ file, line: 1 }, "requires a log of isocompute search, with its task and budget");
  const own = taskOfLog(log.about, file);
  if (own !== null && name !== undefined)
    throw new UsageError(`--task is for logs that do not hold their task, ${file} holds its task ${own.name}`);
  const task = own ?? loadTask(findTask(name ?? named, from));
  if (task.name !== named)
    throw new DataError(
      { file, line: 1, path: "about.task" },
      `requires "${task.name}", the task's name, got "${named}"`,
    );
  requireTask(log, task, file);
  try {
    return createSpace(task, {
      budget: budgetUnits(budget),
      ...(grid === undefined ? {} : { grid: grid as number[] }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DataError({ file, line: 1, path: "about" }, error.message, { cause: error });
  }
}

/** The task that a log holds; `null` for those from before logs did. */
export function taskOfLog(about: TrialLog["about"], file: string): Task | null {
  return about["taskFile"] === undefined ? null : parseTask(about["taskFile"], `${file}:1, at about.taskFile`);
}
