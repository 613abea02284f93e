import type { Pipeline } from "../pipeline.js";
import { type QaOptions, selectThenAnswer } from "../stages/select-then-answer.js";
import { shortAnswerForm } from "../stages/short-answer.js";
import type { KgExample, Triple } from "./kg-example.js";

/**
 * Question answering over a knowledge graph (ComplexWebQuestions, WebQSP): `Retrieval` draws selections of facts and votes on
 * them; `Question Answering` draws answers from the selected facts and lets the same model fuse them.
 *
 * Scores as in `retrievalQa`. A question without a known fact has no score for its selection and is left out of that mean alone.
 *
 * @example
 * kgQa().metric; // => "Gen_EM"
 */
export function kgQa(options: QaOptions = {}): Pipeline<KgExample> {
  return selectThenAnswer<KgExample>(
    {
      name: "kg-qa",
      items: (example) => example.triples.map(formatTriple),
      heading: "Facts",
      selectSystem:
        "You find evidence in a knowledge graph. Given numbered facts, each <head, relation, tail>, and a question, choose the facts that help " +
        'to answer it, and no others. Reply with JSON alone: {"selected": [numbers of the facts]}.',
      answerSystem: `You answer questions from facts of a knowledge graph, each <head, relation, tail>. Where they do not suffice, use what you know. ${shortAnswerForm}`,
      fuseSystem:
        "Several answers to one question about a knowledge graph are given. Some may be wrong, and the majority may be wrong. Weigh them against " +
        `the facts and give the one best answer. ${shortAnswerForm}`,
    },
    options,
  );
}

function formatTriple([head, relation, tail]: Triple): string {
  return `<${head}, ${relation}, ${tail}>`;
}
