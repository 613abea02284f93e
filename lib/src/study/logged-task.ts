import { type Task, type TaskFile, taskFileOf } from "../allocation/index.js";

/** What of a task stands in the first line of a log: all that its reader needs. */
export function loggedTask(task: Task): TaskFile {
  const { budgets: _budgets, examples: _examples, sources: _sources, ...needed } = taskFileOf(task);
  return needed;
}
