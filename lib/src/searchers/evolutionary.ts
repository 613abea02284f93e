import type { Allocation, Space, StageChoice } from "../allocation/index.js";
import { createRng, type Rng } from "../core/index.js";
import type { Candidate, ScoredTrial } from "../trials/index.js";
import { oneByOne } from "./one-by-one.js";
import { rankedTrials } from "./ranked-trials.js";
import type { Searcher } from "./searcher.js";
import { drawUntried, type Tried } from "./tried.js";

/** Options of `evolutionarySearch`. */
export interface EvolutionaryOptions {
  /** How many allocations are drawn at random before any is bred, at least one. @default 8 */
  readonly founders?: number;
  /** How many of the best trials may become parents, at least one. @default 10 */
  readonly parents?: number;
  /** Chance that a child has two parents, each stage of either with equal chance. @default 0.8 */
  readonly crossover?: number;
  /** Chance that a stage takes another model. @default 0.5 */
  readonly modelMutation?: number;
  /** Chance that a stage takes another number of samples. @default 0.5 */
  readonly samplesMutation?: number;
}

/** How often a child that may not be tried is bred anew. */
const ATTEMPTS = 100;
/** Standard deviation of a change of samples, on the logarithm: a factor of two is one. */
const STEP = Math.LN2;

/**
 * Breeds the next allocation from the best so far, one child at a time (steady state). Parents are drawn by rank: of n, the best with n
 * chances, the worst with one. Children that the budget does not pay for, or that were tried, are bred anew; after a hundred in vain,
 * and before there are founders, allocations are drawn at random. A stage that takes a larger model gives up the samples that the budget
 * no longer pays for: without that, hardly a child with a larger model would be feasible, and the search would stay among small ones.
 *
 * @throws RangeError if a count is not an integer of at least one, or a chance is outside [0, 1]
 * @see Whitley 1989, The GENITOR algorithm and selection pressure: rank-based allocation of reproductive trials
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await evolutionarySearch().propose(view)).candidates[0].reason; // => "drawn at random: founder 1 of 8"
 */
export function evolutionarySearch(options: EvolutionaryOptions = {}): Searcher {
  const { founders = 8, parents = 10, crossover = 0.8, modelMutation = 0.5, samplesMutation = 0.5 } = options;
  for (const [name, count] of Object.entries({ founders, parents }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(`evolutionarySearch requires an integer of at least one for ${name}, got ${count}`);
  for (const [name, chance] of Object.entries({ crossover, modelMutation, samplesMutation }))
    if (!(chance >= 0 && chance <= 1))
      throw new RangeError(`evolutionarySearch requires a chance in [0, 1] for ${name}, got ${chance}`);

  const bred = (space: Space, pool: readonly ScoredTrial[], tried: Tried, rng: Rng): Candidate | null => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const mother = drawByRank(pool, rng);
      const father = rng.uniform() < crossover ? drawByRank(pool, rng) : mother;
      let child = mother.outcome.evaluated.map((choice, stage) =>
        rng.below(2) === 0 ? choice : (father.outcome.evaluated[stage] as StageChoice),
      );
      for (const stage of child.keys()) {
        if (rng.uniform() < samplesMutation) child = withOtherSamples(space, child, stage, rng);
        if (rng.uniform() < modelMutation) child = withOtherModel(space, child, stage, rng);
      }
      if (!space.contains(child) || tried.has(child)) continue;
      // People count trials from one, as tables of them do.
      const [a, b] = [mother.index + 1, father.index + 1];
      const of = a === b ? `trial ${a}` : `trials ${a} and ${b}`;
      return { allocation: child, reason: `bred from ${of}` };
    }
    return null;
  };

  return {
    name: "evolutionary",
    async propose(view) {
      const { space, trials, seed } = view;
      const pool = rankedTrials(trials).slice(0, parents);
      return oneByOne(view, (tried, index) => {
        const rng = createRng(`${seed}/evolutionary/${index}`);
        if (index < founders) return drawUntried(space, tried, rng, `founder ${index + 1} of ${founders}`);
        if (pool.length === 0) return drawUntried(space, tried, rng, "no trial has a score");
        return bred(space, pool, tried, rng) ?? drawUntried(space, tried, rng, "no child could be tried");
      });
    },
  };
}

/** Linear rank selection: of n ranked trials, the chance of the r-th is proportional to n + 1 - r. */
function drawByRank<T>(ranked: readonly T[], rng: Rng): T {
  const n = ranked.length;
  let ticket = rng.below((n * (n + 1)) / 2);
  let rank = 0;
  while (ticket >= n - rank) {
    ticket -= n - rank;
    rank++;
  }
  return ranked[rank] as T;
}

/** A normal step on the logarithm, to the nearest number of the grid; at least one place further, where there is one. */
function withOtherSamples(space: Space, allocation: Allocation, stage: number, rng: Rng): StageChoice[] {
  const step = STEP * rng.normal();
  return replaced(allocation, stage, (choice) => {
    const distance = (s: number) => Math.abs(Math.log(s / choice.samples) - step);
    const ahead = space.grid.filter((s) => (step > 0 ? s > choice.samples : s < choice.samples));
    const samples = ahead.reduce((best, s) => (distance(s) < distance(best) ? s : best), ahead[0] ?? choice.samples);
    return { ...choice, samples: samples as StageChoice["samples"] };
  });
}

/** Any other model, with as many samples as before or, if the budget does not pay for so many, with the most that it does. */
function withOtherModel(space: Space, allocation: Allocation, stage: number, rng: Rng): StageChoice[] {
  const others = (space.task.stages[stage]?.models ?? []).filter((m) => m.name !== allocation[stage]?.model);
  const model = others.length > 0 ? others[rng.below(others.length)]?.name : undefined;
  return replaced(allocation, stage, (choice) => {
    if (model === undefined) return choice;
    const options = space.grid
      .filter((s) => s <= choice.samples)
      .map((s) => ({ ...choice, model, samples: s as StageChoice["samples"] }));
    return (
      options.findLast((option) => space.contains(replaced(allocation, stage, () => option))) ?? { ...choice, model }
    );
  });
}

function replaced(allocation: Allocation, stage: number, change: (choice: StageChoice) => StageChoice): StageChoice[] {
  return allocation.map((choice, s) => (s === stage ? change(choice) : choice));
}
