import type { Choices } from "./choices.js";
import { nameAmong } from "./pattern.js";

/** What words mean as numbers of samples, by the name of the subtask. */
export type Words = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Reads legends such as `For Answer, numbers of samples are given in words: small = 3, large = 20.` */
export function readWords(text: string, choices: Choices): Words {
  const words = new Map<string, ReadonlyMap<string, number>>();
  for (const line of text.split("\n")) {
    const legend = readLegend(line, choices);
    if (legend !== null) words.set(...legend);
  }
  return words;
}

/** Whether a line says what words mean: it advises nothing. */
export function isLegend(line: string, choices: Choices): boolean {
  return readLegend(line, choices) !== null;
}

function readLegend(line: string, { stages }: Choices): [stage: string, words: ReadonlyMap<string, number>] | null {
  const pairs = [...line.matchAll(/([a-z][a-z ]*?) = (\d+)/g)];
  const names = stages.map(({ name }) => name);
  const stage = names.find((name) => new RegExp(nameAmong(name, names)).test(line));
  if (pairs.length < 2 || stage === undefined) return null;
  return [stage, new Map(pairs.map(([, word = "", value]) => [word, Number(value)]))];
}

/** All words of all subtasks, each once. */
export function allWords(words: Words): string[] {
  return [...new Set([...words.values()].flatMap((legend) => [...legend.keys()]))];
}
