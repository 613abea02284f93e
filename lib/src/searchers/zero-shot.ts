import type { Message } from "../llm/index.js";
import type { Trial } from "../trials/index.js";
import { allocationForm, integerAmounts } from "./language/allocation-form.js";
import { askAllocations, everythingTried, proposalOf, type Wish, wishedItem } from "./language/ask-allocations.js";
import { drawSome, startFallback } from "./language/fallbacks.js";
import { type Form, fieldsOf, malformed, objectSchema, ok } from "./language/form.js";
import type { LanguageOptions } from "./language/language-options.js";
import { openTalk } from "./language/talk.js";
import { trialText } from "./prompts/trial-text.js";
import { zeroShotHistory, zeroShotOpening, zeroShotResult, zeroShotSystem } from "./prompts/zero-shot-prompt.js";
import type { Searcher, SearchView } from "./searcher.js";
import { triedIn } from "./tried.js";

/** Options of `zeroShotSearch`. */
export interface ZeroShotOptions extends LanguageOptions {
  /**
   * How earlier trials come back: `compressed` as a numbered list in one question, `chat` as the whole conversation.
   * @default "compressed"
   */
  readonly history?: "compressed" | "chat";
  /** Ask for a line of reasoning before the choice. @default false */
  readonly reasoning?: boolean;
}

const METHOD = "llm-zs";

/**
 * LLM_ZS: a language model is told what is tuned and chooses one allocation per call, from the scores of all earlier ones. No hints, no
 * guidelines. One call per trial, at temperature 0.
 *
 * Its fallback is an allocation drawn at random.
 *
 * @see Zhang et al. 2023, "Using large language models for hyperparameter optimization", arXiv 2312.04528; the prompts are ours
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { scriptedClient } = await door("llm");
 * const choice = { Find: { model: "Large-70B", samples: 1 }, Answer: { model: "Small-3B", samples: 20 } };
 * const client = scriptedClient([JSON.stringify({ allocation: choice })]);
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 5, want: 1, questions: null, seed: "demo" };
 * (await zeroShotSearch({ client, model: "any" }).propose(view)).candidates[0].allocation[1].samples; // => 20
 */
export function zeroShotSearch(options: ZeroShotOptions): Searcher {
  const { history = "compressed", reasoning = false } = options;
  return {
    name: METHOD,
    async propose(view) {
      if (triedIn(view).left === 0) return { candidates: [], ending: everythingTried };
      const talk = openTalk(METHOD, options, view);
      const form = choiceForm(view, reasoning);
      const messages: Message[] = [
        { role: "system", content: zeroShotSystem },
        ...(history === "chat" ? conversation(view, form) : compressed(view, form)),
      ];
      const granted = await askAllocations(talk, view, {
        step: { name: "choice", temperature: 0 },
        messages,
        form,
        count: 1,
        fallback: (missing, granted) =>
          drawSome(view, startFallback(METHOD, view, granted), missing).map((allocation) => ({
            allocation,
            reason: "drawn at random, since the model gave nothing usable",
          })),
      });
      return proposalOf(talk, granted);
    },
  };
}

function choiceForm({ space }: SearchView, reasoning: boolean): Form<Wish> {
  const one = allocationForm(space, integerAmounts(space));
  const names = reasoning ? ["reasoning", "allocation"] : ["allocation"];
  return {
    schema: {
      name: "choice",
      schema: objectSchema({
        ...(reasoning ? { reasoning: { type: "string", description: "the thoughts that lead to the choice" } } : {}),
        allocation: one.schema,
      }),
    },
    read(value) {
      const fields = fieldsOf(value, names);
      if (typeof fields === "string") return malformed(fields);
      const { allocation, reasoning: thoughts } = fields;
      return ok({ items: [wishedItem(allocation, one.read(allocation), thoughts)] });
    },
  };
}

function compressed(view: SearchView, form: Form<Wish>): Message[] {
  return [{ role: "user", content: `${zeroShotOpening(view, form.schema.schema)}\n\n${zeroShotHistory(view)}` }];
}

/** Every trial as a turn of the conversation: the model's choice in its own form, then its result. */
function conversation(view: SearchView, form: Form<Wish>): Message[] {
  const { task } = view.space;
  const opening: Message = {
    role: "user",
    content: `${zeroShotOpening(view, form.schema.schema)}\n\nWhich allocation shall be run first?`,
  };
  const turns = view.trials.flatMap((trial): Message[] => [
    { role: "assistant", content: JSON.stringify({ allocation: asChosen(trial) }) },
    { role: "user", content: zeroShotResult(trialText(trial, task)) },
  ]);
  return [opening, ...turns];
}

function asChosen({ proposed }: Trial): Readonly<Record<string, unknown>> {
  return Object.fromEntries(proposed.map(({ stage, model, samples }) => [stage, { model, samples }]));
}
