import type { ToolPlan } from "../scoring/tool-plan.js";

/** A tool that a plan may use. */
export interface Tool {
  readonly id: string;
  readonly desc: string;
  /** By name; none for a tool that takes a plain list of arguments, or none at all. */
  readonly parameters: readonly string[];
}

/** Whether tools take their arguments by place: no tool of such a domain names a parameter. */
export function takePlainLists(tools: readonly Tool[]): boolean {
  return tools.every(({ parameters }) => parameters.length === 0);
}

/**
 * Whether a request is labelled, and none of its tools takes an argument: there is no parameter to predict. Both official metrics leave
 * such a request out of the argument F1: TaskBench's counts pairs over all requests, and it has none; the recall of one alone is 0 / 0.
 *
 * @example
 * takesNoArguments({ id: "1", request: "Ring", tools: [], gold: { steps: ["Ring"], nodes: [{ task: "ring", arguments: [] }], links: [] } }); // => true
 */
export function takesNoArguments({ gold }: Pick<ToolExample, "gold">): boolean {
  return gold?.nodes.every((node) => node.arguments.length === 0) ?? false;
}

/** A request that takes one or more tools. */
export interface ToolExample {
  readonly id: string;
  readonly request: string;
  readonly tools: readonly Tool[];
  /** Null where the file holds no labels. */
  readonly gold: ToolPlan | null;
}
