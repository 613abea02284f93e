import type { Parsed } from "../../llm/index.js";

/** What prompts ask for, so that an answer can be told from the reasoning before it. */
export const shortAnswerForm = 'End with one line "Answer: " followed by the answer alone, as short as possible.';

/** A line's beginning that says that an answer follows, in Markdown or not: "Answer:", "**Final answer:**", "So, the answer is:". */
const MARK =
  /^[ \t*#>_-]*(?:(?:so|thus|hence|therefore|the|my|our|final|short|best)[ \t,]+)*answer(?:[ \t]+is)?[ \t*_]*:/gim;

/**
 * The text after the last "Answer:" of a reply that has one on its line or the next line that is not empty, without asterisks around it;
 * a reply without the mark is the answer as it stands.
 */
export function readShortAnswer(reply: string): Parsed<string> {
  const marks = [...reply.matchAll(MARK)];
  const answers = marks.map((mark, i) => bare(reply.slice(mark.index + mark[0].length, marks[i + 1]?.index)));
  const answer = marks.length === 0 ? reply.replace(/[\s*]+$/, "").trim() : answers.findLast((text) => text !== "");
  return answer ? { kind: "ok", value: answer } : { kind: "malformed", why: "the reply holds no answer" };
}

/** The first line that holds something. */
function bare(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/^[\s*]+|[\s*]+$/g, ""));
  return lines.find((line) => line !== "") ?? "";
}
