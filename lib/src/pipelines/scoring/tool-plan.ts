import { type SetScores, setScores } from "./set-scores.js";

/** One call of a tool. */
export interface ToolNode {
  readonly task: string;
  readonly arguments: readonly ToolArgument[];
}

/** An argument by name, or by place where the tools take plain lists. */
export interface ToolArgument {
  readonly name: string;
  readonly value: string;
}

/** What a request needs: steps in words, tools with their arguments, and which follows which. */
export interface ToolPlan {
  readonly steps: readonly string[];
  readonly nodes: readonly ToolNode[];
  readonly links: readonly { readonly source: string; readonly target: string }[];
}

/**
 * Agreement of two plans on which tools to use, as sets of tool names (TaskBench's node F1).
 *
 * @throws RangeError if the gold plan uses no tool
 * @example
 * nodeScores([{ task: "get_weather", arguments: [] }], [{ task: "get_weather", arguments: [] }]).f1; // => 1
 */
export function nodeScores(found: readonly ToolNode[], gold: readonly ToolNode[]): SetScores {
  return setScores(
    found.map((node) => node.task),
    gold.map((node) => node.task),
  );
}

/**
 * Agreement of two plans on tool, argument name and value together (TaskBench's argument or p-F1). Values are compared as text with
 * outer and repeated spaces ignored; the order of the arguments does not count, quotation marks do.
 *
 * @returns null if the gold plan has no arguments
 * @example
 * argumentScores([{ task: "get_weather", arguments: [{ name: "date", value: "May 1" }] }], [{ task: "get_weather", arguments: [{ name: "date", value: "May  1" }] }])?.f1; // => 1
 */
export function argumentScores(found: readonly ToolNode[], gold: readonly ToolNode[]): SetScores | null {
  const right = facts(gold);
  return right.length === 0 ? null : setScores(facts(found), right);
}

function facts(nodes: readonly ToolNode[]): string[] {
  return nodes.flatMap((node) =>
    node.arguments.map(({ name, value }) => JSON.stringify([node.task, name, value.trim().replace(/\s+/g, " ")])),
  );
}
