import { at, createRng, type Rng } from "../core/index.js";
import { type Aggregation, aggregation } from "./aggregate.js";
import type { Instance } from "./instance.js";
import { type Chance, handOverChance, sampleChance, type Upstream } from "./sample-chance.js";
import { subsetCurve } from "./subset-curve.js";

/** What a simulated model said: the right answer, the strongest wrong one, or something nobody repeats and no vote counts. */
export type Answer = "right" | "rival" | "stray";

/** Which simulated call is meant. */
export interface Call {
  /** Positions in the task: of the stage, of the model among the stage's choices, of the question. */
  readonly stage: number;
  readonly model: number;
  readonly question: number;
  /** What the stage before handed over; `null` in the first stage. */
  readonly upstream: Upstream;
  /** The law's own temperature if left out. */
  readonly temperature?: number;
  /** Repetition of the whole experiment, by number or name: other runs draw other samples. @default 0 */
  readonly run?: number | string;
}

/**
 * The answer of one sample: a pure function of the instance, the call and the sample's index, whatever was asked before.
 * This is what a simulated model server says to a real prompt. The same sample asked at another temperature, or after
 * another upstream answer, is drawn with the same luck, so that a better chance never turns a right answer wrong.
 *
 * The stream is walked to its place, at most 65535 steps: beyond those, samples have streams of their own. `sampleAnswers` gives the
 * first k at once.
 *
 * @param sample from zero
 * @throws RangeError if a position is outside the instance, or `sample` is no integer of at least zero
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const instance = drawInstance(priorOnly(parseTask(exampleTask)), 1);
 * const call = { stage: 0, model: 1, question: 3, upstream: null };
 * sampleAnswer(instance, call, 4) === sampleAnswers(instance, call, 5)[4]; // => true
 */
export function sampleAnswer(instance: Instance, call: Call, sample: number): Answer {
  return at(sampleAnswers(instance, call, 1, { from: sample }), 0);
}

/** Which samples of a call. */
export interface SampleOptions {
  /** The first of them. @default 0 */
  readonly from?: number;
}

/** So many samples share a stream, which is walked: the cost of a sample does not grow with its place. */
const STREAM = 2 ** 16;

/**
 * The first `count` samples of a call, or those from another one on.
 *
 * @throws RangeError if a position is outside the instance, or `from` is no integer of at least zero
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const instance = drawInstance(priorOnly(parseTask(exampleTask)), 1);
 * sampleAnswers(instance, { stage: 0, model: 0, question: 0, upstream: null }, 10).length; // => 10
 */
export function sampleAnswers(
  instance: Instance,
  call: Call,
  count: number,
  options: SampleOptions = {},
): readonly Answer[] {
  const { stage, model, question, upstream, temperature } = call;
  const { from = 0 } = options;
  if (!Number.isSafeInteger(from) || from < 0)
    throw new RangeError(`sampleAnswers requires an integer of at least zero for from, got ${from}`);
  const chance = sampleChance(instance, stage, model, question, upstream, temperature);
  const repeats = !instance.law.mechanisms.rivals && chance.right < chance.rival;
  let luck = luckAt(instance, call, repeats ? 0 : from);
  if (repeats) return new Array<Answer>(count).fill(answerOf(luck.uniform(), chance));
  return Array.from({ length: count }, (_, i) => {
    if (i > 0 && (from + i) % STREAM === 0) luck = luckAt(instance, call, from + i);
    return answerOf(luck.uniform(), chance);
  });
}

/** The stream of a sample, at its place. */
function luckAt(instance: Instance, call: Call, sample: number): Rng {
  const before = sample % STREAM;
  const start = sample - before;
  const luck = callStream(instance, start === 0 ? "sample" : `sample from ${start}`, call);
  for (let skipped = 0; skipped < before; skipped++) luck.uniform();
  return luck;
}

/**
 * What the stage makes of its samples: the vote, or the answer of the simulated fusion call that reads them.
 *
 * @param answers the samples, in the order in which they were drawn; at least one
 * @throws RangeError if there are none, or a position is outside the instance
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const instance = drawInstance(priorOnly(parseTask(exampleTask)), 1);
 * aggregateAnswers(instance, { stage: 0, model: 0, question: 0, upstream: null }, ["rival", "right", "right"]); // => "right"
 */
