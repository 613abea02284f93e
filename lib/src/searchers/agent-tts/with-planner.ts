import type { Candidate } from "../../trials/index.js";
import { admit } from "../admit.js";
import { allocationForm, integerAmounts } from "../language/allocation-form.js";
import { askAllocations, everythingTried, proposalOf, type Wish, wishedItem } from "../language/ask-allocations.js";
import { drawSome, startFallback } from "../language/fallbacks.js";
import { cut, type Form, fieldsOf, malformed, objectSchema, ok, shown } from "../language/form.js";
import type { LanguageOptions } from "../language/language-options.js";
import { openTalk } from "../language/talk.js";
import { advicePrompt } from "../prompts/advice-prompt.js";
import { agentSystem } from "../prompts/agent-tts-prompt.js";
import type { Searcher, SearchView } from "../searcher.js";
import { triedIn } from "../tried.js";
import type { Advice, Advisor } from "./advisor.js";
import { insights as allInsights, type Insight } from "./insight.js";

/** Options of `agentTtsWithPlanner`. */
export interface AgentTtsWithPlannerOptions extends LanguageOptions {
  /** Whose beliefs the model reads. */
  readonly planner: Advisor;
  /** Which insights the model is told. @default all three */
  readonly insights?: readonly Insight[];
  /** How many trials are decided at a time. @default 1 */
  readonly batch?: number;
}

const METHOD = "agent-tts+planner";

/**
 * AgentTTS over a planner: the planner makes the first trials and fits its model of the scores; then a language model reads the trials, the
 * planner's picks and forecasts, and accepts them or overrules them with allocations of its own and a reason. One call per round; the planner
 * recommends.
 *
 * Its fallback is the planner's picks.
 *
 * @throws RangeError if `batch` is not an integer of at least one
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { scriptedClient } = await door("llm");
 * const planner = { ...randomSearch(), advise: async () => null };
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 5, want: 1, questions: null, seed: "demo" };
 * (await agentTtsWithPlanner({ client: scriptedClient([]), model: "any", planner }).propose(view)).candidates.length; // => 1
 */
export function agentTtsWithPlanner(options: AgentTtsWithPlannerOptions): Searcher {
  const { planner, insights = allInsights, batch = 1 } = options;
  if (!Number.isInteger(batch) || batch < 1)
    throw new RangeError(`agentTtsWithPlanner requires an integer of at least one for batch, got ${batch}`);
  const told = allInsights.filter((insight) => insights.includes(insight));
  const { recommend } = planner;
  return {
    name: METHOD,
    async propose(view) {
      const left = triedIn(view).left;
      if (left === 0) return { candidates: [], ending: everythingTried };
      const advice = await planner.advise(view, Math.min(batch, view.left, left));
      if (advice === null || advice.picks.length === 0) return planner.propose(view);
      const talk = openTalk(METHOD, options, view);
      const form = rulingForm(view, advice);
      const picked = (why: string) => picksOf(view, advice, why);
      const granted = await askAllocations<Ruling>(talk, view, {
        step: { name: "ruling", temperature: null },
        messages: [
          { role: "system", content: agentSystem },
          { role: "user", content: advicePrompt(view, advice, told, form.schema.schema) },
        ],
        form,
        count: advice.picks.length,
        instead: ({ accepted }) =>
          accepted === null ? null : replacements(view, picked(`accepted: ${accepted}`), advice.picks.length, []),
        fallback: (missing, before) => replacements(view, picked("the model gave nothing usable"), missing, before),
        note: { source: "overruled" },
      });
      return proposalOf(talk, granted);
    },
    ...(recommend === undefined ? {} : { recommend: (view: SearchView) => recommend(view) }),
  };
}

/** What the model decided. */
interface Ruling extends Wish {
  /** Why the picks were accepted; `null` where they were overruled. */
  readonly accepted: string | null;
}

function picksOf(view: SearchView, advice: Advice, why: string): Candidate[] {
  const wished = advice.picks.map(({ allocation, reason }) => ({
    allocation,
    reason: reason === undefined ? `the planner's pick (${why})` : `${reason} (${why})`,
    note: { source: "planner" },
  }));
  return [...admit(view, wished).candidates];
}

/** Picks that were not granted yet; where they do not suffice, draws. */
function replacements(
  view: SearchView,
  picks: readonly Candidate[],
  missing: number,
  before: readonly Candidate[],
): Candidate[] {
  const fresh = admit(view, [...before, ...picks]).candidates.slice(before.length, before.length + missing);
  const drawn = drawSome(view, startFallback(METHOD, view, [...before, ...fresh]), missing - fresh.length);
  return [...fresh, ...drawn.map((allocation) => ({ allocation, reason: "drawn at random, since picks ran out" }))];
}

function rulingForm(view: SearchView, advice: Advice): Form<Ruling> {
  const count = advice.picks.length;
  const one = allocationForm(view.space, integerAmounts(view.space));
  return {
    schema: {
      name: "ruling",
      schema: objectSchema({
        decision: { type: "string", enum: ["accept", "overrule"] },
        reason: { type: "string", description: "why, in a sentence" },
        candidates: {
          type: "array",
          items: objectSchema({ allocation: one.schema }),
          maxItems: count,
          description: "your own, where you overrule; else empty",
        },
      }),
    },
    read(value) {
      const fields = fieldsOf(value, ["decision", "reason", "candidates"]);
      if (typeof fields === "string") return malformed(fields);
      const { decision, reason, candidates } = fields;
      if (typeof reason !== "string" || reason.trim() === "") return malformed('"reason" requires a text');
      if (decision === "accept") return ok({ items: [], accepted: cut(reason, 300) });
      if (decision !== "overrule")
        return malformed(`"decision" requires "accept" or "overrule", got ${shown(decision)}`);
      if (!Array.isArray(candidates)) return malformed('"candidates" requires a list');
      return ok({
        accepted: null,
        items: candidates.map((item: unknown) => {
          const parts = fieldsOf(item, ["allocation"], "a candidate");
          if (typeof parts === "string") return wishedItem(item, malformed(parts), reason);
          return wishedItem(item, one.read(parts["allocation"]), reason);
        }),
      });
    },
  };
}
