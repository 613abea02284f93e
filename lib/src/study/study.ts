import type { Space } from "../allocation/index.js";
import type { Environment } from "../environments/index.js";
import type { Recommendation, Searcher } from "../searchers/index.js";
import type { Trial, Turn } from "../trials/index.js";

/**
 * What a searcher gets to see of a trial. `black-box`: score, error and the stages' own metrics, as published searches had.
 * `grey-box`: also the scores by question and at smaller numbers of samples. Results of one are not compared with those of the other.
 */
export type Track = "black-box" | "grey-box";

/** The most that a run may spend. It ends before the trial that would go above, as far as that can be known before. */
export interface StudyCaps {
  /** Budget units, summed over trials and their questions. */
  readonly units?: number;
  /** Money; known only after a trial, so that the last one may go above. A trial that does not tell its own ends the run. */
  readonly dollars?: number;
  /** Seconds of this run, by `now`; the last trial may go above. */
  readonly seconds?: number;
}

/** How a search is run. */
export interface StudyOptions {
  readonly searcher: Searcher;
  readonly environment: Environment;
  /** Of the environment's task: which budget, which numbers of samples. */
  readonly space: Space;
  /** How many trials, at most. */
  readonly trials: number;
  /** Names the run's chance. */
  readonly seed: string;
  /** @default "black-box" */
  readonly track?: Track;
  /** How many candidates are tried side by side; trials keep their order. @default 1 */
  readonly concurrency?: number;
  /** Where every proposal and trial is kept, as JSON lines. @default nowhere */
  readonly log?: string;
  /** What else decides what the run does, such as who answers a searcher that asks; a log of another is not resumed. JSON. */
  readonly about?: Readonly<Record<string, unknown>>;
  /** Go on from the log, if it is there; without this, a log that is there is an error. @default false */
  readonly resume?: boolean;
  readonly caps?: StudyCaps;
  /**
   * What a trial that failed is: `record`, a trial like another, from which the searcher goes on; `stop`, the end of this run, left
   * out of the log, so that a resumed run tries it again.
   * @default "record"
   */
  readonly failures?: "record" | "stop";
  /** Seconds on a clock, for the cap on time and for how long the searcher thinks. @default no time is told */
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

/** Why a run is over. */
export interface Ending {
  /**
   * `trials`: all were made. `searcher`: it proposed nothing more. `units`, `dollars`, `seconds`: a cap. `failure`: a trial failed
   * and the run was to stop at that, or the model that the searcher asks gave no reply. `aborted`: the signal.
   */
  readonly kind: "trials" | "searcher" | "units" | "dollars" | "seconds" | "failure" | "aborted";
  /** In a sentence for people. */
  readonly why: string;
}

/** What a run has spent, the trials of its log included. */
export interface Spent {
  /** Budget units, summed over trials and their questions. */
  readonly units: number;
  /**
   * What the trials cost in money, whoever paid: also for replies that a store held. Without the searcher's own calls. `null` where an
   * outcome does not tell it.
   */
  readonly dollars: number | null;
  /** What the searcher's own calls of a language model read and wrote. */
  readonly plannerCalls: number;
  readonly plannerTokens: number;
  /** How long the searcher thought in this run; `null` without a clock. */
  readonly plannerSeconds: number | null;
  /** Trials without a score, and what was asked for and refused. */
  readonly wasted: number;
}

/** A run under way: its trials in order, those of a resumed log first. It can be iterated once, besides iterations that the log refused. */
export interface Study extends AsyncIterable<Trial> {
  /**
   * Begins or takes up the log and keeps other writers off it, before the first trial: what is wrong with it is told here, and it may
   * be asked for again. Iteration does so too. Its end lets go of the log, as does its iterator's `return` before the first `next`;
   * after that there is nothing to open.
   */
  open(): Promise<void>;
  /** So far. */
  readonly trials: readonly Trial[];
  readonly turns: readonly Turn[];
  /** How many trials came from the log. */
  readonly resumed: number;
  /** `null` while the run is under way. */
  readonly ending: Ending | null;
  readonly spent: Spent;
  /** What the searcher would settle on now; `null` before any trial has a score. */
  recommend(): Recommendation | null;
}
