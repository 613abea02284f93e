import { type Allocation, allocationKey, costOf } from "../allocation/index.js";
import { at, type BudgetUnits } from "../core/index.js";
import type { Missing, Scored, StageScore } from "../trials/index.js";
import { digestOf } from "./digest.js";
import type { Environment } from "./environment.js";
import { meanScore } from "./mean-score.js";
import type { ReplayRow, ReplayTable } from "./replay-table.js";
import { requireQuestions } from "./require-questions.js";

/** Options of `replay`. */
export interface ReplayOptions {
  /** Let the nearest row with the same models stand in for a missing one; the outcome says so. @default only exact rows */
  readonly nearest?: NearestOptions;
  /**
   * What to do where an allocation was not measured on every question asked for: `refuse` answers `missing`; `skip` takes the mean
   * over those it was measured on, says so, and leaves the scores by question out.
   * @default "refuse"
   */
  readonly gaps?: "refuse" | "skip";
}

/** How far a row may be to stand in for another. */
export interface NearestOptions {
  /** The largest distance allowed. */
  readonly within: number;
  /** Rows that cost more are passed over. */
  readonly budget?: BudgetUnits;
  /** @default `ratioDistance` */
  readonly distance?: (asked: Allocation, row: Allocation) => number;
}

/**
 * How different two allocations' numbers of samples are: the sum over stages of |ln ratio|. Twice the samples in one stage are 0.69.
 *
 * @example
 * const of = (k) => [{ stage: "Answer", model: "Small-3B", samples: k }];
 * ratioDistance(of(10), of(20)); // => Math.LN2
 */
export function ratioDistance(asked: Allocation, row: Allocation): number {
  return asked.reduce((sum, { samples }, s) => sum + Math.abs(Math.log(at(row, s).samples / samples)), 0);
}

/**
 * A table of measured outcomes as an environment: exact rows, or `missing`. Rows of the same allocation are averaged, with the error
 * of their mean, never maximised.
 *
 * @throws RangeError if the table is empty, mixes rows of one question with rows of many, or lists its questions without one
 * that a row is of
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Large-70B:1,Answer=Small-3B:20", task);
 * const row = (score) => ({ allocation, score, question: null, standardError: null, questions: null, stages: [] });
 * const world = replay({ name: "mine", task, provenance: "measured", rows: [row(0.5), row(0.7)] });
 * (await world.evaluate(allocation)).score; // => 0.6
 */
export function replay(table: ReplayTable, options: ReplayOptions = {}): Environment {
  const { task, rows, provenance } = table;
  const { nearest, gaps = "refuse" } = options;
  if (rows.length === 0) throw new RangeError(`replay requires at least one row, got none in ${table.name}`);
  const named = rows.filter((row) => row.question !== null).length;
  if (named !== 0 && named !== rows.length)
    throw new RangeError(
      `replay requires every row of ${table.name} to be of one question or none to be, got ${named} of ${rows.length}`,
    );
  const stranger = rows.find(({ question }) => question !== null && table.questions?.includes(question) === false);
  if (stranger !== undefined || (table.questions !== undefined && named === 0))
    throw new RangeError(
      `replay requires the questions of ${table.name} to be those of its rows and maybe more, got none called ${JSON.stringify(stranger?.question ?? null)}`,
    );
  const groups = groupBy(rows, (row) => allocationKey(row.allocation));
  const questions = table.questions ?? [...new Set(rows.map((row) => row.question))];
  const cost = costOf(task);
  const score = named > 0 ? questionScorer(questions, gaps) : meanOfRows;

  const find = (asked: Allocation): readonly ReplayRow[] | Missing => {
    const exact = groups.get(allocationKey(asked));
    if (exact !== undefined) return exact;
    if (nearest === undefined) return missing(`${table.name} has no row for ${allocationKey(asked)}`);
    const { within, budget = Number.POSITIVE_INFINITY, distance = ratioDistance } = nearest;
    const candidates = [...groups.values()]
      .map((group) => ({ group, row: at(group, 0).allocation }))
      .filter(({ row }) => row.every(({ model }, s) => model === asked[s]?.model) && cost(row) <= budget)
      .map((candidate) => ({ ...candidate, distance: distance(asked, candidate.row) }))
      .sort((a, b) => a.distance - b.distance || cost(a.row) - cost(b.row));
    const [best] = candidates;
    if (best === undefined)
      return missing(`${table.name} has no affordable row with the models of ${allocationKey(asked)}`);
    if (best.distance <= within) return best.group;
    return missing(
      `${table.name} has no row within ${within} of ${allocationKey(asked)}: the nearest is ${allocationKey(best.row)} at ${best.distance.toPrecision(3)}`,
    );
  };

  const outcomeOf = (allocation: Allocation, chosen: readonly number[] | undefined): Missing | Scored => {
    if (chosen !== undefined && named === 0)
      throw new RangeError(`${table.name} holds no scores by question, so that no questions can be chosen`);
    if (chosen !== undefined) requireQuestions(chosen, questions.length);
    const group = find(allocation);
    if ("kind" in group) return group;
    const summary = score(group, chosen);
    if ("kind" in summary) return summary;
    const evaluated = at(group, 0).allocation;
    const stoodIn = allocationKey(evaluated) === allocationKey(allocation) ? [] : ["the nearest row stands in"];
    const { remarks, ...measured } = summary;
    const remark = [...stoodIn, ...remarks].join("; ");
    return {
      kind: "scored",
      ...measured,
      evaluated,
      cost: { units: cost(evaluated) },
      provenance,
      ...(remark === "" ? {} : { remark }),
    };
  };

  return {
    name: `replay:${table.name}`,
    task,
    questions: named > 0 ? questions.length : null,
    identity: () => ({
      sha256: digestOf(rows.map(cellsOf)),
      ...(table.questions === undefined ? {} : { questions: table.questions }),
      provenance,
      gaps,
      nearest: nearest === undefined ? null : identityOf(nearest),
    }),
    unitsOf(allocation, { questions: chosen } = {}) {
      const outcome = outcomeOf(allocation, chosen);
      if (outcome.kind !== "scored") return 0;
      return outcome.cost.units * (outcome.questions ?? chosen?.length ?? 1);
    },
    async evaluate(allocation, { questions: chosen, signal } = {}) {
      signal?.throwIfAborted();
      return outcomeOf(allocation, chosen);
    },
  };
}

