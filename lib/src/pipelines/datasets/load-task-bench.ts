import { z } from "zod";
import { DataError, parseJson, parseWith, readText } from "../../core/index.js";
import type { ToolNode } from "../scoring/tool-plan.js";
import type { Tool, ToolExample } from "../tool-planning/tool-example.js";
import { readRecordLines } from "./read-records.js";

const toolFile = z.object({
  nodes: z.array(
    z.object({
      id: z.string().min(1),
      desc: z.string(),
      parameters: z.array(z.object({ name: z.string() })).optional(),
    }),
  ),
});

const argument = z.union([z.string(), z.object({ name: z.string(), value: z.unknown() })]);
const node = z.object({ task: z.string().min(1), arguments: z.array(argument).optional() });
const link = z.object({ source: z.string(), target: z.string() });
/** Some releases hold the labels as JSON inside a string. */
const orText = <T>(schema: z.ZodType<T>) =>
  z.union([
    schema,
    z.string().transform((text, context) => {
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        context.addIssue({ code: "custom", message: "requires a list, or a text that holds one in JSON" });
        return z.NEVER;
      }
    }),
  ]);
const schema = z
  .object({
    id: z.string().min(1),
    instruction: z.string().min(1).optional(),
    user_request: z.string().min(1).optional(),
    tool_steps: orText(z.array(z.string())).optional(),
    task_steps: orText(z.array(z.string())).optional(),
    tool_nodes: orText(z.array(node)).optional(),
    task_nodes: orText(z.array(node)).optional(),
    tool_links: orText(z.array(link)).optional(),
    task_links: orText(z.array(link)).optional(),
  })
  .refine(
    (value) => value.instruction !== undefined || value.user_request !== undefined,
    "requires instruction or user_request",
  );

/**
 * Reads TaskBench: requests with their labels (`data.json`) or without (`user_requests.json`), one per line, and the tools of their
 * domain (`tool_desc.json`). An example without labels has no gold plan and can be run but not scored. An id that stands twice keeps both
 * requests.
 *
 * @param path the requests
 * @param tools the tools of the same domain
 * @throws DataError with file, line and field, also if a plan uses no tool
 * @see Shen et al. 2023, arXiv 2311.18760
 * @example
 * ```ts no-run
 * const examples = loadTaskBench("data_dailylifeapis/data.json", "data_dailylifeapis/tool_desc.json");
 * ```
 */
export function loadTaskBench(path: string, tools: string): ToolExample[] {
  const known = loadTools(tools);
  return readRecordLines(path, schema).map(({ record: one, line }) => {
    const steps = one.tool_steps ?? one.task_steps;
    const nodes = one.tool_nodes ?? one.task_nodes;
    if (nodes?.length === 0)
      throw new DataError(
        { file: path, line, path: one.tool_nodes === undefined ? "task_nodes" : "tool_nodes" },
        `requires at least one tool in a plan, found none for request ${one.id}`,
      );
    return {
      id: one.id,
      request: one.instruction ?? one.user_request ?? "",
      tools: known,
      gold:
        steps === undefined || nodes === undefined
          ? null
          : {
              steps: steps.map((step) => step.replace(/^step\s*\d+\s*[:.]\s*/i, "")),
              nodes: nodes.map(toNode),
              links: one.tool_links ?? one.task_links ?? [],
            },
    };
  });
}

/**
 * Reads the tools of a TaskBench domain (`tool_desc.json`).
 *
 * @throws DataError with file and path
 * @example
 * ```ts no-run
 * loadTools("data_dailylifeapis/tool_desc.json").length; // 40
 * ```
 */
export function loadTools(path: string): Tool[] {
  const { nodes } = parseWith(toolFile, parseJson(readText(path), path), { file: path });
  return nodes.map(({ id, desc, parameters }) => ({
    id,
    desc,
    parameters: (parameters ?? []).map(({ name }) => name),
  }));
}

function toNode({ task, arguments: values = [] }: z.infer<typeof node>): ToolNode {
  return {
    task,
    arguments: values.map((one, place) =>
      typeof one === "string" ? { name: String(place), value: one } : { name: one.name, value: textOfValue(one.value) },
    ),
  };
}

/** Values are compared as text; numbers and lists are written as JSON writes them. */
export function textOfValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
