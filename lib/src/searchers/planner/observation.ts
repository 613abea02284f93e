import { allocationKey } from "../../allocation/index.js";
import { at } from "../../core/index.js";
import { isScored, type ScoredTrial, type Trial } from "../../trials/index.js";
import type { Landscape, Plan } from "./landscape.js";

/** A measured score of a plan, as log-odds. */
export interface Observation {
  readonly plan: Plan;
  /** Which trial it is from: those of one trial share the luck of its samples. */
  readonly trial: number;
  /** Whose score: of the last stage it is the final one, of another the stage's own metric. */
  readonly stage: number;
  /** Whether it is the score at fewer samples than the trial drew. */
  readonly subsampled: boolean;
  readonly logit: number;
  /** Of the log-odds, by the delta method, as if every question were equally hard. */
  readonly variance: number;
}

/** The most observations that are kept; the curves of subsamples are thinned to fit. */
const MOST = 220;

/**
 * What the trials say: the final score of every plan that was evaluated, the metrics of its earlier stages where the world has
 * them, and, where the trials carry them, the scores at fewer samples of one stage, at numbers of samples in a geometric row.
 *
 * Trials of one plan on different questions are one observation on all of them.
 *
 * @throws RangeError if a score is not a rate: log-odds are for rates only
 */
export function observationsOf(landscape: Landscape, trials: readonly Trial[]): Observation[] {
  const pools = poolsOf(trials);
  for (let ratio = 1.6; ; ratio *= 1.5) {
    const found = pools.flatMap((pool, trial) => observe(landscape, pool, trial, ratio));
    if (found.length <= MOST || ratio > 1000) return found;
  }
}

/** The trials of one allocation. */
type Pool = readonly [ScoredTrial, ...ScoredTrial[]];

function poolsOf(trials: readonly Trial[]): Pool[] {
  const pools = new Map<string, [ScoredTrial, ...ScoredTrial[]]>();
  for (const trial of trials.filter(isScored)) {
    const key = allocationKey(trial.outcome.evaluated);
    const pool = pools.get(key);
    if (pool === undefined) pools.set(key, [trial]);
    // Without questions of its own a trial is a repetition of the whole, and the world's answer the same.
    else if (trial.questions !== undefined) pool.push(trial);
  }
  return [...pools.values()];
}

function observe(landscape: Landscape, pool: Pool, trial: number, ratio: number): Observation[] {
  const [{ outcome: first }] = pool;
  const plan = landscape.planOf(first.evaluated);
  if (plan === null) return [];
  const last = plan.length - 1;
  const { stages } = landscape.space.task;
  const found = [
    observation(
      { plan, trial, stage: last },
      pool.map(({ outcome }) => outcome),
    ),
  ];
  for (const [s, { name }] of stages.entries()) {
    if (s === last) continue;
    const parts = pool.flatMap(({ outcome }) => {
      const metric = outcome.stages.find(({ stage }) => stage === name);
      return metric === undefined ? [] : [{ ...outcome, score: metric.score, standardError: null }];
    });
    if (parts.length > 0 && parts.every(({ score }) => score >= 0 && score <= 1))
      found.push(observation({ plan, trial, stage: s }, parts));
  }
  if (pool.length > 1) return found;
  for (const { stage, scores, stageScores } of first.subsamples ?? []) {
    const s = stages.findIndex(({ name }) => name === stage);
    if (s === -1) continue;
    const { model, samples } = at(at(landscape.options, s), at(plan, s));
    for (let k = 1; k < samples; k = Math.max(k + 1, Math.round(k * ratio))) {
      const option = landscape.optionAt(s, model, k);
      if (option === -1) continue;
      const shorter = plan.map((o, t) => (t === s ? option : o));
      const scored = (score: number | undefined) => ({ ...first, score: score ?? Number.NaN, standardError: null });
      found.push(observation({ plan: shorter, trial, stage: last }, [scored(scores[k - 1])], true));
      if (s < last) found.push(observation({ plan: shorter, trial, stage: s }, [scored(stageScores[k - 1])], true));
    }
  }
  return found;
}

const ROUNDING = 1e-9;

interface Part {
  readonly score: number;
  readonly standardError: number | null;
  readonly questions: number | null;
}

/** A rate over n questions as log-odds, half a success and half a failure added, so that none and all have finite ones. */
function observation(
  of: Pick<Observation, "plan" | "trial" | "stage">,
  parts: readonly Part[],
  subsampled = false,
): Observation {
  const counts = parts.map(countOf);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const score = parts.reduce((sum, part, i) => sum + part.score * (counts[i] as number), 0) / n;
  // Means over questions may miss the ends by a rounding.
  if (!(score >= -ROUNDING && score <= 1 + ROUNDING))
    throw new RangeError(`the planner requires scores that are rates in [0, 1], got ${score}`);
  const rate = (Math.min(1, Math.max(0, score)) * n + 0.5) / (n + 1);
  return { ...of, subsampled, logit: Math.log(rate / (1 - rate)), variance: 1 / (n * rate * (1 - rate)) };
}

/** Where the world does not say how many questions a score is over, its error tells; without one, 50. */
function countOf({ score, standardError, questions }: Part): number {
  if (questions !== null) return questions;
  if (standardError === null || standardError === 0 || score <= 0 || score >= 1) return 50;
  return Math.max(1, (score * (1 - score)) / standardError ** 2);
}