/** Of the rows as they were read: other names of columns or another order of them do not matter. */
function cellsOf({ allocation, score, question, standardError, questions, stages, remark }: ReplayRow): unknown[] {
  return [allocationKey(allocation), score, question, standardError, questions, stages, remark];
}

function identityOf({ within, budget, distance = ratioDistance }: NearestOptions): Readonly<Record<string, unknown>> {
  return { within, budget: budget ?? null, distance: distance === ratioDistance ? "ratio" : "own" };
}

interface Summary {
  readonly score: number;
  readonly standardError: number | null;
  readonly questions: number | null;
  readonly stages: readonly StageScore[];
  readonly perQuestion?: readonly number[];
  readonly remarks: readonly string[];
}

/** Rows that are means already: their mean, and its error from their own errors or, without those, from their spread. */
function meanOfRows(group: readonly ReplayRow[]): Summary {
  const { score, standardError: spread } = meanScore(group.map((row) => row.score));
  const own = group.map((row) => row.standardError);
  const known = own.every((error) => error !== null);
  const pooled = Math.sqrt(own.reduce((sum: number, error) => sum + (error ?? 0) ** 2, 0)) / group.length;
  const counts = new Set(group.map((row) => row.questions));
  return {
    score,
    standardError: known ? pooled : spread,
    questions: counts.size === 1 ? at(group, 0).questions : null,
    stages: meanStages(group),
    remarks: [...(group.length > 1 ? [`mean of ${group.length} rows`] : []), ...remarksOf(group)],
  };
}

/** Rows of one question each: the mean over the questions, after repeated ones were averaged. */
function questionScorer(questions: readonly (string | null)[], gaps: "refuse" | "skip") {
  return (group: readonly ReplayRow[], chosen?: readonly number[]): Summary | Missing => {
    const byQuestion = groupBy(group, (row) => row.question);
    const asked = (chosen ?? questions.keys()) as Iterable<number>;
    const wanted = Array.from(asked, (i) => at(questions, i));
    const measured = wanted.flatMap((question) => (byQuestion.has(question) ? [byQuestion.get(question) ?? []] : []));
    const absent = wanted.length - measured.length;
    if (measured.length === 0 || (absent > 0 && gaps === "refuse"))
      return missing(
        `${allocationKey(at(group, 0).allocation)} was not measured on ${absent} of ${wanted.length} questions, such as "${wanted.find((q) => !byQuestion.has(q))}"`,
      );
    const perQuestion = measured.map((rows) => meanScore(rows.map((row) => row.score)).score);
    const repeats = measured.filter((rows) => rows.length > 1).length;
    return {
      ...meanScore(perQuestion),
      questions: perQuestion.length,
      stages: meanStages(measured.map((rows) => ({ stages: meanStages(rows) }))),
      ...(absent === 0 ? { perQuestion } : {}),
      remarks: [
        ...(absent > 0 ? [`measured on ${measured.length} of ${wanted.length} questions`] : []),
        ...(repeats > 0 ? [`${repeats} questions measured more than once, averaged`] : []),
        ...remarksOf(measured.flat()),
      ],
    };
  };
}

/** Stage metrics that every row has. */
function meanStages(rows: readonly Pick<ReplayRow, "stages">[]): StageScore[] {
  return at(rows, 0).stages.flatMap(({ stage, metric }) => {
    const scores = rows.map((row) => row.stages.find((s) => s.stage === stage && s.metric === metric)?.score);
    if (scores.includes(undefined)) return [];
    return [{ stage, metric, score: meanScore(scores as number[]).score }];
  });
}

function remarksOf(rows: readonly ReplayRow[]): string[] {
  return [...new Set(rows.flatMap((row) => (row.remark === undefined ? [] : [row.remark])))];
}

function missing(why: string): Missing {
  return { kind: "missing", why };
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
