import { type Parsed, parseJsonReply } from "../../llm/index.js";
import { textOfValue } from "../datasets/load-task-bench.js";
import type { ToolArgument, ToolNode } from "../scoring/tool-plan.js";
import { type ToolExample, takePlainLists } from "./tool-example.js";

/** The three parts of a plan, one per stage, as JSON texts in one form so that equal parts are equal texts. */

export function readSteps(reply: string): Parsed<string> {
  return parseJsonReply(reply, (value) => {
    const steps = field(value, "steps");
    return isTexts(steps) && steps.length > 0
      ? { kind: "ok", value: JSON.stringify(steps) }
      : { kind: "malformed", why: 'requires an object with a list of texts "steps"' };
  });
}

export function readTools(reply: string, example: ToolExample): Parsed<string> {
  return parseJsonReply(reply, (value) => {
    const tools = field(value, "tools");
    if (!isTexts(tools) || tools.length === 0)
      return { kind: "malformed", why: 'requires an object with a list of names "tools"' };
    const unknown = tools.find((name) => !example.tools.some((tool) => tool.id === name));
    return unknown === undefined
      ? { kind: "ok", value: JSON.stringify(tools) }
      : { kind: "malformed", why: `requires tools of the list, got "${unknown}"` };
  });
}

/** Where tools take plain lists, an argument may be a text, and its place is its name. */
export function readNodes(reply: string, example: ToolExample): Parsed<string> {
  const byPlace = takePlainLists(example.tools);
  return parseJsonReply(reply, (value) => {
    const nodes = field(value, "nodes");
    const form = byPlace ? '["…"]' : '[{ "name", "value" }]';
    const malformed = {
      kind: "malformed",
      why: `requires an object with a list "nodes" of { "task", "arguments": ${form} }`,
    } as const;
    if (!Array.isArray(nodes) || nodes.length === 0) return malformed;
    const read: ToolNode[] = [];
    for (const node of nodes) {
      const [task, values] = [field(node, "task"), field(node, "arguments") ?? []];
      if (typeof task !== "string" || !Array.isArray(values)) return malformed;
      const args = values.map((one, place) => readArgument(one, byPlace ? place : null));
      const known = args.filter((one) => one !== null);
      if (known.length < args.length) return malformed;
      read.push({ task, arguments: known });
    }
    return { kind: "ok", value: JSON.stringify(read) };
  });
}

function readArgument(argument: unknown, place: number | null): ToolArgument | null {
  if (place !== null && typeof argument === "string") return { name: String(place), value: argument };
  const [name, value] = [field(argument, "name"), field(argument, "value")];
  return typeof name === "string" && value !== undefined ? { name, value: textOfValue(value) } : null;
}

export function parseTexts(part: string): string[] {
  return JSON.parse(part);
}

export function parseNodes(part: string): ToolNode[] {
  return JSON.parse(part);
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string" && one.trim() !== "");
}
