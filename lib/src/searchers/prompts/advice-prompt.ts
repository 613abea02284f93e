import type { Advice, Forecast } from "../agent-tts/advisor.js";
import type { Insight } from "../agent-tts/insight.js";
import type { SearchView } from "../searcher.js";
import { rankedLines } from "./agent-tts-prompt.js";
import { replyForm } from "./reply-form.js";
import { spaceText } from "./space-text.js";
import { allocationText } from "./trial-text.js";

/** The insights as what is known beforehand. */
const known: Readonly<Record<Insight, string>> = {
  preference: "Subtasks prefer different models.",
  peak: "More samples raise the score up to a point; beyond it the score stays level or falls.",
  dependence: "What an earlier subtask hands over changes what the later ones need.",
};

/** Asks whether the picks of a model of the scores shall be tried, or other allocations instead. */
export function advicePrompt(
  view: SearchView,
  advice: Advice,
  insights: readonly Insight[],
  schema: Readonly<Record<string, unknown>>,
): string {
  const { metric } = view.space.task;
  const count = advice.picks.length;
  const line = ({ allocation, mean, standardDeviation }: Forecast) =>
    `- ${allocationText(allocation)} -> predicted ${metric} ${mean.toFixed(3)} ± ${standardDeviation.toFixed(3)}`;
  return [
    spaceText(view),
    "",
    ...(insights.length === 0 ? [] : ["What is known of such pipelines:", ...insights.map((i) => `- ${known[i]}`), ""]),
    "All trials so far, best first:",
    ...rankedLines(view, view.trials),
    "",
    "A statistical model was fitted to the trials. It would try next:",
    ...advice.picks.map((pick) => `${line(pick)}${pick.reason === undefined ? "" : ` (${pick.reason})`}`),
    "It expects the highest scores of:",
    ...advice.leaders.map(line),
    ...advice.remarks.map((remark) => `- ${remark}`),
    "",
    "Decide what is tried next:",
    '- "accept": what the model would try.',
    `- "overrule": ${count === 1 ? "another allocation" : `${count} other allocations`} of yours, none of which was tried. Say why you know better.`,
    "",
    replyForm(schema),
  ].join("\n");
}
