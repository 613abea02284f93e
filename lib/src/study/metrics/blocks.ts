import type { CompareRow } from "../compare/row.js";

/** Values of one task, one for each arena of it: the mean over its seeds. Arenas are named. */
export interface TaskValues {
  readonly task: string;
  readonly arenas: ReadonlyMap<string, number>;
}

/** A measure of some searches, by task and arena, seeds averaged: two seeds of one arena are no two worlds. */
export function byTask(
  rows: readonly CompareRow[],
  measure: (row: CompareRow) => number | null,
): readonly TaskValues[] {
  const tasks = new Map<string, Map<string, number[]>>();
  for (const row of rows) {
    const value = measure(row);
    if (value === null) continue;
    const arenas = tasks.get(row.task) ?? new Map<string, number[]>();
    tasks.set(row.task, arenas);
    const key = `${row.arena}/${row.budget}/${row.questions}`;
    arenas.set(key, [...(arenas.get(key) ?? []), value]);
  }
  return [...tasks].map(([task, arenas]) => ({
    task,
    arenas: new Map([...arenas].map(([key, values]) => [key, mean(values)])),
  }));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
