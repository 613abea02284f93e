import type { Task } from "../allocation/index.js";
import { DataError, errorCode } from "../core/index.js";
import { createTrialLog, cutTornLine, holdFile, readTrialLog, requireTask, type TrialLog } from "../trials/index.js";
import { requireSame } from "./require-same.js";

/** A log that a run writes to. */
export interface StudyLog extends Pick<TrialLog, "trials" | "turns"> {
  /** Lets other writers have it. */
  release(): void;
}

/**
 * Begins a run's log, or takes up the one that is there, and keeps other writers off it.
 *
 * @throws DataError if another run writes to the log, it is of another run, or is there and not to be resumed
 */
export async function openStudyLog(
  path: string,
  about: Readonly<Record<string, unknown>>,
  task: Task,
  resume: boolean,
): Promise<StudyLog> {
  const release = holdFile(path);
  try {
    return { ...(await takeUp(path, about, task, resume)), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function takeUp(path: string, about: Readonly<Record<string, unknown>>, task: Task, resume: boolean) {
  try {
    await createTrialLog(path, about);
    return { trials: [], turns: [] };
  } catch (error) {
    if (errorCode(error) !== "EEXIST") throw error;
    if (!resume) throw new DataError({ file: path }, "is there already: resume it, or name another file");
  }
  await cutTornLine(path);
  const log = await readTrialLog(path);
  requireSame(about, log.about, path);
  requireTask(log, task, path);
  return log;
}
