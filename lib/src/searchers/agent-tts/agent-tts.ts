import { createRng } from "../../core/index.js";
import type { Candidate } from "../../trials/index.js";
import { admit } from "../admit.js";
import { askAllocations, everythingTried, type Granted, proposalOf } from "../language/ask-allocations.js";
import { drawSome } from "../language/fallbacks.js";
import type { LanguageOptions } from "../language/language-options.js";
import { openTalk, type Talk } from "../language/talk.js";
import { agentSystem, candidatesPrompt, guidelinesPrompt, guidelineTopics } from "../prompts/agent-tts-prompt.js";
import type { Searcher, SearchView } from "../searcher.js";
import { triedIn } from "../tried.js";
import { carriedGuidelines, guidelinesByRound, guidelinesForm, latestRound, roundOf } from "./guidelines.js";
import { initialTrials } from "./initial-trials.js";
import { insights as allInsights, type Insight } from "./insight.js";
import { evenCounts, type RoundWish, roundForm } from "./round-form.js";
import { variation } from "./variation.js";

/** Options of `agentTts`. */
export interface AgentTtsOptions extends LanguageOptions {
  /** Which insights the method may use; one that is left out is in no prompt and no trial. @default all three */
  readonly insights?: readonly Insight[];
  /** How many trials a round has. @default 10, as in the source */
  readonly batch?: number;
  /** The most samples of an initial trial. @default 60, as in the source */
  readonly initialSamples?: number;
}

const METHOD = "agent-tts";

/**
 * AgentTTS: first trials that give every model of every subtask its chance for the same money (insight 1); then rounds of two calls. The
 * first asks what the trials teach about models, numbers of samples and the sharing of the budget (insights 1 to 3), in later rounds also
 * whether to explore. The second shows all trials, best first, and the guidelines, and lets the model choose between proposals of its own
 * and variation of the trials by crossover, mutation and chance.
 *
 * Without insight 1 the first trials are as many random draws. Its fallback is variation. No temperature is sent. Like the source it
 * recommends the best trial as observed; `{ ...agentTts(options), recommend: plannerRecommendation }` has the same trials judged by a
 * model of the scores.
 *
 * @see the public repository FairyFali/AgentTTS_Code, whose protocol this follows; the prompts are ours
 * @throws RangeError if `batch` or `initialSamples` is not an integer of at least one
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { scriptedClient } = await door("llm");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 5, want: 1, questions: null, seed: "demo" };
 * const { candidates, calls } = await agentTts({ client: scriptedClient([]), model: "any" }).propose(view);
 * [candidates.length, calls]; // => [4, undefined]
 */
export function agentTts(options: AgentTtsOptions): Searcher {
  const { insights = allInsights, batch = 10, initialSamples = 60 } = options;
  for (const [name, value] of Object.entries({ batch, initialSamples }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`agentTts requires an integer of at least one for ${name}, got ${value}`);
  const used = allInsights.filter((insight) => insights.includes(insight));
  return {
    name: METHOD,
    async propose(view) {
      const left = triedIn(view).left;
      if (left === 0) return { candidates: [], ending: everythingTried };
      const talk = openTalk(METHOD, options, view);
      const opening = openingTrials(view, used, initialSamples);
      if (opening.length > 0) return { candidates: opening };
      const round = Math.max(0, ...view.trials.map(roundOf)) + 1;
      const heard = await guidelinesOf(view, talk, used, round);
      if (heard.kind === "unavailable") return proposalOf(talk, heard);
      return proposalOf(
        talk,
        await roundOfTrials(view, talk, heard.guidelines, round, Math.min(batch, view.left, left)),
      );
    },
  };
}

/** The initial trials that are still to be made. */
function openingTrials(view: SearchView, insights: readonly Insight[], cap: number): readonly Candidate[] {
  if (view.trials.some((trial) => roundOf(trial) > 0)) return [];
  const planned = initialTrials(view.space, cap);
  const note = { round: 0 };
  const tried = triedIn(view);
  if (insights.includes("preference")) {
    const open = planned.filter((allocation) => !tried.has(allocation)).slice(0, view.left);
    return admit(
      view,
      open.map((allocation) => ({ allocation, reason: "each model's chance for the same money", note })),
    ).candidates;
  }
  const missing = Math.min(Math.max(planned.length, 1) - view.trials.length, view.left);
  const drawn = missing > 0 ? drawSome(view, { rng: createRng(`${view.seed}/${METHOD}/first`), tried }, missing) : [];
  return drawn.map((allocation) => ({ allocation, reason: "drawn at random", note }));
}

/** New guidelines of this round; none where nothing is asked or nothing readable came. */
async function guidelinesOf(
  view: SearchView,
  talk: Talk,
  insights: readonly Insight[],
  round: number,
): Promise<
  | { readonly kind: "ok"; readonly guidelines: readonly string[] }
  | { readonly kind: "unavailable"; readonly ending: string }
> {
  const topics = guidelineTopics(insights, round);
  if (topics.length === 0) return { kind: "ok", guidelines: [] };
  const prompt = guidelinesPrompt(view, topics, latestRound(view.trials), guidelinesForm.schema.schema);
  const heard = await talk.ask(
    { name: "guidelines", temperature: null },
    [
      { role: "system", content: agentSystem },
      { role: "user", content: prompt },
    ],
    guidelinesForm,
  );
  if (heard.kind === "unavailable") return heard;
  return { kind: "ok", guidelines: heard.kind === "value" ? heard.value : [] };
}

async function roundOfTrials(
  view: SearchView,
  talk: Talk,
  fresh: readonly string[],
  round: number,
  count: number,
): Promise<Granted> {
  const carried = carriedGuidelines([...guidelinesByRound(view.trials), ...(fresh.length > 0 ? [fresh] : [])]);
  const form = roundForm(view, count);
  const note = (source: string) => ({ round, source, guidelines: fresh });
  return askAllocations<RoundWish>(talk, view, {
    step: { name: "candidates", temperature: null },
    messages: [
      { role: "system", content: agentSystem },
      { role: "user", content: candidatesPrompt(view, carried, count, form.schema.schema) },
    ],
    form,
    count,
    fallback: (missing, granted) => variation(METHOD, view, evenCounts(missing), granted, note),
    instead: (wish) => (wish.variation === null ? null : variation(METHOD, view, wish.variation, [], note)),
    note: note("own"),
  });
}
