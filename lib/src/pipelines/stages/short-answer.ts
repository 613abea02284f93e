import type { Parsed } from "../../llm/index.js";

/** What prompts ask for, so that an answer can be told from the reasoning before it. */
export const shortAnswerForm = 'End with one line "Answer: " followed by the answer alone, as short as possible.';

/** The text after the last "Answer:" of a reply; a reply without one is the answer as it stands. */
export function readShortAnswer(reply: string): Parsed<string> {
  const marked = [...reply.matchAll(/^[ \t*]*answer[ \t*]*:[ \t*]*(.*)$/gim)].at(-1)?.[1];
  const answer = (marked ?? reply).replace(/[\s*]+$/, "").trim();
  return answer === "" ? { kind: "malformed", why: "the reply holds no answer" } : { kind: "ok", value: answer };
}
