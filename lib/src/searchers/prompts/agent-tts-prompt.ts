import { isScored, type Trial } from "../../trials/index.js";
import type { Insight } from "../agent-tts/insight.js";
import type { SearchView } from "../searcher.js";
import { replyForm } from "./reply-form.js";
import { spaceText } from "./space-text.js";
import { trialText } from "./trial-text.js";

export const agentSystem =
  "You search for the best way to spend a fixed budget of compute on a pipeline of language models. You learn from every trial.";

/** What a guideline about each insight is about, asked for after the first trials. */
const first: Readonly<Record<Insight, string>> = {
  preference:
    "Subtasks prefer different models. Compare the models of each subtask at equal cost and name the one that deserves exploration: prefer the smaller one unless a larger one is clearly better.",
  peak: "More samples raise the score only up to a point; beyond it the score stays level or falls. For each subtask say in which direction the best number of samples lies, and from where on more samples bring nothing.",
  dependence:
    "What an earlier subtask hands over changes what the later ones need. Say how the budget is best shared between the subtasks: from which one compute should be moved to which other.",
};

/** The same in later rounds: what the trials of the last round add. */
const later: Readonly<Record<Exclude<Insight, "preference">, string>> = {
  peak: "More samples raise the score only up to a point. What do the new trials say about the best number of samples of each subtask, and about where more samples bring nothing?",
  dependence:
    "What an earlier subtask hands over changes what the later ones need. What do the new trials say about sharing the budget: from which subtask should compute be moved to which other?",
};

const hint =
  "If the scores barely vary any more, advise exploration: crossover of good trials, mutation, or random choices.";

/** What is asked about in a round; nothing where there is nothing to ask. */
export function guidelineTopics(insights: readonly Insight[], round: number): string[] {
  if (round === 1) return insights.map((insight) => first[insight]);
  return [...insights.filter((insight) => insight !== "preference").map((insight) => later[insight]), hint];
}

/** Asks what the trials teach. `recent` are those of the last round; none means that it gave none. */
export function guidelinesPrompt(
  view: SearchView,
  topics: readonly string[],
  recent: readonly Trial[],
  schema: Readonly<Record<string, unknown>>,
): string {
  const old = view.trials.filter((trial) => !recent.includes(trial));
  return [
    spaceText(view),
    "",
    ...block("Earlier trials, best first:", rankedLines(view, old)),
    ...block("New trials of the last round, best first:", rankedLines(view, recent)),
    "Write guidelines for the next round of trials, concise, each on one matter:",
    ...topics.map((topic) => `- ${topic}`),
    "",
    replyForm(schema),
  ].join("\n");
}

/** Asks for the next round. `guidelines` are those of the first round and of the last two, each once. */
export function candidatesPrompt(
  view: SearchView,
  guidelines: readonly string[],
  count: number,
  schema: Readonly<Record<string, unknown>>,
): string {
  return [
    spaceText(view),
    "",
    ...block("All trials so far, best first:", rankedLines(view, view.trials)),
    ...block(
      "Guidelines:",
      guidelines.map((item) => `- ${item}`),
    ),
    `The next round has ${count} ${count === 1 ? "trial" : "trials"}. Decide how they come about:`,
    `- "own": you propose ${count} ${count === 1 ? "allocation" : "different allocations"}, none of which was tried.`,
    `- "variation": they are bred from the trials by crossover, mutation and random choice; say how many by each, ${count} in all.`,
    "",
    replyForm(schema),
  ].join("\n");
}

/** How many trials a prompt shows at most, and how many of them for being recent rather than good. */
const SHOWN = 40;
const SHOWN_RECENT = 10;

/** Trials as lines, best first, those without a score at the end; of a long history the best and the latest. */
export function rankedLines(view: SearchView, trials: readonly Trial[]): string[] {
  const ranked = [...trials].sort((a, b) => scoreOf(b) - scoreOf(a));
  const kept = new Set(
    trials.length <= SHOWN
      ? trials
      : [...ranked.slice(0, SHOWN - SHOWN_RECENT), ...trials.slice(trials.length - SHOWN_RECENT)],
  );
  const lines = ranked.filter((trial) => kept.has(trial)).map((trial) => `- ${trialText(trial, view.space.task)}`);
  const left = trials.length - kept.size;
  return left > 0 ? [...lines, `(${left} more that scored less)`] : lines;
}

function scoreOf(trial: Trial): number {
  return isScored(trial) ? trial.outcome.score : Number.NEGATIVE_INFINITY;
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ""];
}
