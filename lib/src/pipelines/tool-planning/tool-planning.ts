import { at } from "../../core/index.js";
import type { Message, Parsed, ReplySchema } from "../../llm/index.js";
import type { Pipeline, Question, Scores, StageInput, StageRunner } from "../pipeline.js";
import { rougeL } from "../scoring/rouge-l.js";
import { argumentScores, nodeScores, type ToolNode, type ToolPlan } from "../scoring/tool-plan.js";
import { listCandidates } from "../stages/candidates.js";
import { numberedList } from "../stages/numbered-list.js";
import { oneLine, questionKey } from "../stages/question-key.js";
import { parseNodes, parseTexts, readNodes, readSteps, readTools } from "./plan-parts.js";
import { type PartPortrayal, portrayPart } from "./portray-part.js";
import { type ToolExample, takePlainLists } from "./tool-example.js";

/** Settings of the stages. */
export interface ToolPlanningOptions {
  /** @default 0.5 */
  readonly temperature?: number;
  /** @default 0.3 */
  readonly fuseTemperature?: number;
  /** The most tokens of any reply. @default 2048 */
  readonly maxTokens?: number;
}

/**
 * Planning of tool calls (TaskBench): `Task Decomposition` writes steps, `Tool Selection` a tool for each, `Parameter Prediction` the
 * arguments, by place where the domain's tools name no parameters. Each stage draws plans and lets its own model fuse them, and repair
 * what cannot be read. The official code does both with fixed models, whatever the stage's, and so the file of the task has the 8B model
 * fuse in every stage (`aggregate.model`): units with fusion are of that model, not of the one that fused here.
 *
 * Scores: argument F1 (main), tool F1, ROUGE-L of the steps; an example that failed earns 0 in all that it did not reach.
 * A gold plan without arguments, tools or steps has no score for those, and is left out of that mean.
 *
 * @example
 * toolPlanning().stages.map((stage) => stage.name); // => ["Task Decomposition", "Tool Selection", "Parameter Prediction"]
 */
export function toolPlanning(options: ToolPlanningOptions = {}): Pipeline<ToolExample> {
  const stages = parts.map((part) => partStage(part, options));
  return {
    name: "tool-planning",
    stages,
    metric: "argument_f1",
    key: (example) => questionKey(example.request),
    score: (output, example) => argumentMetrics(output, example.gold),
  };
}

/** One part of a plan: what is asked, how it is read and scored. */
interface Part {
  readonly stage: string;
  readonly field: string;
  readonly task: string;
  readonly items: (example: ToolExample) => Readonly<Record<string, unknown>>;
  readonly known: (input: StageInput<ToolExample>) => string;
  readonly read: (reply: string, example: ToolExample) => Parsed<string>;
  readonly score: (output: string | null, gold: ToolPlan) => Scores;
  readonly portrayal: PartPortrayal;
}

const text = { type: "string" };
const namedArgument = {
  type: "object",
  properties: { name: text, value: text },
  required: ["name", "value"],
  additionalProperties: false,
};
const nodeWith = (argument: object) => ({
  type: "object",
  properties: { task: text, arguments: { type: "array", items: argument } },
  required: ["task", "arguments"],
  additionalProperties: false,
});

/** Said where tools name no parameters, since the instructions speak of names; so stand the labels of those domains. */
const plainLists =
  '\n\nThese tools name no parameters: the arguments of each are a list of texts in order, {"task": "…", "arguments": ["…", "…"]}, ' +
  "and <node-j> stands for what the tool at place j of the plan, from 0, gives.";

