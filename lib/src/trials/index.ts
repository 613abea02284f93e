/** trials: what a search tried and what came of it, and the log that keeps it. */
export { bestSoFar } from "./best-so-far.js";
export { appendTrial, createTrialLog, cutTornLine, readTrialLog, type TornLine, type TrialLog } from "./log.js";
export type { Cost, Failed, Missing, Outcome, PrefixScores, Scored, StageScore } from "./outcome.js";
export type { Candidate, PlannerCall, Proposal, Refusal } from "./proposal.js";
export { isScored, type ScoredTrial, type Trial } from "./trial.js";
