import { didYouMean, UsageError } from "../core/index.js";
import type { LlmClient } from "../llm/index.js";
import { type ReaderStrength, readerSkills, simulatedReader } from "../reader/index.js";
import {
  agentHpo,
  agentTts,
  agentTtsWithPlanner,
  armElimination,
  bayesianSearch,
  type Experience,
  evolutionarySearch,
  gridSearch,
  type Insight,
  insightHeuristic,
  insights,
  largestAffordable,
  mlCopilot,
  planner,
  randomSearch,
  type Searcher,
  smallestMostSamples,
  tpeSearch,
  zeroShotSearch,
} from "../searchers/index.js";

/** Who answers a searcher that asks a language model. */
export interface Agent {
  readonly client: LlmClient;
  readonly model: string;
}

type Open = (agent: () => Agent, experience: readonly Experience[]) => Searcher;

/** Every searcher of the command line, by name; those that ask a language model call for it. */
const searchers = {
  random: () => randomSearch(),
  grid: () => gridSearch(),
  "largest-affordable": () => largestAffordable(),
  "smallest-most-samples": () => smallestMostSamples(),
  evolutionary: () => evolutionarySearch(),
  bayesian: () => bayesianSearch(),
  tpe: () => tpeSearch(),
  planner: () => planner(),
  "arm-elimination": () => armElimination(),
  "insight-heuristic": () => insightHeuristic(),
  "llm-zs": (agent) => zeroShotSearch(agent()),
  "agent-hpo": (agent) => agentHpo(agent()),
  "ml-copilot": (agent, experience) => mlCopilot({ ...agent(), experience }),
  "agent-tts": (agent) => agentTts(agent()),
  "agent-tts-planner": (agent) => agentTtsWithPlanner({ ...agent(), planner: planner() }),
  "agent-tts-without-preference": (agent) => agentTts({ ...agent(), insights: without("preference") }),
  "agent-tts-without-peak": (agent) => agentTts({ ...agent(), insights: without("peak") }),
  "agent-tts-without-dependence": (agent) => agentTts({ ...agent(), insights: without("dependence") }),
} satisfies Record<string, Open>;

function without(insight: Insight): Insight[] {
  return insights.filter((other) => other !== insight);
}

/** The names of all searchers, for help texts. */
export const searcherNames: readonly string[] = Object.keys(searchers);

/** Strengths of the simulated reader. */
export const readerStrengths: readonly string[] = Object.keys(readerSkills);

/** A searcher that is open, and who answers it. */
export interface OpenSearcher {
  readonly searcher: Searcher;
  /** `null` for a searcher that asks nobody. */
  readonly agent: string | null;
}

/**
 * Opens the searcher of a name, such as `tpe`, or `agent-tts@weak` for one whose language model is the weak simulated reader.
 *
 * @param agent answers a searcher that asks a language model and names no reader; a simulated reader if left out
 * @param experience of other tasks, for ml-copilot
 */
export function openSearcher(name: string, agent?: Agent, experience: readonly Experience[] = []): OpenSearcher {
  const [method = "", strength = "strong", ...rest] = name.split("@");
  if (!Object.hasOwn(searchers, method)) {
    throw new UsageError(
      `there is no searcher "${method}" (${searcherNames.join(", ")})${didYouMean(method, searcherNames)}`,
    );
  }
  if (!readerStrengths.includes(strength) || rest.length > 0)
    throw new UsageError(`there is no reader "${[strength, ...rest].join("@")}" (${readerStrengths.join(", ")})`);
  if (experience.length > 0 && method !== "ml-copilot")
    throw new UsageError(`experience of other tasks requires the searcher ml-copilot, got ${method}`);
  if (agent !== undefined && name.includes("@"))
    throw new UsageError(`"${name}" names who answers it; drop "@${strength}", or the model ${agent.model}`);
  let told: string | null = null;
  const open: Open = searchers[method as keyof typeof searchers];
  const searcher = open(() => {
    if (agent !== undefined) {
      told = agent.model;
      return agent;
    }
    told = `simulated reader, ${strength}`;
    return { client: simulatedReader({ strength: strength as ReaderStrength }), model: `simulated-reader-${strength}` };
  }, experience);
  if (told === null && name.includes("@"))
    throw new UsageError(`${method} asks no language model; drop "@${strength}"`);
  if (told === null && agent !== undefined)
    throw new UsageError(`${method} asks no language model; drop --agent-model ${agent.model}`);
  return { searcher, agent: told };
}

/** `openSearcher` for a thread of a comparison. */
export function comparedSearcher(name: string): Searcher {
  return openSearcher(name).searcher;
}
