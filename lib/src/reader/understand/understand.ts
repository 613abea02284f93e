import { type LlmRequest, textOf } from "../../llm/index.js";
import { type Choices, readChoices } from "./choices.js";
import { type FormSchema, readForm } from "./form.js";
import { type Guidance, readGuidance, readTopics, sentencesOf, type Topic } from "./guidance.js";
import { type Mention, readMentions } from "./history.js";
import { isLegend, readWords, type Words } from "./words.js";

/** All that a reader takes from a conversation. What it does depends on this alone, never on titles or turns of phrase. */
export interface Situation {
  readonly choices: Choices;
  readonly words: Words;
  /** Lines that name a whole plan, in their order. */
  readonly mentions: readonly Mention[];
  readonly guidance: readonly Guidance[];
  readonly topics: readonly Topic[];
  /** What the reply shall look like; `null` where the text does not say. */
  readonly form: FormSchema | null;
  /** The values of a choice in the form that the text explains as a way to explore, or as agreeing with somebody's proposal. */
  readonly exploring: readonly string[];
  readonly agreeing: readonly string[];
  /** How many allocations are wanted, where the last turn says so. */
  readonly wanted: number | null;
  /** How often an earlier reply was objected to. */
  readonly objections: number;
}

/** Reads a conversation. */
export function understand(request: LlmRequest): Situation {
  const asked = request.messages.filter((message) => message.role !== "assistant").map(textOf);
  const lines = asked.join("\n").split("\n");
  const text = asked.join("\n");
  const choices = readChoices(text);
  const words = readWords(text, choices);
  const found = readForm(lines);
  const { mentions, rest } = readMentions(
    lines.filter((line) => line !== found?.line),
    choices,
    words,
  );
  const prose = sentencesOf(
    rest.filter(
      (line) =>
        !line.includes("B parameters; one sample costs") &&
        !isLegend(line, choices) &&
        // What somebody once had in mind with a trial is no advice for the next one.
        !/^\s*proposal:/i.test(line),
    ),
  );
  const values = valuesOf(found?.form);
  const last = asked.at(-1) ?? "";
  const wanted = asked.length > 1 ? /\b(?:Give|give) (?:(\d+) others|(another) one)\b/.exec(last) : null;
  return {
    choices,
    words,
    mentions,
    // What explains a value of the form describes a way to answer; it advises nothing.
    guidance: prose
      .filter((sentence) => !values.some((value) => sentence.includes(`"${value}"`)))
      .flatMap((sentence) => readGuidance(sentence, choices, words)),
    topics: readTopics(prose),
    form: found?.form ?? null,
    exploring: explained(values, prose, /crossover|mutat|bred|random/i),
    agreeing: explained(values, prose, /accept|agree|as proposed|follow/i),
    wanted: wanted === null ? null : wanted[1] === undefined ? 1 : Number(wanted[1]),
    objections: asked.filter((turn) => /\bGive (?:the whole reply again|another one|\d+ others)\b/i.test(turn)).length,
  };
}

/** The values that a field of the form is chosen from. */
function valuesOf(form: FormSchema | undefined): string[] {
  return Object.values(form?.properties ?? {})
    .flatMap((property) => (property.type === "string" ? (property.enum ?? []) : []))
    .map(String);
}

/** Those of them that a sentence names in quotes and explains in such terms. */
function explained(values: readonly string[], sentences: readonly string[], terms: RegExp): string[] {
  return values.filter((value) =>
    sentences.some((sentence) => sentence.includes(`"${value}"`) && terms.test(sentence)),
  );
}
