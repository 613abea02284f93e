import { isScored, type Trial } from "../trials/index.js";
import type { Track } from "./study.js";

/** A trial as a searcher of this track sees it. */
export function seenTrial(trial: Trial, track: Track): Trial {
  if (track === "grey-box" || !isScored(trial)) return trial;
  const { perQuestion: _scores, prefixes: _curves, ...outcome } = trial.outcome;
  return { ...trial, outcome };
}
