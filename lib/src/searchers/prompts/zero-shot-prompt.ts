import type { SearchView } from "../searcher.js";
import { replyForm } from "./reply-form.js";
import { spaceText } from "./space-text.js";
import { trialText } from "./trial-text.js";

/** Who the model is to be. */
export const zeroShotSystem = "You are an expert in tuning machine-learning systems.";

/** The opening question: what is tuned, and how the game goes. */
export function zeroShotOpening(view: SearchView, schema: Readonly<Record<string, unknown>>): string {
  return [
    "Help me to tune this system.",
    spaceText(view),
    "We go step by step: you choose one allocation, I run it and tell you what it scored, then you choose the next. Never choose one that was tried. When the scores stop rising, explore a different part of the choices.",
    replyForm(schema),
  ].join("\n\n");
}

/** All trials so far as a numbered list, in place of a long conversation. */
export function zeroShotHistory({ trials, space }: SearchView): string {
  return [
    trials.length === 0 ? "Nothing was tried yet." : "Tried so far:",
    ...trials.map((trial, i) => `${i + 1}. ${trialText(trial, space.task)}`),
    "",
    "Which allocation shall be run next?",
  ].join("\n");
}

/** The result of the last choice, within a conversation. */
export function zeroShotResult(text: string): string {
  return `The result: ${text}\nWhich allocation shall be run next?`;
}
