import { allocationKey, type Space, type StageChoice } from "../allocation/index.js";
import { at } from "../core/index.js";
import type { Recommendation } from "../searchers/index.js";
import {
  bestSoFar,
  errorOfRate,
  fullestTrials,
  isScored,
  pairedDifference,
  pooledTrials,
  type ScoredTrial,
  type Trial,
} from "../trials/index.js";

/** What the trials say of one model in one stage, beside the recommended allocation. */
export interface Ruling {
  readonly stage: string;
  readonly model: string;
  /** How many trials with a score it was in. */
  readonly tried: number;
  /**
   * Its best trial, those of one allocation on some of the questions pooled; of those that met the most questions; `null` if it has none.
   */
  readonly best: ScoredTrial | null;
  /** How far that lies below the recommendation: on the questions that both met, where scores by question are known. */
  readonly gap: number | null;
  /** Of the gap: of the differences by question (`pairedDifference`), else as of independent scores; `null` where that cannot be said. */
  readonly standardError: number | null;
  /**
   * `behind`: so far its best trial lies more than `level` standard errors below; other numbers of samples were not tried. `not tried`:
   * it has no trial with a score. `too dear`: nor can it have one, the budget pays for no allocation with it.
   */
  readonly verdict: "recommended" | "behind" | "open" | "not tried" | "too dear";
}

/**
 * Which models the trials left behind and which are open, beside the recommended allocation. Said of the trials alone: the recommended one
 * was chosen for its score, which flatters it, and a model that lies behind may lead at numbers of samples, or beside models of other
 * stages, that were not tried. What a searcher with a model of the scores rules out it says itself.
 *
 * @param level how many standard errors make a model lie behind @default 1.96
 * @example
 * const { createSpace, exampleTask, parseTask, parseAllocation } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:1", task);
 * rulings(createSpace(task), [], { allocation, score: 0.7, standardError: 0.05, reason: "" }).map((r) => r.verdict)[0]; // => "recommended"
 */
export function rulings(
  space: Space,
  trials: readonly Trial[],
  recommendation: Recommendation,
  level = 1.96,
): readonly Ruling[] {
  const scored = trials.filter(isScored);
  const pooled = pooledTrials(scored);
  const full = fullestTrials(scored);
  // Of the trials that can be compared with each other if there are any, else of its own.
  const best = (wanted: (trial: ScoredTrial) => boolean) =>
    bestSoFar(full.filter(wanted)).at(-1) ?? bestSoFar(pooled.filter(wanted)).at(-1) ?? null;
  const key = allocationKey(recommendation.allocation);
  const reference = best((trial) => allocationKey(trial.outcome.evaluated) === key);
  return space.task.stages.flatMap(({ name, models }, s) =>
    models.map((model): Ruling => {
      const uses = ({ outcome }: ScoredTrial) => outcome.evaluated[s]?.model === model.name;
      const own = best(uses);
      const base = { stage: name, model: model.name, tried: scored.filter(uses).length, best: own };
      if (recommendation.allocation[s]?.model === model.name)
        return { ...base, gap: null, standardError: null, verdict: "recommended" };
      if (own === null) {
        const verdict = affordable(space, s, model.name) ? "not tried" : "too dear";
        return { ...base, gap: null, standardError: null, verdict };
      }
      const { gap, standardError } = gapOf(recommendation, reference, own);
      const out = standardError !== null && gap > level * standardError;
      return { ...base, gap, standardError, verdict: out ? "behind" : "open" };
    }),
  );
}

/** Whether the budget pays for an allocation with a model in a stage: stages share nothing but the budget, so the cheapest one tells. */
function affordable({ cheapest, grid, contains }: Space, stage: number, model: string): boolean {
  const samples = at(grid, 0) as StageChoice["samples"];
  return contains(cheapest.map((choice, s) => (s === stage ? { ...choice, model, samples } : choice)));
}

function gapOf(
  recommendation: Recommendation,
  reference: ScoredTrial | null,
  own: ScoredTrial,
): { gap: number; standardError: number | null } {
  const paired = reference === null ? null : pairedDifference(reference, own);
  if (paired !== null) return { gap: paired.difference, standardError: paired.standardError };
  const gap = (reference?.outcome.score ?? recommendation.score) - own.outcome.score;
  const errors = [reference === null ? recommendation.standardError : errorOf(reference), errorOf(own)];
  return { gap, standardError: errors.every((error) => error !== null) ? Math.hypot(...errors) : null };
}

/** Its own error; where that is nought, all scores being the same, that of a rate over as many questions, if they are known. */
function errorOf({ outcome: { score, standardError, questions } }: ScoredTrial): number | null {
  if (standardError === null || standardError > 0) return standardError;
  return questions !== null && score >= 0 && score <= 1 ? errorOfRate(score, questions) : null;
}
