import type { Allocation } from "../../allocation/index.js";
import { createRng, samples } from "../../core/index.js";
import type { Candidate } from "../../trials/index.js";
import { allocationForm } from "../language/allocation-form.js";
import { askAllocations, everythingTried, proposalOf, type Wish, wishedItem } from "../language/ask-allocations.js";
import { drawSome, startFallback } from "../language/fallbacks.js";
import { type Form, fieldsOf, malformed, objectSchema, ok } from "../language/form.js";
import type { LanguageOptions } from "../language/language-options.js";
import { sentencesForm } from "../language/sentences-form.js";
import { openTalk } from "../language/talk.js";
import { copilotSystem, knowledgePrompt, requestPrompt, siblingExamples } from "../prompts/ml-copilot-prompt.js";
import type { Searcher, SearchView } from "../searcher.js";
import { triedIn } from "../tried.js";
import { bestOf, type Experience, requireSiblings } from "./experience.js";
import { type Vocabulary, vocabularyOf, wordAmounts } from "./words.js";

/** Options of `mlCopilot`. */
export interface MlCopilotOptions extends LanguageOptions {
  /** What was learned on other tasks with the same stages and models, such as HotpotQA for 2Wiki. @default none */
  readonly experience?: readonly Experience[];
  /** How many configurations are asked for at a time. @default 3, as in the source */
  readonly batch?: number;
}

const METHOD = "ml-copilot";
/** Fewer good configurations than this say nothing of quantiles. */
const FEW = 10;

/**
 * MLCopilot: experience is written in words (numbers of samples as quantiles of good configurations, from "very small" to "very large"),
 * the model is asked for knowledge of it, then for configurations in the same words, which are translated back. Temperature 0.
 *
 * The source is one-shot, and how the AgentTTS authors made it iterative is not known. Here, by assumption: the running history is
 * experience too; each round the words are set anew from the three best configurations of every other task and the better half of the
 * history, knowledge is asked for again, and a batch is requested. Until there are ten such configurations the words span the affordable
 * range. One draft of knowledge per round, where the source chooses one of three by a surrogate. The words' values are shown, because
 * without them no cost can be told.
 *
 * Its fallback is a configuration of the same words, drawn at random; any allocation where those are used up.
 *
 * @see Zhang et al. 2023, "MLCopilot: unleashing the power of large language models in solving machine learning tasks", arXiv 2304.14979; the prompts are ours
 * @throws RangeError at a call, if experience is of a task with other stages or models, or `batch` is not an integer of at least one
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { scriptedClient } = await door("llm");
 * const allocation = { Find: { model: "Small-3B", samples: "very small" }, Answer: { model: "Small-3B", samples: "large" } };
 * const client = scriptedClient([JSON.stringify({ configurations: [allocation] })]);
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 5, want: 1, questions: null, seed: "demo" };
 * (await mlCopilot({ client, model: "any" }).propose(view)).candidates.length; // => 1
 */
export function mlCopilot(options: MlCopilotOptions): Searcher {
  const { experience = [], batch = 3 } = options;
  if (!Number.isInteger(batch) || batch < 1)
    throw new RangeError(`mlCopilot requires an integer of at least one for batch, got ${batch}`);
  return {
    name: METHOD,
    async propose(view) {
      const { space, trials } = view;
      requireSiblings(space.task, experience);
      const left = triedIn(view).left;
      if (left === 0) return { candidates: [], ending: everythingTried };
      const talk = openTalk(METHOD, options, view);
      const siblings = siblingExamples(experience, bestOf);
      const good = [...siblings.flatMap((sibling) => sibling.good), ...bestOf(trials, Math.ceil(trials.length / 2))];
      const vocabulary = vocabularyOf(space, good.length < FEW ? [] : good.map(({ allocation }) => allocation));
      let knowledge: readonly string[] = [];
      if (good.length > 0) {
        const heard = await talk.ask(
          { name: "knowledge", temperature: 0 },
          [
            { role: "system", content: copilotSystem },
            { role: "user", content: knowledgePrompt(view, siblings, vocabulary, knowledgeForm.schema.schema) },
          ],
          knowledgeForm,
        );
        if (heard.kind === "unavailable") return proposalOf(talk, heard);
        if (heard.kind === "value") knowledge = heard.value;
      }
      const count = Math.min(batch, view.left, left);
      const form = configurationsForm(view, vocabulary, count);
      const granted = await askAllocations(talk, view, {
        step: { name: "configurations", temperature: 0 },
        messages: [
          { role: "system", content: copilotSystem },
          {
            role: "user",
            content: requestPrompt(view, siblings, vocabulary, knowledge, count, form.schema.schema),
          },
        ],
        form,
        count,
        fallback: (missing, before) => fromWords(view, vocabulary, missing, before),
        note: { knowledge },
      });
      return proposalOf(talk, granted);
    },
  };
}

const knowledgeForm = sentencesForm("knowledge", "the patterns, one concise sentence each");

function configurationsForm(view: SearchView, vocabulary: Vocabulary, count: number): Form<Wish> {
  const one = allocationForm(view.space, wordAmounts(view.space, vocabulary));
  return {
    schema: {
      name: "configurations",
      schema: objectSchema({ configurations: { type: "array", items: one.schema, maxItems: count } }),
    },
    read(value) {
      const fields = fieldsOf(value, ["configurations"]);
      if (typeof fields === "string") return malformed(fields);
      const { configurations } = fields;
      if (!Array.isArray(configurations)) return malformed('"configurations" requires a list');
      return ok({ items: configurations.map((item: unknown) => wishedItem(item, one.read(item), null)) });
    },
  };
}

/** Configurations of the vocabulary that were not tried, drawn evenly with few attempts; then any that were not. */
function fromWords(
  view: SearchView,
  vocabulary: Vocabulary,
  missing: number,
  before: readonly Candidate[],
): Candidate[] {
  const { space } = view;
  const start = startFallback(METHOD, view, before);
  const rng = createRng(`${start.rng.path}/words`);
  const found: Candidate[] = [];
  const add = (allocation: Allocation, reason: string) => {
    start.tried.add(allocation);
    found.push({ allocation, reason });
  };
  for (let attempt = 0; attempt < 60 && found.length < missing; attempt++) {
    const allocation = space.task.stages.map(({ name, models }, i) => ({
      stage: name,
      model: models[rng.below(models.length)]?.name ?? "",
      samples: vocabulary[i]?.[rng.below(vocabulary[i]?.length ?? 1)] ?? samples(1),
    }));
    if (space.contains(allocation) && !start.tried.has(allocation))
      add(allocation, "drawn from the words, since the model gave too few usable ones");
  }
  for (const allocation of drawSome(view, start, missing - found.length))
    found.push({ allocation, reason: "drawn at random, since the words are used up" });
  return found;
}
