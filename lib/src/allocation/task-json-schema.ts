import { z } from "zod";
import { taskSchema } from "./task-schema.js";

/**
 * The JSON Schema (draft 7) of task files, for editors: name it under `"$schema"`. Made from what `parseTask` checks,
 * which also checks what a schema cannot say, such as that stages use models of the table.
 *
 * @example
 * taskJsonSchema().title; // => "isocompute task"
 */
export function taskJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(taskSchema, { target: "draft-7", io: "input" }) };
}
