import { at } from "../../core/index.js";
import type { Message } from "../../llm/index.js";
import type { Pipeline, Scores, StageRunner } from "../pipeline.js";
import { scoreAnswer } from "../scoring/answer-scores.js";
import { setScores } from "../scoring/set-scores.js";
import { listCandidates } from "./candidates.js";
import { numberedList } from "./numbered-list.js";
import { oneLine, questionKey } from "./question-key.js";
import { parseIds, readSelection, selectionSchema, voteOnSelections } from "./select-ids.js";
import { portrayAnswer, portraySelection } from "./select-then-answer-portrayal.js";
import { readShortAnswer } from "./short-answer.js";

/** Settings of the stages of a question-answering pipeline. */
export interface QaOptions {
  /** @default 0.9 */
  readonly retrievalTemperature?: number;
  /** @default 0.7 */
  readonly answerTemperature?: number;
  /** @default 0.3 */
  readonly fuseTemperature?: number;
  /** The most tokens of any reply. @default 512 */
  readonly maxTokens?: number;
}

/** A question with things to choose evidence from. */
export interface SelectionExample {
  readonly id: string;
  readonly question: string;
  /** Positions of the needed things, from zero; none where none is known. */
  readonly gold: readonly number[];
  /** The right answer first, then its aliases. */
  readonly answers: readonly string[];
}

/** What tells one such pipeline from another: the things, what they are called, and the instructions. */
export interface SelectionTask<E> {
  readonly name: string;
  readonly items: (example: E) => readonly string[];
  readonly heading: string;
  readonly selectSystem: string;
  readonly answerSystem: string;
  readonly fuseSystem: string;
}

/**
 * Two stages: `Retrieval` draws selections and votes on them, `Question Answering` draws answers from what was selected and lets
 * the same model fuse them. The fusing call sees what was selected, once; the official code shows it everything, twice.
 */
export function selectThenAnswer<E extends SelectionExample>(task: SelectionTask<E>, options: QaOptions): Pipeline<E> {
  const { retrievalTemperature = 0.9, answerTemperature = 0.7, fuseTemperature = 0.3, maxTokens = 512 } = options;
  const retrieval: StageRunner<E> = {
    name: "Retrieval",
    ask: ({ example }) => ({
      messages: prompt(task.selectSystem, evidence(task, example.question, itemsOf(task, example))),
      temperature: retrievalTemperature,
      maxTokens,
      schema: selectionSchema,
    }),
    read: (reply, { example }) => readSelection(reply, task.items(example).length),
    aggregation: { kind: "vote", vote: voteOnSelections },
    fallback: "",
    score: (output, example) => selectionScores(parseIds(output ?? ""), example.gold),
    portrayal: portraySelection(task),
  };
  const answer: StageRunner<E> = {
    name: "Question Answering",
    ask: ({ example, upstream }) => ({
      messages: prompt(task.answerSystem, evidence(task, example.question, selected(task, example, upstream))),
      temperature: answerTemperature,
      maxTokens,
    }),
    read: readShortAnswer,
    aggregation: {
      kind: "fuse",
      fromSamples: 1,
      ask: (samples, { example, upstream }) => {
        const known = evidence(task, example.question, selected(task, example, upstream));
        return {
          messages: prompt(task.fuseSystem, `${known}\n\nAnswers:\n${listCandidates(samples)}`),
          temperature: fuseTemperature,
          maxTokens,
        };
      },
    },
    portrayal: portrayAnswer(task),
  };
  return {
    name: task.name,
    stages: [retrieval, answer],
    metric: "Gen_EM",
    key: (example) => questionKey(example.question),
    score: (output, example) => answerMetrics(output, example.answers),
  };
}

function itemsOf<E extends SelectionExample>(task: SelectionTask<E>, example: E): readonly string[] {
  const items = task.items(example);
  if (items.length === 0)
    throw new RangeError(
      `${task.name} requires ${task.heading.toLowerCase()} to choose from, found none for question ${example.id}`,
    );
  return items;
}

function selected<E>(task: SelectionTask<E>, example: E, upstream: readonly string[]): string[] {
  const items = task.items(example);
  return parseIds(at(upstream, 0)).map((id) => at(items, id - 1));
}

function prompt(system: string, user: string): Message[] {
  return [
    { role: "system", content: system },
    { role: "user", content: user },
  ];
}

function evidence<E>(task: SelectionTask<E>, question: string, items: readonly string[]): string {
  return `${task.heading}:\n${items.length === 0 ? "(none was selected)" : numberedList(items)}\n\nQuestion: ${oneLine(question)}`;
}

/** Metrics of an answer under the names of the official tables; an example that failed earns 0. */
function answerMetrics(output: string | null, answers: readonly string[]): Scores {
  const scores = output === null ? null : scoreAnswer(output, answers);
  return {
    Gen_EM: scores?.exactMatch ?? 0,
    Gen_Cover: scores?.coverMatch ?? 0,
    Gen_F1: scores?.f1 ?? 0,
    Gen_Precision: scores?.precision ?? 0,
    Gen_Recall: scores?.recall ?? 0,
  };
}

/** Metrics of a selection (numbers from one); null where nothing is known to be right. */
function selectionScores(found: readonly number[], gold: readonly number[]): Scores {
  if (gold.length === 0) return { Ret_Precision: null, Ret_Recall: null, Ret_F1: null };
  const { precision, recall, f1 } = setScores(
    found,
    gold.map((position) => position + 1),
  );
  return { Ret_Precision: precision, Ret_Recall: recall, Ret_F1: f1 };
}
