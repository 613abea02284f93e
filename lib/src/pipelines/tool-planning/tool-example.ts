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

/** A request that takes one or more tools. */
export interface ToolExample {
  readonly id: string;
  readonly request: string;
  readonly tools: readonly Tool[];
  /** Null where the file holds no labels. */
  readonly gold: ToolPlan | null;
}
