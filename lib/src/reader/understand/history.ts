import type { Choices } from "./choices.js";
import { anyOf, literal, nameAmong } from "./pattern.js";
import { allWords, type Words } from "./words.js";

/** One choice per subtask: which of its models, and how many samples. */
export type Plan = readonly { readonly model: string; readonly samples: number }[];

/** A line of the prompt that names a whole plan. */
export interface Mention {
  readonly plan: Plan;
  /**
   * - `scored`, `unscored`: it was run
   * - `praised`: said to be good, without a score of this task
   * - `forecast`: what it would score, by somebody's reckoning
   * - `named`: anything else, such as one that was refused
   */
  readonly kind: "scored" | "unscored" | "praised" | "forecast" | "named";
  /** The score or the forecast. */
  readonly score: number | null;
  /** How sure the forecast is: plus or minus so much. */
  readonly spread: number | null;
}

/** Reads every line that names a choice for all subtasks. */
export function readMentions(
  lines: readonly string[],
  choices: Choices,
  words: Words,
): { mentions: Mention[]; rest: string[] } {
  const read = planReader(choices, words);
  const mentions: Mention[] = [];
  const rest: string[] = [];
  for (const line of lines) {
    const plan = read(line);
    if (plan === null) rest.push(line);
    else mentions.push({ plan, ...standing(line, choices.metric) });
  }
  return { mentions, rest };
}

function standing(line: string, metric: string | null): Omit<Mention, "plan"> {
  const number = "(-?\\d+(?:\\.\\d+)?)";
  const named = metric === null ? "" : `(?: ${literal(metric)})?`;
  const forecast = new RegExp(
    `(?:predict|forecast|expect|believ)\\w*${named}[ :=]+(?:of )?${number}(?: ?(?:±|\\+/-) ?${number})?`,
    "i",
  ).exec(line);
  if (forecast !== null)
    return {
      kind: "forecast",
      score: Number(forecast[1]),
      spread: forecast[2] === undefined ? null : Number(forecast[2]),
    };
  const score = metric === null ? null : new RegExp(`${literal(metric)}[ :=]+${number}`).exec(line);
  if (score !== null) return { kind: "scored", score: Number(score[1]), spread: null };
  if (/no score|failed|broke/i.test(line)) return { kind: "unscored", score: null, spread: null };
  if (/\bwell\b|\bgood\b/i.test(line)) return { kind: "praised", score: null, spread: null };
  return { kind: "named", score: null, spread: null };
}

/** How a line names a plan: every subtask, its model after it, the number of samples after that, in figures or in known words. */
function planReader({ stages }: Choices, words: Words): (line: string) => Plan | null {
  if (stages.length === 0) return () => null;
  const amount = [`\\d+`, ...(words.size > 0 ? [anyOf(allWords(words))] : [])].join("|");
  const patterns = stages.map(
    ({ name, models }) =>
      new RegExp(
        `${nameAmong(
          name,
          stages.map((stage) => stage.name),
        )}["'\\s:={]*(?:model["'\\s:=]*)?(${anyOf(models.map((m) => m.name))})["'\\s,:=x×]*(?:with |samples["'\\s:=]*)?(${amount})(?![\\w.])`,
      ),
  );
  return (line) => {
    const plan = [];
    for (const [i, pattern] of patterns.entries()) {
      const match = pattern.exec(line);
      if (match === null) return null;
      const [, model = "", count = ""] = match;
      const samples = /^\d+$/.test(count) ? Number(count) : words.get(stages[i]?.name ?? "")?.get(count);
      if (samples === undefined) return null;
      plan.push({ model, samples });
    }
    return plan;
  };
}

/** One text for equal plans. */
export function planKey(plan: Plan): string {
  return plan.map(({ model, samples }) => `${model}:${samples}`).join("|");
}