export function aggregateAnswers(instance: Instance, call: Call, answers: readonly Answer[]): Answer {
  const k = answers.length;
  const first = at(answers, 0);
  const rule = aggregation(instance.law, call.stage, call.model, k);
  const coins = callStream(instance, "fuse", call);
  for (let skipped = 0; skipped < COINS * (k - 1); skipped++) coins.uniform();
  const tally = newTally();
  for (const answer of answers) count(tally, answer);
  return settle(tally, first, rule, k, coins);
}

/**
 * Whether the stage's answer is handed over at all.
 *
 * @throws RangeError if a position is outside the instance
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const instance = drawInstance(priorOnly(parseTask(exampleTask)), 1);
 * const open = { ...instance, law: withMechanisms(instance.law, { gate: false }) };
 * handsOver(open, { stage: 0, model: 0, question: 0, upstream: null }); // => true
 */
export function handsOver(instance: Instance, call: Call): boolean {
  return callStream(instance, "gate", call).uniform() < handOverChance(instance.law, call.stage, call.model);
}

/**
 * Whether the stage's answer is right after each of its first `most` samples: 1 or 0 at `k - 1`.
 * The same as `aggregateAnswers` on every prefix of `sampleAnswers`, in one pass.
 */
export function rightAfter(instance: Instance, call: Call, rule: Aggregation, most: number): Float64Array {
  const answers = sampleAnswers(instance, call, most);
  const first = at(answers, 0);
  const coins = callStream(instance, "fuse", call);
  const tally = newTally();
  return Float64Array.from({ length: most }, (_, i) => {
    count(tally, at(answers, i));
    return settle(tally, first, rule, i + 1, coins) === "right" ? 1 : 0;
  });
}

/** Fusion calls for each size of subsets. */
const CALLS = 4;

/**
 * How often the stage's answer is right if it reads k of its first `most` samples, at `k - 1`. A vote costs nothing: the mean over all
 * subsets. A fusion call does, and is made for `CALLS` subsets of each size; one sample needs none. What came of reading all of them
 * is not here but in `rightAfter`.
 */
export function rightOfSubsets(instance: Instance, call: Call, rule: Aggregation, most: number): Float64Array {
  const tally = newTally();
  for (const answer of sampleAnswers(instance, call, most)) count(tally, answer);
  const chances = subsetCurve(tally, most, rule);
  const { aggregate } = at(instance.law.stages, call.stage);
  const coins = aggregate === "fuse" ? callStream(instance, `subsets of ${most}`, call) : null;
  return chances.map((chance, i) => {
    if (coins === null || i === 0 || i === most - 1) return chance;
    let right = 0;
    for (let c = 0; c < CALLS; c++) if (coins.uniform() < chance) right++;
    return right / CALLS;
  });
}

/** A fusion call draws this many numbers, needed or not, so that the call over k samples has a place of its own in the stream. */
const COINS = 3;

interface Tally {
  right: number;
  rival: number;
  /** The counted answer that was seen first: it wins a tie. By symmetry that is the right one half the time. */
  firstCounted: Answer;
}

function newTally(): Tally {
  return { right: 0, rival: 0, firstCounted: "stray" };
}

function count(tally: Tally, answer: Answer): void {
  if (answer === "stray") return;
  tally[answer]++;
  if (tally.firstCounted === "stray") tally.firstCounted = answer;
}

function settle(tally: Tally, first: Answer, rule: Aggregation, k: number, coins: Rng): Answer {
  const [losing, spoiling, picking] = [coins.uniform(), coins.uniform(), coins.uniform()];
  if (losing < at(rule.lost, k - 1)) return spoiling < rule.spoiling ? "stray" : first;
  if (picking < rule.skill && tally.right > 0) return "right";
  if (tally.right === tally.rival) return tally.firstCounted;
  return tally.right > tally.rival ? "right" : "rival";
}

function answerOf(luck: number, { right, rival }: Chance): Answer {
  if (luck < right) return "right";
  return luck >= 1 - rival ? "rival" : "stray";
}

function callStream(instance: Instance, kind: string, { stage, model, question, run = 0 }: Call): Rng {
  const names = at(instance.law.stages, stage);
  return createRng(`${instance.stream}/${kind}/${run}/${names.name}/${at(names.models, model).name}/${question}`);
}
