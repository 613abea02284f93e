import type { Task } from "../allocation/index.js";
import { holdFile, openTrialLog, requireTask, type TrialLog } from "../trials/index.js";
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
    const log = await openTrialLog(path, about, resume);
    requireSame(about, log.about, path);
    requireTask(log, task, path);
    return { ...log, release };
  } catch (error) {
    release();
    throw error;
  }
}
