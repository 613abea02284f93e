/** study: runs searchers in worlds and compares them, by measures that tell a better search from luck. */
export type { Arena, ReplayedArena, SimulatedArena } from "./compare/arena.js";
export { type CompareOptions, type ComparisonRun, compareSearchers } from "./compare/compare-searchers.js";
export { type Comparison, readComparison } from "./compare/comparison-file.js";
export type { CompareRow, Recommended } from "./compare/row.js";
export { amortization, type Running } from "./metrics/amortization.js";
export { type Duel, type DuelOptions, duel } from "./metrics/duel.js";
export type { MeanOver } from "./metrics/interval.js";
export { rankSearchers, type SearcherRanks } from "./metrics/rank-searchers.js";
export { anytimeRegret, type Effort, regretAt } from "./metrics/regret.js";
export { type RunningTime, runLength, runningTime, type TargetStep, targetsMet } from "./metrics/run-length.js";
export { type SearcherSummary, type SummaryOptions, summarize } from "./metrics/summary.js";
export { type PublishedSearch, type TrialHours, trialHours } from "./metrics/trial-hours.js";
export { type Ruling, rulings } from "./rulings.js";
export { runStudy } from "./run-study.js";
export { unitsSpent } from "./spending.js";
export type { Ending, Spent, Study, StudyCaps, StudyOptions, Track } from "./study.js";
export type { SearcherFactory, SearcherModule, SearcherSource } from "./workers/searcher-source.js";