const parts: readonly Part[] = [
  {
    stage: "Task Decomposition",
    field: "steps",
    task: 'break the request into steps, each one call of a tool. Reply with JSON alone: {"steps": ["…", "…"]}.',
    items: () => text,
    known: () => "",
    read: readSteps,
    score: (output, gold) => ({
      step_rougeL:
        gold.steps.length === 0
          ? null
          : output === null
            ? 0
            : rougeL(parseTexts(output).join("\n"), gold.steps.join("\n")),
    }),
    portrayal: {
      right: (gold) => JSON.stringify(gold.steps),
      rival: () => JSON.stringify(["Ask somebody else"]),
      buried: (_, gold) => JSON.stringify([...gold.steps, "Wait"]),
      stray: (_, place) => JSON.stringify([`Think about it ${place + 1} times`]),
      handedOver: () => null,
    },
  },
  {
    stage: "Tool Selection",
    field: "tools",
    task: 'name the tool for each step, in order. Reply with JSON alone: {"tools": ["…", "…"]}.',
    items: () => text,
    known: ({ upstream }) => `\n\nSteps:\n${numberedList(parseTexts(at(upstream, 0)))}`,
    read: readTools,
    score: (output, gold) => ({
      node_f1:
        gold.nodes.length === 0
          ? null
          : output === null
            ? 0
            : nodeScores(
                parseTexts(output).map((task) => ({ task, arguments: [] })),
                gold.nodes,
              ).f1,
    }),
    portrayal: {
      right: (gold) => JSON.stringify(gold.nodes.map(({ task }) => task)),
      rival: (example) => JSON.stringify([otherTool(example)]),
      buried: (example, gold) => JSON.stringify([...gold.nodes.map(({ task }) => task), otherTool(example)]),
      stray: (example, place) => JSON.stringify(Array.from({ length: 2 + (place % 7) }, () => otherTool(example))),
      handedOver: (prompt, gold) => prompt.includes(`\n\nSteps:\n${numberedList(gold.steps)}\n\n`),
    },
  },
  {
    stage: "Parameter Prediction",
    field: "nodes",
    task: 'give the arguments of every tool. Reply with JSON alone: {"nodes": [{"task": "…", "arguments": [{"name": "…", "value": "…"}]}]}.',
    items: ({ tools }) => nodeWith(takePlainLists(tools) ? text : namedArgument),
    known: ({ example, upstream }) =>
      `\n\nSteps:\n${numberedList(parseTexts(at(upstream, 0)))}\n\nTools chosen: ${parseTexts(at(upstream, 1)).join(", ")}${takePlainLists(example.tools) ? plainLists : ""}`,
    read: readNodes,
    score: () => ({}),
    portrayal: {
      right: (gold) => JSON.stringify(gold.nodes),
      rival: (example) => JSON.stringify([wrongNode(example, "elsewhere")]),
      buried: (_, gold) => JSON.stringify(gold.nodes), // nothing comes after
      stray: (example, place) => JSON.stringify([wrongNode(example, `guess ${place + 1}`)]),
      handedOver: (prompt, gold) =>
        prompt.includes(`\n\nTools chosen: ${gold.nodes.map(({ task }) => task).join(", ")}\n\n`),
    },
  },
];

function partStage(part: Part, options: ToolPlanningOptions): StageRunner<ToolExample> {
  const { temperature = 0.5, fuseTemperature = 0.3, maxTokens = 2048 } = options;
  const systems = {
    sample: `You plan calls of tools. Given the tools and a request, ${part.task}`,
    fuse: `You plan calls of tools. Several answers to one task are given; some may be wrong. Weigh them and give the one best. The task: given the tools and a request, ${part.task}`,
    repair: `You mend JSON. A reply could not be read; write it again in the right form, and change nothing else. Its task was: given the tools and a request, ${part.task}`,
  };
  const schema = (example: ToolExample): ReplySchema => ({
    name: part.field,
    schema: {
      type: "object",
      properties: { [part.field]: { type: "array", items: part.items(example) } },
      required: [part.field],
      additionalProperties: false,
    },
  });
  const question = (
    role: keyof typeof systems,
    input: StageInput<ToolExample>,
    more: string,
    warmth: number,
  ): Question => ({
    messages: prompt(systems[role], input, part, more),
    temperature: warmth,
    maxTokens,
    schema: schema(input.example),
  });
  return {
    name: part.stage,
    ask: (input) => question("sample", input, "", temperature),
    read: (reply, { example }) => part.read(reply, example),
    repair: (reply, why, input) => question("repair", input, `\n\nThe reader ${why}.\n\n${listCandidates([reply])}`, 0),
    aggregation: {
      kind: "fuse",
      fromSamples: 1,
      ask: (samples, input) =>
        question(
          "fuse",
          input,
          `\n\n${listCandidates(samples.map((sample) => `{"${part.field}": ${sample}}`))}`,
          fuseTemperature,
        ),
    },
    score: (output, example) => (example.gold === null ? {} : part.score(output, example.gold)),
    portrayal: portrayPart(part.field, systems, part.portrayal),
  };
}

function prompt(system: string, input: StageInput<ToolExample>, part: Part, more: string): Message[] {
  const { example } = input;
  const tools = example.tools
    .map(({ id, desc, parameters }) => `- ${id}(${parameters.join(", ")}): ${desc}`)
    .join("\n");
  return [
    { role: "system", content: system },
    { role: "user", content: `Tools:\n${tools}${part.known(input)}\n\nRequest: ${oneLine(example.request)}${more}` },
  ];
}

function argumentMetrics(output: string | null, gold: ToolPlan | null): Scores {
  const zero = { argument_precision: 0, argument_recall: 0, argument_f1: 0 };
  if (gold === null || argumentScores([], gold.nodes) === null)
    return { argument_precision: null, argument_recall: null, argument_f1: null };
  if (output === null) return zero;
  const scores = argumentScores(parseNodes(output), gold.nodes);
  return scores === null
    ? zero
    : { argument_precision: scores.precision, argument_recall: scores.recall, argument_f1: scores.f1 };
}

/** A tool that the gold plan does not use. */
function otherTool(example: ToolExample): string {
  const used = new Set(example.gold?.nodes.map(({ task }) => task));
  const other = example.tools.find((tool) => !used.has(tool.id));
  if (other === undefined) throw new RangeError(`no wrong tool was found for request ${example.id}`);
  return other.id;
}

function wrongNode(example: ToolExample, value: string): ToolNode {
  return { task: otherTool(example), arguments: [{ name: "place", value }] };
}
