import { isScored, type Trial } from "../trials/index.js";
import type { Track } from "./study.js";

/**
 * Trials as a searcher of a track sees them: without scores by question and scores at fewer samples on the black-box track.
 *
 * @example
 * seenTrials([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }], "black-box").length; // => 1
 */
export function seenTrials(trials: readonly Trial[], track: Track): readonly Trial[] {
  return trials.map((trial) => seenTrial(trial, track));
}

/** One of them. */
export function seenTrial(trial: Trial, track: Track): Trial {
  if (track === "grey-box" || !isScored(trial)) return trial;
  const { perQuestion: _scores, subsamples: _curves, ...outcome } = trial.outcome;
  return { ...trial, outcome };
}
