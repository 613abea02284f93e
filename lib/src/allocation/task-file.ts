import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { didYouMean, parseJson, readText, UsageError } from "../core/index.js";
import { parseTask } from "./parse-task.js";
import type { Task } from "./task.js";

/**
 * Reads a task file.
 *
 * @throws DataError if it is not JSON or not a task: file, line and column or path, what was required and found
 * @example
 * ```ts no-run
 * const task = loadTask("data/tasks/2wiki.json");
 * ```
 */
export function loadTask(path: string): Task {
  return parseTask(parseJson(readText(path), path), path);
}

/**
 * The path of the task file that a name means: `name` itself if it is a path (it ends in `.json` or has a slash), else
 * `data/tasks/<name>.json` in `from` or the nearest folder above it that has such a file.
 *
 * @throws UsageError if there is none; the message lists the tasks found and suggests the nearest
 * @example
 * ```ts no-run
 * loadTask(findTask("2wiki", process.cwd()));
 * ```
 */
export function findTask(name: string, from: string): string {
  if (name.endsWith(".json") || /[/\\]/.test(name)) return resolve(from, name);
  const known = listTasks(from);
  const found = known.find((task) => task.name === name);
  if (found !== undefined) return found.path;
  const names = known.map((task) => task.name);
  throw new UsageError(
    names.length === 0
      ? `there is no task "${name}": no data/tasks/*.json in ${from} or above it; name a task file by its path`
      : `there is no task "${name}" (${names.join(", ")})${didYouMean(name, names)}`,
  );
}

/**
 * The tasks that `findTask` can name from a folder: those of the nearest `data/tasks` in it or above, by name.
 *
 * @example
 * ```ts no-run
 * listTasks(process.cwd()).map((task) => task.name);
 * ```
 */
export function listTasks(from: string): readonly { readonly name: string; readonly path: string }[] {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const tasks = join(folder, "data", "tasks");
    if (existsSync(tasks))
      return readdirSync(tasks)
        .filter((file) => file.endsWith(".json") && file !== "task.schema.json")
        .map((file) => ({ name: file.slice(0, -".json".length), path: join(tasks, file) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    if (dirname(folder) === folder) return [];
  }
}
