import type { LlmClient } from "./client.js";
import { type LlmReply, replyOf } from "./reply.js";
import type { LlmRequest } from "./request.js";

/** A reply written in advance, or how to make one. */
export type ScriptLine = string | LlmReply | ((request: LlmRequest) => string | LlmReply);

/**
 * A client that answers from a script: its lines in turn, or one function for every request. For tests and teaching.
 *
 * @param script lines, used once each; or a function, used for all
 * @throws RangeError at the call that finds the script used up
 * @example
 * const client = scriptedClient(["Paris"]);
 * (await client({ model: "any", messages: [{ role: "user", content: "The capital of France?" }] })).kind; // => "text"
 */
export function scriptedClient(
  script: readonly ScriptLine[] | ((request: LlmRequest) => string | LlmReply),
): LlmClient {
  let next = 0;
  return async (request) => {
    let line: ScriptLine;
    if (typeof script === "function") line = script;
    else {
      const found = script[next];
      if (found === undefined)
        throw new RangeError(`scriptedClient requires at most ${script.length} calls, got call ${next + 1}`);
      next += 1;
      line = found;
    }
    const made = typeof line === "function" ? line(request) : line;
    if (typeof made !== "string") return made;
    const completions = Array.from({ length: request.samples ?? 1 }, () => ({ text: made, finish: "stop" as const }));
    return replyOf(completions, null);
  };
}
