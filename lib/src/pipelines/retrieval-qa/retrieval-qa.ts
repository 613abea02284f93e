import type { Pipeline } from "../pipeline.js";
import { type QaOptions, selectThenAnswer } from "../stages/select-then-answer.js";
import { shortAnswerForm } from "../stages/short-answer.js";
import type { QaExample } from "./qa-example.js";

/**
 * Question answering over passages (2WikiMultiHopQA, HotpotQA): `Retrieval` draws selections of passages and votes on them;
 * `Question Answering` draws answers from the selected passages and lets the same model fuse them.
 *
 * Scores: exact match (main), cover match, F1, precision and recall of the answer; precision, recall and F1 of the selection.
 *
 * @example
 * retrievalQa().stages.map((stage) => stage.name); // => ["Retrieval", "Question Answering"]
 */
export function retrievalQa(options: QaOptions = {}): Pipeline<QaExample> {
  return selectThenAnswer<QaExample>(
    {
      name: "retrieval-qa",
      items: (example) => example.passages,
      heading: "Passages",
      selectSystem:
        "You find evidence. Given numbered passages and a question, choose the passages that together are needed to answer it, and no others. " +
        'Reply with JSON alone: {"selected": [numbers of the passages]}.',
      answerSystem: `You answer questions from the passages given. Where they do not suffice, use what you know. ${shortAnswerForm}`,
      fuseSystem:
        "Several answers to one question are given. Some may be wrong, and the majority may be wrong. Weigh them against the passages and give " +
        `the one best answer. ${shortAnswerForm}`,
    },
    options,
  );
}
