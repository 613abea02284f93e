import { type Allocation, allocationKey, type StageChoice } from "../allocation/index.js";
import { at } from "../core/index.js";
import { aggregation } from "./aggregate.js";
import type { Instance } from "./instance.js";
import type { Law } from "./law.js";
import { handsOver, rightAfter, rightOfSubsets } from "./sample-answer.js";
import { handOverChance, sampleChances, type Upstream } from "./sample-chance.js";
import { stageCurves } from "./stage-curve.js";
import { MOST_SUBSET } from "./subset-curve.js";

/** What an allocation scores in a simulated world. */
export interface Evaluation {
  /** Mean over the questions of the chance that the last stage is right, or of whether it was. */
  readonly score: number;
  /** The same by question, in the order asked for. */
  readonly perQuestion: Float64Array;
  /** By stage: mean over the questions that the stage's own answer is right. */
  readonly stages: readonly number[];
}

/**
 * Scores at every smaller number of samples of one stage, the other stages as they are: means over subsets of the samples that it drew.
 * Over all of them where the stage counts votes or takes the best, which costs nothing; over four for each size where it fuses, which
 * takes a call for each.
 */
export interface SubsampleCurve {
  readonly stage: string;
  /** Element `k - 1`: the final score with k samples of this stage. */
  readonly scores: Float64Array;
  /** The stage's own metric likewise. */
  readonly stageScores: Float64Array;
  /**
   * Share of questions and subsets whose answer of this stage is right where the full one is wrong, or the other way round, so that the
   * stages after it would run again; all zero for the last stage. In expectation no more than a lower bound of that share: by how much
   * the two chances differ, in the mean over the questions.
   */
  readonly rerun: Float64Array;
}

/** A world that answers for allocations; it remembers the curves it has computed. */
export interface Simulator {
  readonly instance: Instance;
  /** Which questions: positions in the instance, all if left out. */
  evaluate(allocation: Allocation, questions?: ArrayLike<number>): Evaluation;
  /** A curve for each stage; where samples are drawn, for those of at most 1,000. */
  subsamples(allocation: Allocation, questions?: ArrayLike<number>): readonly SubsampleCurve[];
  /**
   * The allocation of the highest score, the first of equals; the score is the one that `evaluate` gives it. Allocations that share their
   * first stages, as those of a space in its order do, share the work: a quarter of a million take a fraction of a second on 50 questions
   * (drawn anew, each takes about a millisecond).
   */
  best(allocations: Iterable<Allocation>, questions?: ArrayLike<number>): Best;
}

/** The best of many allocations. */
export interface Best {
  readonly allocation: Allocation;
  readonly score: number;
}

/**
 * How a simulated world answers.
 *
 * - `expectation`: exact chances, no noise.
 * - `samples`: every sample is drawn once and kept, so that allocations share their luck and the first samples of a larger number are
 *   the smaller number's.
 * - `anew`: nothing is kept. Every allocation is run with samples of its own, the same ones whenever it is asked about: the luck of two
 *   allocations is independent, as in a table that was measured row by row.
 */
export type Draw = "expectation" | "samples" | "anew";

/** Options of `createSimulator`. */
export interface SimulatorOptions {
  /** @default "expectation" */
  readonly draw?: Draw;
  /** Which repetition of the draw. @default 0 */
  readonly run?: number;
}

/**
 * A simulated world. Stages form a chain: each answer is right or wrong and, where it is handed over, tells the next stage which.
 * The two chances of every question, after a right and after a wrong answer, are computed once per stage and model; an
 * allocation then costs two operations per stage and question.
 *
 * @example
 * const { parseTask, parseAllocation, exampleTask } = await door("allocation");
 * const task = parseTask(exampleTask);
 * const allocation = parseAllocation("Find=Large-70B:1,Answer=Small-3B:20", task);
 * const world = createSimulator(drawInstance(priorOnly(task), 1, { questions: 100 }));
 * world.evaluate(allocation).perQuestion.length; // => 100
 */
export function createSimulator(instance: Instance, options: SimulatorOptions = {}): Simulator {
  return createSharedSimulator(instance, options, new Map());
}

/** Tables by the part of the law that they follow from; worlds with the same questions and draw may share them. */
export type TableCache = Map<string, StageTable>;

