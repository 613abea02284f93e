import type { Trial } from "../../trials/index.js";
import type { SearchView } from "../searcher.js";
import { replyForm } from "./reply-form.js";
import { spaceText } from "./space-text.js";
import { trialText } from "./trial-text.js";

/** A finished experiment: the trial, and what was written about it afterwards. */
export interface Experiment {
  readonly trial: Trial;
  readonly analysis: string | null;
}

/** Who plans the experiments. */
export const creatorSystem =
  "You plan experiments. From the background and the log of earlier experiments you design the next one, with reasons.";

/** Who runs them. */
export const executorSystem =
  "You carry out experiments. After each run you read its scores and write down what they teach, for whoever plans the next one.";

/** Asks the planning half for the next experiment. */
export function creatorPrompt(
  view: SearchView,
  log: readonly Experiment[],
  schema: Readonly<Record<string, unknown>>,
): string {
  const request =
    log.length === 0
      ? "No experiment was run yet. Design the first one, with your reasons."
      : "Design the next experiment from what the log teaches, with your reasons. It must differ from every experiment of the log.";
  return ["Background", spaceText(view), "", ...logLines(view, log), request, "", replyForm(schema)].join("\n");
}

/** Asks the executing half for its analysis of the last experiment. */
export function executorPrompt(
  view: SearchView,
  log: readonly Experiment[],
  schema: Readonly<Record<string, unknown>>,
): string {
  return [
    "Background",
    spaceText(view),
    "",
    ...logLines(view, log),
    `Experiment ${log.length} has just ended. Analyse it in a few sentences: how its scores compare with those of the experiments before it, which of its choices helped or did not help, and what is worth trying next.`,
    "",
    replyForm(schema),
  ].join("\n");
}

function logLines({ space }: SearchView, log: readonly Experiment[]): string[] {
  if (log.length === 0) return [];
  return [
    "Log of the experiments so far",
    ...log.flatMap(({ trial, analysis }, i) => [
      `Experiment ${i + 1}: ${trialText(trial, space.task)}`,
      ...(trial.reason === undefined ? [] : [`  proposal: ${trial.reason}`]),
      ...(analysis === null ? [] : [`  analysis: ${analysis}`]),
    ]),
    "",
  ];
}
