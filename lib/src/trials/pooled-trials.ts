import { allocationKey } from "../allocation/index.js";
import { at, budgetUnits } from "../core/index.js";
import type { Cost, Scored, StageScore } from "./outcome.js";
import { isScored, type ScoredTrial, type Trial } from "./trial.js";

/**
 * The trials with a score, those of one allocation on some of the questions as one trial on all of those: means weighed by the questions
 * that each is over, questions in ascending order, what was spent added up. It has the number and the place of the first of them. A
 * trial on every question stays as it is, as does one that is alone.
 *
 * No two trials of an allocation share a question: `admit` sees to that.
 *
 * @example
 * pooledTrials([{ index: 0, proposed: [], outcome: { kind: "missing", why: "no such row" } }]); // => []
 */
export function pooledTrials(trials: readonly Trial[]): ScoredTrial[] {
  const pools: ScoredTrial[][] = [];
  const partial = new Map<string, ScoredTrial[]>();
  for (const trial of trials) {
    if (!isScored(trial)) continue;
    const key = trial.questions === undefined ? null : allocationKey(trial.proposed);
    const begun = key === null ? undefined : partial.get(key);
    if (begun !== undefined) {
      begun.push(trial);
      continue;
    }
    const pool = [trial];
    pools.push(pool);
    if (key !== null) partial.set(key, pool);
  }
  return pools.map((pool) => (pool.length === 1 ? at(pool, 0) : pooled(pool)));
}

function pooled(trials: readonly ScoredTrial[]): ScoredTrial {
  const { index, proposed, outcome: first } = at(trials, 0);
  const outcomes = trials.map((trial) => trial.outcome);
  const blocks = trials.map(({ questions = [] }) => questions);
  const weights = outcomes.map(({ questions }, i) => questions ?? at(blocks, i).length);
  const total = sumOf(weights);
  const mean = (values: readonly number[]) => sumOf(values.map((value, i) => value * at(weights, i))) / total;
  const errors = outcomes.map(({ standardError }) => standardError);
  const asked = blocks.flat();
  const order = Array.from(asked.keys()).sort((a, b) => at(asked, a) - at(asked, b));
  const told = outcomes.every(({ perQuestion }, i) => perQuestion?.length === at(blocks, i).length);
  const scores = outcomes.flatMap(({ perQuestion = [] }) => perQuestion);
  const remarks = [...new Set(outcomes.flatMap(({ remark }) => (remark === undefined ? [] : [remark])))];
  const outcome: Scored = {
    kind: "scored",
    score: mean(outcomes.map(({ score }) => score)),
    ...(first.metric === undefined ? {} : { metric: first.metric }),
    standardError: errors.every((error) => error !== null)
      ? Math.sqrt(sumOf(errors.map((error, i) => (at(weights, i) * error) ** 2))) / total
      : null,
    questions: outcomes.every(({ questions }) => questions !== null) ? total : null,
    evaluated: first.evaluated,
    stages: first.stages.flatMap(({ stage, metric }): StageScore[] => {
      const own = outcomes.flatMap(({ stages }) => stages.filter((s) => s.stage === stage && s.metric === metric));
      return own.length === outcomes.length ? [{ stage, metric, score: mean(own.map(({ score }) => score)) }] : [];
    }),
    cost: costOfAll(outcomes.map(({ cost }) => cost)),
    provenance: first.provenance,
    ...(told ? { perQuestion: order.map((i) => at(scores, i)) } : {}),
    ...(remarks.length === 0 ? {} : { remark: remarks.join("; ") }),
  };
  return { index, proposed, questions: order.map((i) => at(asked, i)), outcome };
}

/** Units are per question, the rest is over all of them. */
function costOfAll(costs: readonly Cost[]): Cost {
  const sums = (["tokens", "dollars", "seconds"] as const).flatMap((what) => {
    const known = costs.flatMap((cost) => cost[what] ?? []);
    return known.length === costs.length ? [[what, sumOf(known)] as const] : [];
  });
  return { units: budgetUnits(at(costs, 0).units), ...Object.fromEntries(sums) };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