/** `createSimulator`, with tables that another law on the same questions has already computed where the two agree. */
export function createSharedSimulator(instance: Instance, options: SimulatorOptions, cache: TableCache): Simulator {
  const { draw = "expectation", run = 0 } = options;
  const { law, task, questions } = instance;
  const all = Uint32Array.from({ length: questions.count }, (_, i) => i);
  const keys = law.stages.map((stage, s) => stage.models.map((_, m) => lawKey(law, s, m)));

  const tableOf = (s: number, m: number, k: number): StageTable => {
    const key = at(at(keys, s), m);
    const known = cache.get(key);
    if (known !== undefined && known.most >= k) return known;
    // The first table is as long as was asked for, the second as long as it may ever be: at most two are computed.
    const most = known === undefined ? Math.max(k, 8) : Math.max(k, task.samples.max);
    const table = draw === "expectation" ? expectedTable(instance, s, m, most) : drawnTable(instance, s, m, most, run);
    cache.set(key, table);
    return table;
  };
  // An allocation is asked for its score and then for its subsamples: what it drew for the one serves the other.
  let latest: { readonly key: string; readonly tables: StageTable[] } | null = null;
  const ownTables = (allocation: Allocation) => {
    const key = allocationKey(allocation);
    if (latest?.key !== key) latest = { key, tables: [] };
    const { tables } = latest;
    return (s: number, m: number, k: number): StageTable => {
      tables[s] ??= drawnTable(instance, s, m, k, `${run}/${key}`);
      return tables[s];
    };
  };
  const place = (allocation: Allocation): Placed[] => {
    const own = draw === "anew" ? ownTables(allocation) : null;
    if (allocation.length !== law.stages.length)
      throw new RangeError(
        `an allocation of ${instance.name} requires ${law.stages.length} stages, got ${allocation.length}`,
      );
    return allocation.map(({ stage: name, model, samples }, s) => {
      const stage = at(law.stages, s);
      if (stage.name !== name)
        throw new RangeError(`an allocation of ${instance.name} requires stage "${stage.name}" at ${s}, got "${name}"`);
      const m = stage.models.findIndex((choice) => choice.name === model);
      if (m === -1)
        throw new RangeError(
          `stage "${name}" requires one of ${stage.models.map((choice) => choice.name).join(", ")}, got "${model}"`,
        );
      if (!Number.isSafeInteger(samples) || samples < 1)
        throw new RangeError(`stage "${name}" requires an integer of at least one for samples, got ${samples}`);
      return { stage: name, k: samples, table: own?.(s, m, samples) ?? tableOf(s, m, samples) };
    });
  };

  return {
    instance,
    evaluate: (allocation, chosen = all) => evaluate(place(allocation), chosen, questions.count),
    subsamples: (allocation, chosen = all) => subsampleCurves(place(allocation), chosen, questions.count),
    best: (allocations, chosen = all) =>
      draw === "anew"
        ? highest(allocations, (allocation) => evaluate(place(allocation), chosen, questions.count).score)
        : bestOf(allocations, place, chosen, questions.count),
  };
}

/** All of the law that the table of one stage and model depends on. */
function lawKey(law: Law, s: number, m: number): string {
  const { models, ...stage } = at(law.stages, s);
  return JSON.stringify([s, law.sharpening, law.garble, law.mechanisms, stage, at(models, m)]);
}

/** A stage and model: is the answer right after k samples? Chances, or ones and zeros, at `[(k - 1) * questions + i]`. */
export interface StageTable {
  readonly most: number;
  readonly afterRight: Float64Array;
  /** The same array in the first stage. */
  readonly afterWrong: Float64Array;
  /** By question: the chance that the answer is handed over, or whether it was. */
  readonly handed: Float64Array;
  /** The same for subsets of the first `samples`, where they differ from the first k of them: not in expectation. */
  readonly subsets?: (samples: number) => Pick<StageTable, "afterRight" | "afterWrong">;
}

interface Placed {
  readonly stage: string;
  readonly k: number;
  readonly table: StageTable;
}

function expectedTable(instance: Instance, s: number, m: number, most: number): StageTable {
  const rule = aggregation(instance.law, s, m, most);
  const curves = (upstream: Upstream) => stageCurves(sampleChances(instance, s, m, upstream), rule, most);
  const afterRight = curves(s === 0 ? null : "right");
  return {
    most,
    afterRight,
    afterWrong: s === 0 ? afterRight : curves("wrong"),
    handed: new Float64Array(instance.questions.count).fill(handOverChance(instance.law, s, m)),
  };
}

