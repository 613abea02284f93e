import type { CompareRow } from "../compare/row.js";

/** Values of one task by world, and in each by condition: the mean over seeds. Worlds and conditions are named. */
export interface TaskValues {
  readonly task: string;
  readonly worlds: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * A measure of some searches, by task, world and condition (budget and number of questions), seeds averaged. Searches of one world under
 * several conditions, or with several seeds, share its luck: they are no several worlds.
 */
export function byTask(
  rows: readonly CompareRow[],
  measure: (row: CompareRow) => number | null,
): readonly TaskValues[] {
  const tasks = new Map<string, Map<string, Map<string, number[]>>>();
  for (const row of rows) {
    const value = measure(row);
    if (value === null) continue;
    const worlds = tasks.get(row.task) ?? new Map<string, Map<string, number[]>>();
    tasks.set(row.task, worlds);
    const conditions = worlds.get(row.arena) ?? new Map<string, number[]>();
    worlds.set(row.arena, conditions);
    const key = `${row.budget}/${row.questions}`;
    conditions.set(key, [...(conditions.get(key) ?? []), value]);
  }
  return [...tasks].map(([task, worlds]) => ({
    task,
    worlds: new Map(
      [...worlds].map(([world, conditions]) => [
        world,
        new Map([...conditions].map(([condition, values]) => [condition, mean(values)])),
      ]),
    ),
  }));
}

/** One value of each world of each task: the mean over its conditions. */
export function worldMeans(tasks: readonly TaskValues[]): number[][] {
  return tasks.map(({ worlds }) => [...worlds.values()].map((conditions) => mean([...conditions.values()])));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
