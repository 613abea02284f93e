import { createRng } from "../core/index.js";
import { byModel, type Completion, estimateTokens, type LlmClient, replyOf, textOf } from "../llm/index.js";
import { fillForm } from "./answer/fill-form.js";
import { openMind } from "./answer/mind.js";
import { remarks } from "./answer/remarks.js";
import { slipped } from "./answer/slips.js";
import { type ReaderStrength, readerSkills } from "./skill.js";
import { type Situation, understand } from "./understand/understand.js";

/** How a simulated reader is set up. */
export interface ReaderOptions {
  /** How able it is. @default "strong" */
  readonly strength?: ReaderStrength;
}

/**
 * A simulated language model for search: a program that reads the text of a prompt and nothing else. It finds in the text the subtasks, models,
 * costs, budget, history and any guidance, and fills in the JSON form that the text asks for. It knows no method: what it does follows from
 * what the text carries, and two texts that say the same are answered alike. It is no measurement of a language model; say "simulated reader"
 * beside every result.
 *
 * Its habits are those of somebody who tunes by hand: it takes a good trial and does most of what guidance says, of two pieces on one
 * matter the later, or else changes one thing; now and then it looks elsewhere; of its own accord it proposes nothing that is nearly what it
 * remembers. They are chosen, not taken from any model; other habits give other results.
 *
 * Its imperfections, by strength (`readerSkills`): it takes in only the first and last part of a long history, slips when it works out costs,
 * breaks the form now and then (half as often after each objection), and overlooks some guidance.
 *
 * A reply depends on what the text says, the strength, and the seed (`firstSample`); at temperature 0 the seed plays no part. Tokens are
 * counted at four characters each.
 *
 * @example
 * const reader = simulatedReader();
 * const form = { type: "object", properties: { note: { type: "string" } } };
 * const reply = await reader({ model: "reader", messages: [{ role: "user", content: `Say something.\n${JSON.stringify(form)}` }] });
 * reply.kind; // => "text"
 */
export function simulatedReader(options: ReaderOptions = {}): LlmClient {
  const { strength = "strong" } = options;
  const skill = readerSkills[strength];
  return async (request) => {
    const situation = understand(request);
    const { samples = 1, firstSample = 0, temperature } = request;
    const completions = Array.from({ length: samples }, (_, i): Completion => {
      const seed = temperature === 0 ? i : firstSample + i;
      const rng = createRng(`simulated reader/${strength}/${seed}/${JSON.stringify(facts(situation))}`);
      const mind = openMind(situation, skill, rng.fork("plan"));
      const value = situation.form === null ? remarks(mind) : fillForm(mind, situation.form);
      const text = typeof value === "string" ? value : JSON.stringify(value);
      const slips = skill.formatSlip / 2 ** situation.objections;
      return { text: slipped(text, slips, rng.fork("form")), finish: "stop" };
    });
    return replyOf(completions, {
      promptTokens: request.messages.reduce((sum, message) => sum + estimateTokens(textOf(message)), 0),
      cachedPromptTokens: 0,
      outputTokens: completions.reduce((sum, { text }) => sum + estimateTokens(text), 0),
    });
  };
}

/** The model names under which the readers are served, by strength. */
export const readerModels: Readonly<Record<ReaderStrength, string>> = {
  strong: "simulated-reader-strong",
  medium: "simulated-reader-medium",
  weak: "simulated-reader-weak",
};

/**
 * The simulated readers of all strengths as one client, told apart by the name of the model.
 *
 * @param others answers requests for other models; without it, they are an error
 * @throws UsageError at a call for another model, without `others`
 * @example
 * const reply = await simulatedReaders()({ model: readerModels.weak, messages: [{ role: "user", content: "Hello" }] });
 * reply.kind; // => "text"
 */
export function simulatedReaders(others?: LlmClient): LlmClient {
  return byModel(
    Object.fromEntries(
      Object.entries(readerModels).map(([strength, model]) => [
        model,
        simulatedReader({ strength: strength as ReaderStrength }),
      ]),
    ),
    others,
  );
}

/** What the stream of chance hangs on: the meaning of the text, words and all, in one order. */
function facts({ words, ...rest }: Situation): unknown {
  return { ...rest, words: [...words].map(([stage, legend]) => [stage, [...legend]]) };
}
