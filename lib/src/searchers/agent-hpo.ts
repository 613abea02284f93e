import type { Trial } from "../trials/index.js";
import { allocationForm, integerAmounts } from "./language/allocation-form.js";
import { askAllocations, everythingTried, proposalOf, type Wish, wishedItem } from "./language/ask-allocations.js";
import { besideBest, startFallback } from "./language/fallbacks.js";
import { cut, type Form, fieldsOf, malformed, objectSchema, ok } from "./language/form.js";
import type { LanguageOptions } from "./language/language-options.js";
import { noteOf } from "./language/note.js";
import { openTalk } from "./language/talk.js";
import {
  creatorPrompt,
  creatorSystem,
  type Experiment,
  executorPrompt,
  executorSystem,
} from "./prompts/agent-hpo-prompt.js";
import type { Searcher, SearchView } from "./searcher.js";
import { triedIn } from "./tried.js";

const METHOD = "agent-hpo";

/**
 * AgentHPO: two turns per trial. An Executor analyses the run that has just ended; a Creator reads the log of all experiments (proposal,
 * scores, analysis) and designs the next one. Temperatures as in the source: 1 for the first design, then 0; 0.7 for analyses.
 *
 * In the source both are agents with tools that read the log and start the training; here the log is in the question and the run does the
 * rest. Its fallback is a neighbour of the best experiment.
 *
 * @see Liu et al., "AgentHPO: large language model agent for hyper-parameter optimization", arXiv 2402.01881; the prompts are ours
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const { scriptedClient } = await door("llm");
 * const allocation = { Find: { model: "Large-70B", samples: 1 }, Answer: { model: "Small-3B", samples: 20 } };
 * const client = scriptedClient([JSON.stringify({ allocation, rationale: "a strong finder, cheap answers" })]);
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 5, want: 1, questions: null, seed: "demo" };
 * (await agentHpo({ client, model: "any" }).propose(view)).candidates[0].reason; // => "a strong finder, cheap answers"
 */
export function agentHpo(options: LanguageOptions): Searcher {
  return {
    name: METHOD,
    async propose(view) {
      if (triedIn(view).left === 0) return { candidates: [], ending: everythingTried };
      const talk = openTalk(METHOD, options, view);
      const log = experimentsOf(view.trials);
      let analysis: string | null = null;
      if (log.length > 0) {
        const heard = await talk.ask(
          { name: "analysis", temperature: 0.7 },
          [
            { role: "system", content: executorSystem },
            { role: "user", content: executorPrompt(view, log, analysisForm.schema.schema) },
          ],
          analysisForm,
        );
        if (heard.kind === "unavailable") return proposalOf(talk, heard);
        if (heard.kind === "value") analysis = heard.value;
      }
      const form = experimentForm(view);
      const analysed = log.map((experiment, i) => (i === log.length - 1 ? { ...experiment, analysis } : experiment));
      const granted = await askAllocations(talk, view, {
        step: { name: "design", temperature: log.length === 0 ? 1 : 0 },
        messages: [
          { role: "system", content: creatorSystem },
          { role: "user", content: creatorPrompt(view, analysed, form.schema.schema) },
        ],
        form,
        count: 1,
        fallback(_, before) {
          const allocation = besideBest(view, startFallback(METHOD, view, before));
          const reason = "beside the best so far, since the model gave nothing usable";
          return allocation === null ? [] : [{ allocation, reason, note: { analysis } }];
        },
        note: { analysis },
      });
      return proposalOf(talk, granted);
    },
  };
}

/** The note of a trial holds the analysis of the one before it. */
function experimentsOf(trials: readonly Trial[]): Experiment[] {
  return trials.map((trial, i) => {
    const { analysis } = noteOf(trials[i + 1]);
    return { trial, analysis: typeof analysis === "string" ? analysis : null };
  });
}

const analysisForm: Form<string> = {
  schema: {
    name: "analysis",
    schema: objectSchema({ analysis: { type: "string", description: "a few sentences" } }),
  },
  read(value) {
    const fields = fieldsOf(value, ["analysis"]);
    if (typeof fields === "string") return malformed(fields);
    const { analysis } = fields;
    if (typeof analysis !== "string" || analysis.trim() === "") return malformed('"analysis" requires a text');
    return ok(cut(analysis, 1500));
  },
};

function experimentForm({ space }: SearchView): Form<Wish> {
  const one = allocationForm(space, integerAmounts(space));
  return {
    schema: {
      name: "experiment",
      schema: objectSchema({
        allocation: one.schema,
        rationale: { type: "string", description: "why this one, in a sentence or two" },
      }),
    },
    read(value) {
      const fields = fieldsOf(value, ["allocation", "rationale"]);
      if (typeof fields === "string") return malformed(fields);
      const { allocation, rationale } = fields;
      return ok({ items: [wishedItem(allocation, one.read(allocation), rationale)] });
    },
  };
}