function drawnTable(instance: Instance, s: number, m: number, most: number, run: number | string): StageTable {
  const { count } = instance.questions;
  const rule = aggregation(instance.law, s, m, most);
  const curves = (of: typeof rightAfter, samples: number) => {
    const after = (upstream: Upstream) => {
      const table = new Float64Array(count * samples);
      for (let i = 0; i < count; i++) {
        const right = of(instance, { stage: s, model: m, question: i, upstream, run }, rule, samples);
        for (let k = 0; k < samples; k++) table[k * count + i] = right[k] as number;
      }
      return table;
    };
    const afterRight = after(s === 0 ? null : "right");
    return { afterRight, afterWrong: s === 0 ? afterRight : after("wrong") };
  };
  const handed = new Float64Array(count);
  for (let i = 0; i < count; i++)
    handed[i] = handsOver(instance, { stage: s, model: m, question: i, upstream: null, run }) ? 1 : 0;
  return { most, ...curves(rightAfter, most), handed, subsets: (samples) => curves(rightOfSubsets, samples) };
}

function evaluate(placed: readonly Placed[], questions: ArrayLike<number>, count: number): Evaluation {
  const n = questions.length;
  if (n === 0) throw new RangeError("an evaluation requires at least one question, got none");
  const perQuestion = new Float64Array(n);
  // In the first stage the two tables are one, so that what was handed over before does not matter.
  const handed = new Float64Array(n);
  const stages = placed.map(({ k, table }) => {
    const offset = (k - 1) * count;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const i = questionAt(questions, j, count);
      const wrong = table.afterWrong[offset + i] as number;
      const right = table.afterRight[offset + i] as number;
      const answer = wrong + (handed[j] as number) * (right - wrong);
      perQuestion[j] = answer;
      handed[j] = answer * (table.handed[i] as number);
      sum += answer;
    }
    return sum / n;
  });
  return { score: at(stages, -1), perQuestion, stages };
}

function highest(allocations: Iterable<Allocation>, scoreOf: (allocation: Allocation) => number): Best {
  let best: Best | null = null;
  for (const allocation of allocations) {
    const score = scoreOf(allocation);
    if (best === null || score > best.score) best = { allocation, score };
  }
  return best ?? nothingToChoose();
}

function nothingToChoose(): never {
  throw new RangeError("the best allocation requires at least one to choose from, got none");
}

/** As `evaluate`, with what the first stages hand over kept from one allocation to the next that shares them. */
function bestOf(
  allocations: Iterable<Allocation>,
  place: (allocation: Allocation) => Placed[],
  questions: ArrayLike<number>,
  count: number,
): Best {
  const n = questions.length;
  if (n === 0) throw new RangeError("the best allocation requires at least one question, got none");
  const positions = Uint32Array.from(questions, (_, j) => questionAt(questions, j, count));
  const tables = new Map<string, StageTable>();
  const choices = new Map<StageChoice, StageTable>();
  const handed: Float64Array[] = [new Float64Array(n)];
  let before: Allocation = [];
  let best: Best | null = null;

  // A space makes its choices once: of most allocations every table is known by the identity of the choice.
  const tableOf = (allocation: Allocation, s: number): StageTable => {
    const choice = at(allocation, s);
    const known = choices.get(choice);
    if (known !== undefined) return known;
    const key = `${choice.stage}=${choice.model}`;
    let table = tables.get(key);
    if (table === undefined || table.most < choice.samples) {
      table = at(place(allocation), s).table;
      tables.set(key, table);
    }
    choices.set(choice, table);
    return table;
  };

  for (const allocation of allocations) {
    const last = allocation.length - 1;
    let s = 0;
    while (s < last && s < before.length && allocation[s] === before[s]) s++;
    for (; s < last; s++) {
      const table = tableOf(allocation, s);
      const offset = (at(allocation, s).samples - 1) * count;
      const from = handed[s] as Float64Array;
      handed[s + 1] ??= new Float64Array(n);
      const to = handed[s + 1] as Float64Array;
      for (let j = 0; j < n; j++) {
        const i = positions[j] as number;
        const wrong = table.afterWrong[offset + i] as number;
        const right = table.afterRight[offset + i] as number;
        to[j] = (wrong + (from[j] as number) * (right - wrong)) * (table.handed[i] as number);
      }
    }
    const { afterRight, afterWrong } = tableOf(allocation, last);
    const offset = (at(allocation, last).samples - 1) * count;
    const from = handed[last] as Float64Array;
    let sum = 0;
    for (let j = 0; j < n; j++) {
      const i = positions[j] as number;
      const wrong = afterWrong[offset + i] as number;
      sum += wrong + (from[j] as number) * ((afterRight[offset + i] as number) - wrong);
    }
    if (best === null || sum / n > best.score) best = { allocation, score: sum / n };
    before = allocation;
  }
  return best ?? nothingToChoose();
}

