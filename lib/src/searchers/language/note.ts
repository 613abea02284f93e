import type { Trial } from "../../trials/index.js";

/** The fields of a trial's note; none where it has no note of that kind, as trials of another searcher. */
export function noteOf(trial: Trial | undefined): Readonly<Record<string, unknown>> {
  const note = trial?.note;
  return typeof note === "object" && note !== null && !Array.isArray(note) ? (note as Record<string, unknown>) : {};
}

/** The texts of a list in a note; none where it is no such list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
