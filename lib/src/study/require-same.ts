import { DataError } from "../core/index.js";

/** What logs did not always say: where one does not, it is not compared. */
const since = ["taskFile", "environment", "taskFiles", "environments"];

/** What of a task does not decide what a run does. */
const beside = ["title", "budget"];

/**
 * Refuses to go on with a log or a file of results that is about something else than this run.
 *
 * @param path of the file
 * @throws DataError with the first thing in which the two differ
 */
export function requireSame(
  about: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
  path: string,
): void {
  // As a file keeps it.
  const asked = JSON.parse(JSON.stringify(about)) as Record<string, unknown>;
  for (const key of new Set([...Object.keys(asked), ...Object.keys(found)])) {
    if (since.includes(key) && !(key in found)) continue;
    const difference = differenceOf(asked[key], found[key], `about.${key}`);
    if (difference === null) continue;
    const { place, wanted, got } = difference;
    throw new DataError({ file: path, line: 1, path: place }, `requires ${show(wanted)} to resume, got ${show(got)}`);
  }
}

interface Difference {
  readonly place: string;
  readonly wanted: unknown;
  readonly got: unknown;
}

/** Where two JSON values differ first; lists of plain values differ as a whole. */
function differenceOf(wanted: unknown, got: unknown, place: string): Difference | null {
  if (isTable(wanted) && isTable(got)) {
    const inTask = place.startsWith("about.taskFile");
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(got)])) {
      if (inTask && beside.includes(key)) continue;
      const name = Array.isArray(wanted) ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `["${key}"]`;
      const found = differenceOf(wanted[key], got[key], `${place}${name}`);
      if (found !== null) return found;
    }
    return null;
  }
  return JSON.stringify(wanted) === JSON.stringify(got) ? null : { place, wanted, got };
}

/** What is gone into: a record, or a list of records by position. */
function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && (!Array.isArray(value) || value.every(isTable));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "none";
}
