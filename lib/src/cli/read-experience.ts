import { resolve } from "node:path";
import { findTask, loadTask } from "../allocation/index.js";
import { DataError } from "../core/index.js";
import type { Experience } from "../searchers/index.js";
import { isScored, readTrialLog, requireTask } from "../trials/index.js";
import { taskOfLog } from "./log-space.js";

/** What was learned in other searches, and how a log says so. */
export interface LoggedExperience {
  readonly experience: readonly Experience[];
  readonly about: readonly string[];
}

/** Reads the logs of searches as experience; tasks of logs that do not hold theirs are looked for by name from `from`. */
export async function readExperience(files: readonly string[], from: string): Promise<LoggedExperience> {
  const logs = await Promise.all(
    files.map(async (file) => {
      const log = await readTrialLog(resolve(from, file));
      const { about, trials } = log;
      if (typeof about["task"] !== "string")
        throw new DataError({ file, line: 1 }, "requires a log of isocompute search, with its task");
      if (!trials.some(isScored)) throw new DataError({ file }, "requires a trial with a score, to learn from");
      const task = taskOfLog(about, file) ?? loadTask(findTask(about["task"], from));
      requireTask(log, task, file);
      return { task, trials, told: `${trials.length} trials of ${task.name} in ${about["world"]}` };
    }),
  );
  return {
    experience: logs.map(({ task, trials }) => ({ task, trials })),
    about: logs.map(({ told }) => told),
  };
}
