import type { Trial } from "../../trials/index.js";
import type { Experience, GoodTrial } from "../ml-copilot/experience.js";
import { inWords, legend, type Vocabulary } from "../ml-copilot/words.js";
import type { SearchView } from "../searcher.js";
import { replyForm } from "./reply-form.js";
import { spaceText } from "./space-text.js";
import { trialText, unitsText } from "./trial-text.js";

/** What was good on another task. */
export interface SiblingExample {
  readonly title: string;
  readonly metric: string;
  readonly good: readonly GoodTrial[];
}

export const copilotSystem = "You are a data scientist who configures systems from the experience of earlier ones.";

/** Asks for knowledge: patterns of what scored well. */
export function knowledgePrompt(
  view: SearchView,
  siblings: readonly SiblingExample[],
  vocabulary: Vocabulary,
  schema: Readonly<Record<string, unknown>>,
): string {
  return [
    ...experienceLines(view, siblings, vocabulary),
    "Find the patterns behind this experience: what do the configurations that scored well have in common, and in what do they differ from the others? Write concise knowledge that helps to configure this task, one pattern per item.",
    "",
    replyForm(schema),
  ].join("\n");
}

/** Asks for configurations in words. */
export function requestPrompt(
  view: SearchView,
  siblings: readonly SiblingExample[],
  vocabulary: Vocabulary,
  knowledge: readonly string[],
  count: number,
  schema: Readonly<Record<string, unknown>>,
): string {
  return [
    ...experienceLines(view, siblings, vocabulary),
    ...(knowledge.length === 0 ? [] : ["Guidelines:", ...knowledge.map((item, i) => `${i + 1}. ${item}`), ""]),
    `Suggest ${count} ${count === 1 ? "configuration" : "different configurations"} that ${count === 1 ? "was" : "were"} not tried yet and will score well on this task.`,
    "",
    replyForm(schema),
  ].join("\n");
}

/** What both calls are told: the space, the words for its numbers, and what scored how. */
function experienceLines(view: SearchView, siblings: readonly SiblingExample[], vocabulary: Vocabulary): string[] {
  return [
    spaceText(view),
    legend(view.space, vocabulary),
    "",
    ...siblingLines(siblings, vocabulary),
    ...historyLines(view, vocabulary),
  ];
}

function siblingLines(siblings: readonly SiblingExample[], vocabulary: Vocabulary): string[] {
  return siblings.flatMap(({ title, metric, good }) => [
    `Good configurations of another task, ${title}:`,
    ...good.map(
      ({ allocation, score, units }) =>
        `- ${inWords(allocation, vocabulary)} -> scored well there (${metric} of ${score.toFixed(3)}, cost ${unitsText(units)} units)`,
    ),
    "",
  ]);
}

function historyLines({ trials, space }: SearchView, vocabulary: Vocabulary): string[] {
  if (trials.length === 0) return [];
  const write = (allocation: Trial["proposed"]) => inWords(allocation, vocabulary);
  return ["Configurations of this task so far:", ...trials.map((t) => `- ${trialText(t, space.task, write)}`), ""];
}

/** The examples of experience, best three each as in the source. */
export function siblingExamples(
  experience: readonly Experience[],
  best: (trials: readonly Trial[], count: number) => readonly GoodTrial[],
): SiblingExample[] {
  return experience.map(({ task, trials }) => ({ title: task.title, metric: task.metric, good: best(trials, 3) }));
}
