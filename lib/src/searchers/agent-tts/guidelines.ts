import type { Trial } from "../../trials/index.js";
import type { Form } from "../language/form.js";
import { noteOf, textsOf } from "../language/note.js";
import { sentencesForm } from "../language/sentences-form.js";

/** The round in which a trial was made: 0 for initial trials and those of other searchers. */
export function roundOf(trial: Trial): number {
  const { round } = noteOf(trial);
  return typeof round === "number" && Number.isInteger(round) && round > 0 ? round : 0;
}

/** The trials of the latest round; all of them while there was only the initial one. */
export function latestRound(trials: readonly Trial[]): Trial[] {
  const last = Math.max(0, ...trials.map(roundOf));
  return trials.filter((trial) => roundOf(trial) === last);
}

/** The guidelines of every round so far, in order; they are in the notes of the trials that were made under them. */
export function guidelinesByRound(trials: readonly Trial[]): string[][] {
  const rounds = new Map<number, string[]>();
  for (const trial of trials) {
    const found = textsOf(noteOf(trial)["guidelines"]);
    if (found.length > 0 && !rounds.has(roundOf(trial))) rounds.set(roundOf(trial), [...found]);
  }
  return [...rounds].sort(([a], [b]) => a - b).map(([, items]) => items);
}

/** What a round carries on: the first guidelines and the last two, each sentence once. */
export function carriedGuidelines(rounds: readonly (readonly string[])[]): string[] {
  return [...new Set([...rounds.slice(0, 1), ...rounds.slice(-2)].flat())];
}

/** Guidelines as a list of sentences. */
export const guidelinesForm: Form<readonly string[]> = sentencesForm("guidelines", "one concise sentence each");
