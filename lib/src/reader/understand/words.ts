import type { Choices } from "./choices.js";

/** What words mean as numbers of samples, by the name of the subtask. */
export type Words = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Reads legends such as `For Answer, numbers of samples are given in words: small = 3, large = 20.` */
export function readWords(text: string, { stages }: Choices): Words {
  const words = new Map<string, Map<string, number>>();
  for (const line of text.split("\n")) {
    const pairs = [...line.matchAll(/([a-z][a-z ]*?) = (\d+)/g)];
    if (pairs.length < 2) continue;
    const stage = stages.find(({ name }) => line.includes(name));
    if (stage !== undefined) words.set(stage.name, new Map(pairs.map(([, word = "", value]) => [word, Number(value)])));
  }
  return words;
}

/** All words of all subtasks, each once. */
export function allWords(words: Words): string[] {
  return [...new Set([...words.values()].flatMap((legend) => [...legend.keys()]))];
}
