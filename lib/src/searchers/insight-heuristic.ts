import { type Allocation, allocationKey, type Space, type StageChoice } from "../allocation/index.js";
import { goldenSectionSteps } from "../numerics/index.js";
import { isScored, type Trial } from "../trials/index.js";
import { raiseSamples } from "./raise-samples.js";
import type { Searcher } from "./searcher.js";

/** Options of `insightHeuristic`. */
export interface InsightHeuristicOptions {
  /** How many samples the stages draw at most while models are screened, at least one. @default 10 */
  readonly screenSamples?: number;
  /** By which factor two numbers of samples differ at least for the golden section to tell them apart; 1 for every integer. @default 2 */
  readonly resolution?: number;
}

/** What the heuristic wants to know next, and why. */
interface Question {
  readonly allocation: Allocation;
  readonly reason: string;
}

/** A course of action that asks for scores as it goes; `Value` is what it comes to. */
type Course<Value> = Generator<Question, Value, number>;

/**
 * The search that the paper's authors argue with when they defend their three insights, step by step and without a language model:
 *
 * 1. Screening. Stage by stage, every model with as many samples as the money buys that the others leave, the others fixed: the cheapest
 *    models with equally many samples, then the winners.
 * 2. Bracket and zoom. Stage by stage, a golden section on the number of samples, the others fixed.
 * 3. Coordination by block best responses. Two stages at a time, a golden section on how they share the budget: the first draws some
 *    samples, the second the most that is then paid for.
 *
 * Steps 2 and 3 repeat until neither finds a higher score, which ends the search; of equal scores the smaller model and the allocation met
 * first stay. A trial without a score counts as worse than any. Every score is believed: one unlucky comparison in step 1 is final.
 *
 * The source leaves open at which budget models are compared and how far to zoom; finer than a factor of two, differences drown in the
 * noise of fifty questions while each costs a trial.
 *
 * @throws RangeError if an option is below one
 * @see the authors' response in the paper's review discussion, "theoretical analysis of the proposed method"
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "" };
 * (await insightHeuristic().propose(view)).candidates[0].reason; // => "screening Find: Small-3B"
 */
export function insightHeuristic(options: InsightHeuristicOptions = {}): Searcher {
  const { screenSamples = 10, resolution = 2 } = options;
  for (const [name, value] of Object.entries({ screenSamples, resolution }))
    if (!(value >= 1)) throw new RangeError(`insightHeuristic requires at least one for ${name}, got ${value}`);
  return {
    name: "insight-heuristic",
    async propose({ space, trials }) {
      if (space.size === 0) return { candidates: [], ending: "the budget pays for no allocation" };
      const scores = new Map(trials.map((trial) => [allocationKey(trial.proposed), scoreOf(trial)]));
      const course = searching(space, scores, screenSamples, resolution);
      let step = course.next();
      while (!step.done) {
        const score = scores.get(allocationKey(step.value.allocation));
        if (score === undefined) return { candidates: [step.value] };
        step = course.next(score);
      }
      return { candidates: [], ending: step.value };
    },
  };
}

const scoreOf = (trial: Trial): number => (isScored(trial) ? trial.outcome.score : Number.NEGATIVE_INFINITY);

function* searching(
  space: Space,
  scores: ReadonlyMap<string, number>,
  screenSamples: number,
  resolution: number,
): Course<string> {
  const stages = [...space.task.stages.keys()];
  const worth = (allocation: Allocation) => scores.get(allocationKey(allocation)) ?? Number.NEGATIVE_INFINITY;
  let incumbent = raiseSamples(space, space.cheapest, screenSamples);
  for (const stage of stages) incumbent = yield* screened(space, incumbent, stage);
  const lines = [
    ...stages.map((stage) => (from: Allocation) => samplesOf(space, from, stage, resolution)),
    ...stages.flatMap((first) =>
      stages.slice(first + 1).map((second) => (from: Allocation) => sharesOf(space, from, first, second, resolution)),
    ),
  ];
  for (let before = ""; before !== allocationKey(incumbent); ) {
    before = allocationKey(incumbent);
    for (const line of lines) {
      const { allocations, reason } = line(incumbent);
      const steps = goldenSectionSteps(0, allocations.length - 1);
      let step = steps.next();
      while (!step.done) step = steps.next(yield { allocation: allocations[step.value] as Allocation, reason });
      if (step.value.value > worth(incumbent)) incumbent = allocations[step.value.at] as Allocation;
    }
  }
  return `no other number of samples of a stage, and no other share of two, scored higher than ${allocationKey(incumbent)}`;
}

/** The winner among a stage's models at equal money; of equals the smaller one. */
function* screened(space: Space, incumbent: Allocation, stage: number): Course<Allocation> {
  const { name, models } = space.task.stages[stage] as Space["task"]["stages"][number];
  let winner = incumbent;
  let highest = Number.NEGATIVE_INFINITY;
  for (const { name: model } of models.toSorted((a, b) => a.parameters - b.parameters)) {
    const samples = affordable(space, incumbent, stage, model).at(-1);
    if (samples === undefined) continue;
    const allocation = withChoice(incumbent, stage, model, samples);
    const score = yield { allocation, reason: `screening ${name}: ${model}` };
    if (score > highest) [winner, highest] = [allocation, score];
  }
  return winner;
}

/** Allocations in the order of a number of samples; never none. */
interface Line {
  readonly allocations: readonly Allocation[];
  readonly reason: string;
}

function samplesOf(space: Space, from: Allocation, stage: number, resolution: number): Line {
  const { model, stage: name } = from[stage] as StageChoice;
  return {
    allocations: thinned(affordable(space, from, stage, model), resolution).map((s) =>
      withChoice(from, stage, model, s),
    ),
    reason: `golden section on the samples of ${name}`,
  };
}

function sharesOf(space: Space, from: Allocation, first: number, second: number, resolution: number): Line {
  const [one, other] = [from[first] as StageChoice, from[second] as StageChoice];
  const fewest = withChoice(from, second, other.model, space.grid[0] as number);
  return {
    allocations: thinned(affordable(space, fewest, first, one.model), resolution).map((s) => {
      const allocation = withChoice(fewest, first, one.model, s);
      return withChoice(
        allocation,
        second,
        other.model,
        affordable(space, allocation, second, other.model).at(-1) ?? 0,
      );
    }),
    reason: `golden section on how ${one.stage} and ${other.stage} share the budget`,
  };
}

/** The numbers of the grid that the budget pays for in one stage, the other stages as they are: the first so many, found by halving. */
function affordable(space: Space, from: Allocation, stage: number, model: string): readonly number[] {
  let [count, beyond] = [0, space.grid.length + 1];
  while (beyond - count > 1) {
    const middle = Math.floor((count + beyond) / 2);
    if (space.contains(withChoice(from, stage, model, space.grid[middle - 1] as number))) count = middle;
    else beyond = middle;
  }
  return space.grid.slice(0, count);
}

/** The first and the last number, and between them those that differ by the factor from the one kept before. */
function thinned(numbers: readonly number[], factor: number): readonly number[] {
  let kept = 0;
  return numbers.filter((s, i) => {
    if (s < factor * kept && i < numbers.length - 1) return false;
    kept = s;
    return true;
  });
}

function withChoice(from: Allocation, stage: number, model: string, samples: number): Allocation {
  return from.map((choice, s) =>
    s === stage ? { stage: choice.stage, model, samples: samples as StageChoice["samples"] } : choice,
  );
}
