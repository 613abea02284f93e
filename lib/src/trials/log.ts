import { z } from "zod";
import { allocationKey } from "../allocation/index.js";
import { DataError, parseJson } from "../core/index.js";
import { appendLine, createLines, openLines, readLines, type TornLine } from "./json-lines.js";
import { parseTrial, parseTurn } from "./parse-trial.js";
import type { Turn } from "./proposal.js";
import type { Trial } from "./trial.js";

/** A log as it was read. */
export interface TrialLog {
  /** What the log is of, as its first line says. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly trials: readonly Trial[];
  /** What was proposed, and when; empty in logs that were written without proposals. */
  readonly turns: readonly Turn[];
  /** An unfinished last line, left by a writer that was killed; `null` in a whole log. What it held never came to be. */
  readonly torn: TornLine | null;
}

const header = z.strictObject({
  isocompute: z.literal("trials"),
  version: z.literal(1),
  about: z.record(z.string(), z.unknown()),
});

/**
 * Begins a log: JSON lines, the first of which says what the rest is about, such as task, budget, searcher and seed. A proposal is a
 * line that stands before the trials of its candidates; no line holds the time at which it was written, so that the same run
 * leaves the same bytes.
 *
 * @throws an EEXIST error if the file is there already: a log is never overwritten
 * @throws RangeError if a number is not finite
 * @example
 * ```ts no-run
 * await createTrialLog("run.jsonl", { task: "2wiki", searcher: "random", seed: "1" });
 * ```
 */
export async function createTrialLog(path: string, about: Readonly<Record<string, unknown>>): Promise<void> {
  await createLines(path, headerOf(about));
}

/**
 * Begins a log, or takes up the one that is there: an unfinished last line is cut off, and a log whose writer was killed before its
 * header was whole is begun anew.
 *
 * @param resume whether the log may be there
 * @throws DataError if the log is there and may not be, or a line is not as it should be: see `readTrialLog`
 * @throws RangeError if a number is not finite
 * @example
 * ```ts no-run
 * const { trials, turns } = await openTrialLog("run.jsonl", { task: "2wiki", searcher: "random", seed: "1" }, true);
 * ```
 */
export async function openTrialLog(
  path: string,
  about: Readonly<Record<string, unknown>>,
  resume: boolean,
): Promise<TrialLog> {
  return (await openLines(path, headerOf(about), resume))
    ? { about, trials: [], turns: [], torn: null }
    : readTrialLog(path);
}

function headerOf(about: Readonly<Record<string, unknown>>): unknown {
  return { isocompute: "trials", version: 1, about };
}

/**
 * Adds a trial as one line, and returns when it is on the disk.
 *
 * @throws DataError if the log ends in a torn line, to which this one would be glued: see `cutTornLine`
 * @throws RangeError if a number is not finite: nothing is written
 * @example
 * ```ts no-run
 * for await (const trial of trials) await appendTrial("run.jsonl", trial);
 * ```
 */
export async function appendTrial(path: string, trial: Trial): Promise<void> {
  await appendLine(path, trial);
}

/**
 * Adds a proposal as one line, before any of its candidates is tried, and returns when it is on the disk. A run that is killed
 * before all of them were tried then goes on with the rest and need not ask again.
 *
 * @throws DataError if the log ends in a torn line, to which this one would be glued: see `cutTornLine`
 * @throws RangeError if a number is not finite: nothing is written
 * @example
 * ```ts no-run
 * await appendProposal("run.jsonl", { after: trials.length, proposal: await searcher.propose(view) });
 * ```
 */
export async function appendProposal(path: string, { after, proposal }: Turn): Promise<void> {
  await appendLine(path, { after, proposal });
}

/**
 * Reads a log. A last line without its end is reported, not read: its trial never came to be.
 *
 * @throws DataError with the line if a whole line is neither trial nor proposal, trials are not numbered 0, 1, 2, …, as two writers
 * at once would leave them, or a trial is not of the candidate whose turn it was
 * @example
 * ```ts no-run
 * const { trials, turns, torn } = await readTrialLog("run.jsonl");
 * ```
 */
export async function readTrialLog(path: string): Promise<TrialLog> {
  const { lines, torn } = await readLines(path);
  const [first, ...others] = lines;
  if (first === undefined) throw new DataError({ file: path }, "requires a header line, got none that is whole");
  const opening = header.safeParse(parseJson(first, path));
  if (!opening.success)
    throw new DataError(
      { file: path, line: 1 },
      `requires the header {"isocompute":"trials","version":1,"about":{…}}, got ${first.slice(0, 60)}`,
    );
  const trials: Trial[] = [];
  const turns: Turn[] = [];
  for (const [i, text] of others.entries()) {
    const value = parseJson(text, path, i + 2);
    if (typeof value === "object" && value !== null && "proposal" in value) {
      const turn = parseTurn(value, path, i + 2);
      requireTurn(turn, turns.at(-1), trials.length, { file: path, line: i + 2 });
      turns.push(turn);
    } else {
      const trial = parseTrial(value, path, i + 2);
      requireTrial(trial, turns.at(-1), trials.length, { file: path, line: i + 2 });
      trials.push(trial);
    }
  }
  return { about: opening.data.about, trials, turns, torn };
}

interface LinePlace {
  readonly file: string;
  readonly line: number;
}

function requireTurn(turn: Turn, last: Turn | undefined, trials: number, place: LinePlace): void {
  if (turn.after !== trials)
    throw new DataError({ ...place, path: "after" }, `requires ${trials}, the trials so far, got ${turn.after}`);
  const promised = last === undefined ? trials : last.after + last.proposal.candidates.length;
  if (promised > trials)
    throw new DataError(place, `requires the trials of the last proposal first: ${promised - trials} are not there`);
}

function requireTrial(trial: Trial, last: Turn | undefined, index: number, place: LinePlace): void {
  if (trial.index !== index) throw new DataError({ ...place, path: "index" }, `requires ${index}, got ${trial.index}`);
  if (last === undefined) return;
  const candidate = last.proposal.candidates[index - last.after];
  if (candidate === undefined) throw new DataError(place, "requires a proposal before this trial, got none");
  const [wanted, got] = [allocationKey(candidate.allocation), allocationKey(trial.proposed)];
  if (wanted !== got)
    throw new DataError({ ...place, path: "proposed" }, `requires the candidate proposed, ${wanted}, got ${got}`);
}
