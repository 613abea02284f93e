import type { ToolPlan } from "../scoring/tool-plan.js";

/** A tool that a plan may use. */
export interface Tool {
  readonly id: string;
  readonly desc: string;
  readonly parameters: readonly string[];
}

/** A request that takes one or more tools. */
export interface ToolExample {
  readonly id: string;
  readonly request: string;
  readonly tools: readonly Tool[];
  /** Null where the file holds no labels. */
  readonly gold: ToolPlan | null;
}
