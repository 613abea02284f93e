import { at, createRng, type Rng } from "../../core/index.js";
import type { KgExample, Triple } from "../kg-qa/kg-example.js";
import type { QaExample } from "../retrieval-qa/qa-example.js";
import { syntheticKg } from "./synthetic-kg.js";
import { syntheticMultiHop } from "./synthetic-multi-hop.js";
import { syntheticSoftware } from "./synthetic-software.js";
import { syntheticTools } from "./synthetic-tools.js";

/**
 * Made-up data sets in the form in which the real ones are distributed, so that loaders and pipelines can be tried from files:
 * 2WikiMultiHopQA, HotpotQA, ComplexWebQuestions and WebQSP (with facts), TaskBench (requests and tools), SRDD.
 *
 * `data/synthetic` holds the files of `syntheticFiles(createRng("data/synthetic"), 12)`.
 *
 * @param count examples in each
 * @returns the text of each file by its path
 * @throws RangeError unless `count` is a whole number above zero
 * @example
 * Object.keys(syntheticFiles(createRng("doc"), 1)).length; // => 7
 */
export function syntheticFiles(rng: Rng, count: number): Readonly<Record<string, string>> {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`syntheticFiles requires a whole number of examples above zero, got ${count}`);
  const multiHop = (name: string) => syntheticMultiHop(rng.fork(name), count, { passages: 10 });
  const facts = (name: string) => syntheticKg(rng.fork(name), count, { triples: 12 });
  const requests = syntheticTools(rng.fork("taskbench"), count);
  return {
    "2wikimultihopqa.json": list(multiHop("2wikimultihopqa").map(twoWiki)),
    "hotpotqa.json": list(multiHop("hotpotqa").map(hotpot)),
    "cwq.json": list(facts("cwq").map(cwq)),
    "webqsp.json": list(facts("webqsp").map(webqsp)),
    "taskbench/data.json": requests
      .map(({ id, request, gold }) => {
        const { steps = [], nodes = [], links = [] } = gold ?? {};
        const type = links.length === 0 ? "single" : "chain";
        const labels = {
          tool_steps: steps.map((step, i) => `Step ${i + 1}: ${step}`),
          tool_nodes: nodes,
          tool_links: links,
        };
        return `${JSON.stringify({ id, type, n_tools: nodes.length, instruction: request, ...labels })}\n`;
      })
      .join(""),
    "taskbench/tool_desc.json": `${JSON.stringify(
      {
        nodes: (requests[0]?.tools ?? []).map(({ id, desc, parameters }) => ({
          id,
          desc,
          parameters: parameters.map((name) => ({ name, type: "string", desc: `The ${name}` })),
        })),
      },
      null,
      1,
    )}\n`,
    "srdd.csv": `Name,Description,Category\n${syntheticSoftware(rng.fork("srdd"), count)
      .map(({ name, description }) => `${name},"${description.replaceAll('"', '""')}",Made_Up\n`)
      .join("")}`,
  };
}

const list = (records: readonly unknown[]) => `[\n${records.map((record) => JSON.stringify(record)).join(",\n")}\n]\n`;

/** A paragraph for each passage, under the title of what it speaks of. */
function paragraphs({ passages, gold }: QaExample) {
  const context = passages.map((passage): [string, string[]] => [
    passage.replace(/ (?:is a film|was born).*$/, ""),
    [passage],
  ]);
  return { context, supporting_facts: gold.map((position) => [at(context, position)[0], 0]) };
}

function twoWiki(example: QaExample) {
  const [film, person] = example.gold
    .map((position) => at(example.passages, position))
    .sort((a, b) => Number(b.includes(" is a film ")) - Number(a.includes(" is a film ")));
  const [title = "", director = ""] = (film ?? "").replace(/\.$/, "").split(" is a film directed by ");
  const [, town = ""] = (person ?? "").replace(/\.$/, "").split(" was born in the town of ");
  return {
    _id: example.id,
    type: "compositional",
    question: example.question,
    ...paragraphs(example),
    evidences: [
      [title, "director", director],
      [director, "place of birth", town],
    ],
    answer: at(example.answers, 0),
  };
}

function hotpot(example: QaExample) {
  const { id, question, answers } = example;
  return { _id: id, answer: at(answers, 0), question, ...paragraphs(example), type: "bridge", level: "easy" };
}

function facts({ triples, gold }: KgExample): Readonly<Record<string, readonly Triple[]>> {
  const crucial = gold.map((position) => at(triples, position));
  return { crucial_triples: crucial, gt_triples: crucial, "2hop_triples": triples };
}

/** Entities of the made-up graph have names alone; a machine's id is derived from the name. */
const idOf = (name: string) =>
  `m.${createRng(name)
    .below(2 ** 32)
    .toString(36)}`;

function cwq(example: KgExample) {
  const { id, question, answers } = example;
  return {
    ID: id,
    compositionality_type: "composition",
    question,
    answers: answers.map((answer) => ({ answer_id: idOf(answer), answer, aliases: [] })),
    ...facts(example),
  };
}

function webqsp(example: KgExample) {
  const { id, question, answers, triples, gold } = example;
  const path = gold.map((position) => at(triples, position)[1]);
  return {
    QuestionId: id,
    RawQuestion: question,
    ProcessedQuestion: question.toLowerCase().replace(/\?$/, ""),
    Parses: [
      {
        ParseId: `${id}.P0`,
        InferentialChain: [...path].sort(),
        Constraints: [],
        Answers: answers.map((answer) => ({
          AnswerType: "Entity",
          AnswerArgument: idOf(answer),
          EntityName: answer,
        })),
      },
    ],
    ...facts(example),
  };
}