function subsampleCurves(placed: readonly Placed[], questions: ArrayLike<number>, count: number): SubsampleCurve[] {
  const n = questions.length;
  if (n === 0) throw new RangeError("a subsample curve requires at least one question, got none");
  const handed = handedInto(placed, questions, count);
  const { base, slope } = finalFrom(placed, questions, count);
  return placed.flatMap(({ stage, k: most, table }, s) => {
    if (table.subsets !== undefined && most > MOST_SUBSET) return [];
    const subsets = table.subsets?.(most) ?? table;
    const scores = new Float64Array(most);
    const stageScores = new Float64Array(most);
    const rerun = new Float64Array(most);
    for (let j = 0; j < n; j++) {
      const i = questionAt(questions, j, count);
      const before = at(handed, s)[j] as number;
      const answerAt = ({ afterRight, afterWrong }: typeof subsets, k: number) => {
        const wrong = afterWrong[(k - 1) * count + i] as number;
        return wrong + before * ((afterRight[(k - 1) * count + i] as number) - wrong);
      };
      const full = answerAt(table, most);
      for (let k = 1; k <= most; k++) {
        const answer = k === most ? full : answerAt(subsets, k);
        stageScores[k - 1] = (stageScores[k - 1] as number) + answer / n;
        scores[k - 1] =
          (scores[k - 1] as number) + ((at(base, s)[j] as number) + (at(slope, s)[j] as number) * answer) / n;
        rerun[k - 1] = (rerun[k - 1] as number) + Math.abs(answer - full) / n;
      }
    }
    if (s === placed.length - 1) rerun.fill(0);
    return { stage, scores, stageScores, rerun };
  });
}

/** By stage and question: what the stages before hand over. */
function handedInto(placed: readonly Placed[], questions: ArrayLike<number>, count: number): Float64Array[] {
  let handed = new Float64Array(questions.length);
  return placed.map(({ k, table }) => {
    const before = handed;
    handed = before.map((h, j) => {
      const i = questionAt(questions, j, count);
      const wrong = table.afterWrong[(k - 1) * count + i] as number;
      return (table.handed[i] as number) * (wrong + h * ((table.afterRight[(k - 1) * count + i] as number) - wrong));
    });
    return before;
  });
}

/** By stage and question: the final answer is `base + slope * answer` of the stage's own answer, since the chain is linear in it. */
function finalFrom(
  placed: readonly Placed[],
  questions: ArrayLike<number>,
  count: number,
): { base: Float64Array[]; slope: Float64Array[] } {
  const n = questions.length;
  const base = placed.map(() => new Float64Array(n));
  const slope = placed.map(() => new Float64Array(n).fill(1));
  for (let s = placed.length - 2; s >= 0; s--) {
    const next = at(placed, s + 1);
    const { handed } = at(placed, s).table;
    const offset = (next.k - 1) * count;
    for (let j = 0; j < n; j++) {
      const i = questionAt(questions, j, count);
      const wrong = next.table.afterWrong[offset + i] as number;
      const right = next.table.afterRight[offset + i] as number;
      const steep = at(slope, s + 1)[j] as number;
      at(base, s)[j] = (at(base, s + 1)[j] as number) + steep * wrong;
      at(slope, s)[j] = steep * (right - wrong) * (handed[i] as number);
    }
  }
  return { base, slope };
}

function questionAt(questions: ArrayLike<number>, j: number, count: number): number {
  const i = questions[j] as number;
  if (!(Number.isInteger(i) && i >= 0 && i < count))
    throw new RangeError(`question ${i} is outside the ${count} questions of the instance`);
  return i;
}
