/** A model as a prompt describes it. */
export interface ReadModel {
  readonly name: string;
  /** In billions. */
  readonly size: number;
  /** What one sample costs, and what each further one. */
  readonly first: number;
  readonly further: number;
}

/** A subtask as a prompt describes it. */
export interface ReadStage {
  readonly name: string;
  readonly models: readonly ReadModel[];
}

/** What can be chosen, as a prompt describes it. */
export interface Choices {
  readonly stages: readonly ReadStage[];
  /** The numbers of samples there are, ascending. */
  readonly amounts: readonly number[];
  /** `null` where none is named. */
  readonly budget: number | null;
  /** The name of what shall be high. */
  readonly metric: string | null;
}

const NUMBER = "-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?";
const MODEL = new RegExp(
  `(?:^|, )(.+?) \\((${NUMBER})B parameters; one sample costs (${NUMBER}) units, each further one (${NUMBER})\\)`,
  "g",
);

/** Reads what can be chosen: a line for every subtask with its models and their costs, the range of samples, the budget, the aim. */
export function readChoices(text: string): Choices {
  const stages = new Map<string, ReadStage>();
  for (const line of text.split("\n")) {
    // A name may hold a colon itself: it ends at the last one before the first model's size.
    const head = /^(.*?) \(\S+?B parameters; /.exec(line)?.[1];
    const match = head === undefined ? null : /^\s*(?:\d+[.)]\s*|[-*]\s*)?(.+): /.exec(head);
    const name = match?.[1];
    if (match === null || name === undefined) continue;
    const models = [...line.slice(match[0].length).matchAll(MODEL)].map(
      ([, model = "", size, first, further]): ReadModel => ({
        name: model,
        size: Number(size),
        first: Number(first),
        further: Number(further),
      }),
    );
    if (models.length > 0 && !stages.has(name)) stages.set(name, { name, models });
  }
  const budget = new RegExp(`at most (${NUMBER}) units`).exec(text);
  const metric = /highest ([^\n]+?), a mean/.exec(text);
  return {
    stages: [...stages.values()],
    amounts: readAmounts(text),
    budget: budget === null ? null : Number(budget[1]),
    metric: metric?.[1] ?? null,
  };
}

function readAmounts(text: string): number[] {
  const range = /an integer from (\d+) to (\d+)/.exec(text);
  if (range !== null) {
    const least = Number(range[1]);
    const most = Math.min(Number(range[2]), least + 100_000);
    return Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i);
  }
  const list = /samples it draws, one of ([\d, ]+\d)/.exec(text);
  return list === null ? [1] : (list[1] ?? "1").split(",").map(Number);
}
