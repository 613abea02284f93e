/** trials: what a search tried and what came of it, and the log that keeps it. */
export { bestSoFar, followBest } from "./best-so-far.js";
export { fullestTrials } from "./fullest-trials.js";
export { holdFile } from "./hold-file.js";
export {
  appendLine,
  createLines,
  cutTornLine,
  type JsonLines,
  openLines,
  readLines,
  type TornLine,
} from "./json-lines.js";
export { appendProposal, appendTrial, createTrialLog, openTrialLog, readTrialLog, type TrialLog } from "./log.js";
export type { Cost, Failed, Missing, Outcome, Scored, StageScore, SubsampleScores } from "./outcome.js";
export { errorOfRate, type PairedDifference, pairedDifference } from "./paired-difference.js";
export { requireOutcome } from "./parse-trial.js";
export { pooledTrials } from "./pooled-trials.js";
export type { Candidate, PlannerCall, Proposal, Refusal, Turn } from "./proposal.js";
export { requireTask } from "./require-task.js";
export { isScored, type ScoredTrial, type Trial } from "./trial.js";
