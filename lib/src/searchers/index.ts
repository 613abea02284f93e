/** searchers: what to try next. Never meets an environment. */
export { type Admission, admit } from "./admit.js";
export { agentHpo } from "./agent-hpo.js";
export type { Advice, Advisor, Forecast } from "./agent-tts/advisor.js";
export { type AgentTtsOptions, agentTts } from "./agent-tts/agent-tts.js";
export { type Insight, insights } from "./agent-tts/insight.js";
export { type AgentTtsWithPlannerOptions, agentTtsWithPlanner } from "./agent-tts/with-planner.js";
export { type ArmEliminationOptions, armElimination } from "./arm-elimination.js";
export { type BayesianOptions, bayesianSearch } from "./bayesian.js";
export { type EvolutionaryOptions, evolutionarySearch } from "./evolutionary.js";
export { gridSearch } from "./grid.js";
export { type InsightHeuristicOptions, insightHeuristic } from "./insight-heuristic.js";
export type { LanguageOptions } from "./language/language-options.js";
export type { Experience } from "./ml-copilot/experience.js";
export { type MlCopilotOptions, mlCopilot } from "./ml-copilot/ml-copilot.js";
export type { Acquisition } from "./planner/acquisition.js";
export { type PlannerOptions, planner } from "./planner/planner.js";
export { plannerRecommendation } from "./planner/recommendation.js";
export type { Scales } from "./planner/scales.js";
export type { BelievedScore } from "./planner/score-of.js";
export {
  type ModelSummary,
  type PlannerSummary,
  plannerSummary,
  type RivalSummary,
  type SummaryOptions,
} from "./planner/summary.js";
export { randomSearch } from "./random.js";
export { recommendBest } from "./recommend-best.js";
export type { Recommendation, Searcher, SearchView } from "./searcher.js";
export { largestAffordable, smallestMostSamples } from "./static.js";
export { type TpeOptions, tpeSearch } from "./tpe.js";
export { type ZeroShotOptions, zeroShotSearch } from "./zero-shot.js";
