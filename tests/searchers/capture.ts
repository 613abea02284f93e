import { createSpace, exampleTask, parseTask } from "isocompute/allocation";
import { simulate } from "isocompute/environments";
import type { LlmClient, LlmRequest } from "isocompute/llm";
import {
  type Advisor,
  agentHpo,
  agentTts,
  agentTtsWithPlanner,
  mlCopilot,
  randomSearch,
  type Searcher,
  zeroShotSearch,
} from "isocompute/searchers";
import { drawInstance, priorOnly } from "isocompute/simulator";
import { isScored, type Proposal, type Trial } from "isocompute/trials";

const task = parseTask(exampleTask);
const space = createSpace(task);

/** Believes that allocations get better along the order of the space; wants to try the first of them. Knows nothing before three scores. */
export const plainAdvisor: Advisor = {
  ...randomSearch(),
  async advise({ trials, space: of }, count) {
    if (trials.filter(isScored).length < 3) return null;
    const forecast = (place: number) => ({
      allocation: of.at(place),
      mean: 0.5 + place / 10_000,
      standardDeviation: 0.02,
    });
    const tried = new Set(trials.map(({ proposed }) => of.indexOf(proposed)));
    const untried = Array.from({ length: tried.size + count }, (_, i) => i).filter((i) => i < of.size && !tried.has(i));
    return {
      picks: untried.slice(0, count).map((place) => ({ ...forecast(place), reason: "next in line" })),
      leaders: [forecast(of.size - 1)],
      remarks: ["It ruled nothing out."],
    };
  },
};

/** Every method that asks a language model, with short rounds. */
export const languageMethods: Readonly<Record<string, (client: LlmClient, model: string) => Searcher>> = {
  "zero-shot": (client, model) => zeroShotSearch({ client, model }),
  "zero-shot-chat": (client, model) => zeroShotSearch({ client, model, history: "chat", reasoning: true }),
  "agent-hpo": (client, model) => agentHpo({ client, model }),
  "ml-copilot": (client, model) => mlCopilot({ client, model }),
  "agent-tts": (client, model) => agentTts({ client, model, batch: 4 }),
  "agent-tts-with-planner": (client, model) => agentTtsWithPlanner({ client, model, planner: plainAdvisor, batch: 2 }),
};

/** A whole search in one simulated world: every proposal, and every request that was made for it. */
export async function searchWith(
  searcher: Searcher,
  count: number,
): Promise<{ proposals: readonly Proposal[]; trials: readonly Trial[] }> {
  const world = simulate(drawInstance(priorOnly(task), 3, { questions: 20 }));
  const proposals: Proposal[] = [];
  const trials: Trial[] = [];
  while (trials.length < count) {
    const view = { space, trials, left: count - trials.length, want: 1, questions: 20, seed: "capture" };
    const proposal = await searcher.propose(view);
    proposals.push(proposal);
    if (proposal.candidates.length === 0) break;
    for (const { allocation, reason, note } of proposal.candidates)
      trials.push({
        index: trials.length,
        proposed: allocation,
        outcome: await world.evaluate(allocation),
        ...(reason === undefined ? {} : { reason }),
        ...(note === undefined ? {} : { note }),
      });
  }
  return { proposals, trials };
}

/** A client that keeps what it is asked. */
export function overheard(client: LlmClient): { client: LlmClient; requests: LlmRequest[] } {
  const requests: LlmRequest[] = [];
  return {
    requests,
    client: (request, signal) => {
      requests.push(request);
      return client(request, signal);
    },
  };
}
