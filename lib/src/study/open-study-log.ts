import { DataError } from "../core/index.js";
import { createTrialLog, cutTornLine, holdFile, readTrialLog, type TrialLog } from "../trials/index.js";

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
  resume: boolean,
): Promise<StudyLog> {
  const release = holdFile(path);
  try {
    return { ...(await takeUp(path, about, resume)), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function takeUp(path: string, about: Readonly<Record<string, unknown>>, resume: boolean) {
  try {
    await createTrialLog(path, about);
    return { trials: [], turns: [] };
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (!resume) throw new DataError({ file: path }, "is there already: resume it, or name another file");
  }
  await cutTornLine(path);
  const log = await readTrialLog(path);
  for (const key of new Set([...Object.keys(about), ...Object.keys(log.about)])) {
    const [wanted, got] = [JSON.stringify(about[key]), JSON.stringify(log.about[key])];
    if (wanted !== got)
      throw new DataError({ file: path, line: 1, path: `about.${key}` }, `requires ${wanted} to resume, got ${got}`);
  }
  return log;
}
