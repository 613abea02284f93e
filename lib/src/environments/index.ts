/** environments: worlds to search in: simulations, replayed tables, pipelines and the store of everything bought to find out. */
export { type AnchorFile, readAnchors } from "./anchors.js";
export { findAnchors, findCalibration, formatCalibration, loadCalibration } from "./calibration-file.js";
export type { Environment, EvaluateOptions } from "./environment.js";
export { type LiveOptions, live } from "./live.js";
export { partOf } from "./part-of.js";
export { parseReplayTable, type ReadReplayOptions, readReplayTable } from "./read-replay-table.js";
export { type NearestOptions, type ReplayOptions, ratioDistance, replay } from "./replay.js";
export type { ReplayRow, ReplayTable } from "./replay-table.js";
export { type SimulateOptions, simulate } from "./simulate.js";
export { type SimulatedLogOptions, type SimulatedSample, simulatedLog } from "./simulated-log.js";
export { type SimulatedModelsOptions, simulatedModels } from "./simulated-models.js";
export { openStore } from "./store/open-store.js";
export type { Origin } from "./store/origin.js";
export type {
  Purchase,
  SampleStore,
  StoredCall,
  StoredQuestion,
  StoredSample,
  StoreTotals,
} from "./store/sample-store.js";
export { stored } from "./store/stored.js";
export { worldName } from "./world-name.js";
export { officialCsv, replayCsv } from "./write-replay-table.js";
