import { allocationKey, type Task } from "../allocation/index.js";
import type { Recommendation } from "../searchers/index.js";
import { fullestTrials, type ScoredTrial, type Trial } from "../trials/index.js";

/** What the trials say of one model in one stage, beside the recommended allocation. */
export interface Ruling {
  readonly stage: string;
  readonly model: string;
  /** How many trials with a score it was in. */
  readonly tried: number;
  /** Its best trial; `null` if it has none. */
  readonly best: ScoredTrial | null;
  /** How far that lies below the recommendation. */
  readonly gap: number | null;
  /** Of the gap: by question where both were scored on the same ones, else as of independent scores. */
  readonly standardError: number | null;
  /** `behind`: so far its best trial lies more than `level` standard errors below; other numbers of samples were not tried. */
  readonly verdict: "recommended" | "behind" | "open" | "not tried";
}

/**
 * Which models the trials left behind and which are open, beside the recommended allocation. Said of the trials alone: the recommended one
 * was chosen for its score, which flatters it, and a model that lies behind may lead at numbers of samples, or beside models of other
 * stages, that were not tried. What a searcher with a model of the scores rules out it says itself.
 *
 * @param level how many standard errors make a model lie behind @default 1.96
 * @example
 * const { exampleTask, parseTask, parseAllocation } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Small-3B:1,Answer=Small-3B:1", task);
 * rulings(task, [], { allocation, score: 0.7, standardError: 0.05, reason: "" }).map((r) => r.verdict)[0]; // => "recommended"
 */
export function rulings(
  task: Task,
  trials: readonly Trial[],
  recommendation: Recommendation,
  level = 1.96,
): readonly Ruling[] {
  const scored = fullestTrials(trials);
  const key = allocationKey(recommendation.allocation);
  const reference = scored.find((trial) => allocationKey(trial.outcome.evaluated) === key) ?? null;
  return task.stages.flatMap(({ name, models }, s) =>
    models.map((model): Ruling => {
      const own = scored.filter(({ outcome }) => outcome.evaluated[s]?.model === model.name);
      const best = own.reduce<ScoredTrial | null>(
        (a, b) => (a === null || b.outcome.score > a.outcome.score ? b : a),
        null,
      );
      const base = { stage: name, model: model.name, tried: own.length, best };
      if (recommendation.allocation[s]?.model === model.name)
        return { ...base, gap: null, standardError: null, verdict: "recommended" };
      if (best === null) return { ...base, gap: null, standardError: null, verdict: "not tried" };
      const { gap, standardError } = gapOf(recommendation, reference, best);
      const out = standardError !== null && gap > level * standardError;
      return { ...base, gap, standardError, verdict: out ? "behind" : "open" };
    }),
  );
}

function gapOf(
  recommendation: Recommendation,
  reference: ScoredTrial | null,
  best: ScoredTrial,
): { gap: number; standardError: number | null } {
  const [a, b] = [reference?.outcome.perQuestion, best.outcome.perQuestion];
  if (a !== undefined && b !== undefined && a.length === b.length && a.length > 1) {
    const differences = a.map((score, i) => score - (b[i] ?? 0));
    const gap = differences.reduce((sum, d) => sum + d, 0) / differences.length;
    const squares = differences.reduce((sum, d) => sum + (d - gap) ** 2, 0);
    return { gap, standardError: Math.sqrt(squares / (differences.length - 1) / differences.length) };
  }
  const { score, standardError } = reference?.outcome ?? recommendation;
  const own = best.outcome.standardError;
  const gap = score - best.outcome.score;
  return { gap, standardError: standardError === null || own === null ? null : Math.hypot(standardError, own) };
}
