import { createRng } from "../../core/index.js";
import type { Portrayal } from "../actor.js";
import { inventPlace } from "../datasets/invent.js";
import { scoreAnswer } from "../scoring/answer-scores.js";
import { normalizeAnswer } from "../scoring/normalize-answer.js";
import { numberedList } from "./numbered-list.js";
import { questionKey } from "./question-key.js";
import { formatIds } from "./select-ids.js";
import type { SelectionExample, SelectionTask } from "./select-then-answer.js";

/** The stage that selects: right is the gold selection, the rival as many others; a stray reply selects nothing readable. */
export function portraySelection<E extends SelectionExample>(task: SelectionTask<E>): Portrayal<E> {
  const gold = (example: E) => example.gold.map((position) => position + 1);
  const rival = (example: E) => {
    const others = task
      .items(example)
      .flatMap((_, position) => (example.gold.includes(position) ? [] : [position + 1]));
    return others.slice(0, Math.max(1, example.gold.length));
  };
  /** What is needed with one thing too many, so that its recall is whole. */
  const buried = (example: E) => [...gold(example), ...rival(example).slice(0, 1)];
  return {
    systems: { sample: task.selectSystem },
    withhold: (example) => JSON.stringify({ selected: buried(example) }),
    find: findQuestion,
    upstream: () => null,
    judge: (output, example) =>
      output === sortedIds(gold(example)) || output === sortedIds(buried(example)) ? "right" : "rival",
    write(verdict, example, place) {
      if (verdict === "stray")
        return `I cannot tell which ${task.heading.toLowerCase()} are needed (attempt ${place + 1}).`;
      return JSON.stringify({ selected: verdict === "right" ? gold(example) : rival(example) });
    },
  };
}

/** The stage that answers: it is handed the right evidence if its prompt lists exactly what is needed. */
export function portrayAnswer<E extends SelectionExample>(task: SelectionTask<E>): Portrayal<E> {
  return {
    systems: { sample: task.answerSystem, fuse: task.fuseSystem },
    find: findQuestion,
    upstream(prompt, example) {
      const items = task.items(example);
      const needed = example.gold.map((position) => items[position] ?? "");
      const shown = needed.length === 0 ? "(none was selected)" : numberedList(needed);
      return listedLines(prompt, task.heading) === sortedLines(shown) ? "right" : "wrong";
    },
    judge(output, example) {
      if (scoreAnswer(output, example.answers).exactMatch === 1) return "right";
      return normalizeAnswer(output) === normalizeAnswer(wrongAnswer(example, "rival")) ? "rival" : "stray";
    },
    write(verdict, example, place) {
      const answer =
        verdict === "right"
          ? example.answers[0]
          : wrongAnswer(example, verdict === "rival" ? "rival" : `stray/${place}`);
      return `From the ${task.heading.toLowerCase()} this follows step by step.\nAnswer: ${answer}`;
    },
  };
}

/** A made-up answer, the same for the same name; never a right one. */
function wrongAnswer(example: SelectionExample, name: string): string {
  const rng = createRng(`portrayal/${name}/${example.question}`);
  for (let tries = 0; tries < 100; tries++) {
    const answer = inventPlace(rng);
    if (scoreAnswer(answer, example.answers).f1 === 0) return answer;
  }
  throw new RangeError(`no wrong answer was found for question ${example.id}`);
}

function findQuestion(prompt: string): string | null {
  const question = [...prompt.matchAll(/^Question: (.*)$/gm)].at(-1)?.[1];
  return question === undefined ? null : questionKey(question);
}

/** The items that a prompt lists, without their numbers, in one order. */
function listedLines(prompt: string, heading: string): string {
  const start = prompt.indexOf(`${heading}:\n`) + heading.length + 2;
  const end = prompt.lastIndexOf("\n\nQuestion: ");
  return sortedLines(prompt.slice(start, end));
}

function sortedLines(list: string): string {
  return list
    .split("\n")
    .map((line) => line.replace(/^\[\d+\] /, ""))
    .sort()
    .join("\n");
}

function sortedIds(ids: readonly number[]): string {
  return formatIds([...ids].sort((a, b) => a - b));
}
