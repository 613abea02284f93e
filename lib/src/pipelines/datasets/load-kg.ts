import { z } from "zod";
import { createRng, DataError, type Rng, shuffled } from "../../core/index.js";
import type { KgExample, Triple } from "../kg-qa/kg-example.js";
import { readRecords } from "./read-records.js";

const triple = z.tuple([z.string(), z.string(), z.string()]);
const facts = {
  crucial_triples: z.array(triple).optional(),
  gt_triples: z.array(triple).optional(),
  "2hop_triples": z.array(triple).optional(),
};
const cwq = z.object({
  ID: z.string().min(1),
  question: z.string().min(1),
  answer: z.union([z.string(), z.array(z.string())]).optional(),
  answers: z.array(z.object({ answer: z.string().nullable(), aliases: z.array(z.string()).optional() })).optional(),
  ...facts,
});
const webqsp = z.object({
  QuestionId: z.string().min(1),
  RawQuestion: z.string().min(1),
  Parses: z.array(
    z.object({ Answers: z.array(z.object({ AnswerArgument: z.string(), EntityName: z.string().nullish() })) }),
  ),
  answer: z.array(z.string()).optional(),
  ...facts,
});

/** Which facts are offered. */
export interface KgOptions {
  /** The most facts offered besides the crucial ones, the first of the file. @default 100 */
  readonly distractors?: number;
  /** Orders the facts of each question. @default the stream "kg-facts" */
  readonly rng?: Rng;
}

/**
 * Reads ComplexWebQuestions or WebQSP, with or without facts. Where a record has `crucial_triples` and `2hop_triples`, the facts offered
 * are the crucial ones and the first two-hop ones that are not on the gold path, in an order that the question's own stream fixes;
 * a record without them gives a question without facts.
 *
 * Answers are any of the gold ones. A WebQSP answer is the entity's name, or its literal where it has none.
 *
 * @throws DataError with file and path if a record is neither, or has no answer
 * @see Talmor and Berant 2018, arXiv 1803.06643; Yih et al. 2016, ACL
 * @example
 * ```ts no-run
 * const examples = loadKg("cwq/data_with_ct_0.5.json");
 * ```
 */
export function loadKg(path: string, options: KgOptions = {}): KgExample[] {
  const { distractors = 100, rng = createRng("kg-facts") } = options;
  const wanted =
    "requires a record of ComplexWebQuestions (ID, question, answer) or of WebQSP (QuestionId, RawQuestion, Parses)";
  return readRecords(path, z.union([cwq, webqsp], { error: wanted })).map((record, index) => {
    const [id, question] = "ID" in record ? [record.ID, record.question] : [record.QuestionId, record.RawQuestion];
    const answers = [...new Set("ID" in record ? cwqAnswers(record) : webqspAnswers(record))].filter(
      (text) => text !== "",
    );
    if (answers.length === 0)
      throw new DataError({ file: path, path: `[${index}]` }, `requires at least one answer, found none for ${id}`);
    const crucial = distinct(record.crucial_triples ?? []);
    const onPath = new Set([...crucial, ...(record.gt_triples ?? [])].map(keyOf));
    const others = distinct(record["2hop_triples"] ?? []).filter((one) => !onPath.has(keyOf(one)));
    const triples = shuffled([...others.slice(0, distractors), ...crucial], rng.fork(id));
    const needed = new Set(crucial.map(keyOf));
    return {
      id,
      question,
      triples,
      gold: triples.flatMap((one, position) => (needed.has(keyOf(one)) ? [position] : [])),
      answers,
    };
  });
}

function cwqAnswers({ answer, answers }: z.infer<typeof cwq>): string[] {
  if (answers !== undefined) return answers.flatMap((one) => [one.answer ?? "", ...(one.aliases ?? [])]);
  return typeof answer === "string" ? [answer] : (answer ?? []);
}

function webqspAnswers({ answer, Parses }: z.infer<typeof webqsp>): string[] {
  return answer ?? Parses.flatMap((parse) => parse.Answers.map((one) => one.EntityName || one.AnswerArgument));
}

function keyOf(one: Triple): string {
  return JSON.stringify(one);
}

function distinct(triples: readonly Triple[]): Triple[] {
  return [...new Map(triples.map((one) => [keyOf(one), one])).values()];
}
