import { type Parsed, parseJsonReply, type ReplySchema } from "../../llm/index.js";
import { voteOnIds } from "./vote-on-ids.js";

/** The shape of a reply that chooses items by their numbers. */
export const selectionSchema: ReplySchema = {
  name: "selection",
  schema: {
    type: "object",
    properties: { selected: { type: "array", items: { type: "integer" } } },
    required: ["selected"],
    additionalProperties: false,
  },
};

/** Reads `{"selected": [3, 17]}`, numbers from 1 to `count`, into "3 17". */
export function readSelection(reply: string, count: number): Parsed<string> {
  return parseJsonReply(reply, (value) => {
    const selected = typeof value === "object" && value !== null && "selected" in value ? value.selected : undefined;
    if (!Array.isArray(selected)) return { kind: "malformed", why: 'requires an object with a list "selected"' };
    const wrong = selected.find((id) => !Number.isInteger(id) || id < 1 || id > count);
    if (wrong !== undefined)
      return { kind: "malformed", why: `requires numbers from 1 to ${count}, got ${JSON.stringify(wrong)}` };
    return { kind: "ok", value: formatIds([...new Set<number>(selected)].sort((a, b) => a - b)) };
  });
}

/** The vote over selections in the form that `readSelection` gives. */
export function voteOnSelections(samples: readonly string[]): string {
  return formatIds(voteOnIds(samples.map(parseIds)));
}

/** "3 17" as [3, 17]. */
export function parseIds(output: string): number[] {
  return output === "" ? [] : output.split(" ").map(Number);
}

export function formatIds(ids: readonly number[]): string {
  return ids.join(" ");
}
