import type { Allocation, Space, StageChoice } from "../../allocation/index.js";
import { type Rng, samples } from "../../core/index.js";
import { type Candidate, isScored, type Trial } from "../../trials/index.js";
import { drawSome, startFallback } from "../language/fallbacks.js";
import type { SearchView } from "../searcher.js";

/** How many children each operator shall make. */
export interface VariationCounts {
  readonly crossover: number;
  readonly mutation: number;
  readonly random: number;
}

const MUTATION_RATE = 0.5;
const STEP = 10;
const ATTEMPTS = 40;

/**
 * New allocations out of tried ones: crossover at one point between two trials, mutation of models and of samples by up to ten, and plain
 * chance. Parents are drawn by rank, the best with the highest chance. Trials are never changed; a child that is over the budget or was tried
 * is bred again up to 40 times, then an allocation drawn at random takes its place.
 */
export function variation(
  method: string,
  view: SearchView,
  counts: VariationCounts,
  granted: readonly Candidate[],
  note: (operator: keyof VariationCounts) => unknown,
): Candidate[] {
  const { space } = view;
  const start = startFallback(method, view, granted);
  const rng = start.rng.fork("variation");
  const parents = rankedParents(view.trials);
  const made: Candidate[] = [];
  const breed = (operator: "crossover" | "mutation"): Allocation | null => {
    if (parents.length < (operator === "crossover" ? 2 : 1)) return null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const child =
        operator === "crossover"
          ? crossover(byRank(parents, rng), byRank(parents, rng), rng)
          : mutation(space, byRank(parents, rng), rng);
      if (space.contains(child) && !start.tried.has(child)) return child;
    }
    return null;
  };
  for (const operator of ["crossover", "mutation"] as const)
    for (let i = 0; i < counts[operator]; i++) {
      const child = breed(operator);
      const [allocation = null] = child === null ? drawSome(view, start, 1) : [child];
      if (allocation === null) return made;
      start.tried.add(allocation);
      made.push(
        child === null
          ? { allocation, reason: `drawn at random, since ${operator} found nothing new`, note: note("random") }
          : { allocation, reason: `by ${operator} of good trials`, note: note(operator) },
      );
    }
  for (const allocation of drawSome(view, start, counts.random))
    made.push({ allocation, reason: "drawn at random", note: note("random") });
  return made;
}

/** What was evaluated with a score, best first, each allocation once. */
function rankedParents(trials: readonly Trial[]): Allocation[] {
  return trials
    .filter(isScored)
    .sort((a, b) => b.outcome.score - a.outcome.score)
    .map(({ outcome }) => outcome.evaluated);
}

/** The first of n has weight n, the last has weight 1. */
function byRank(parents: readonly Allocation[], rng: Rng): Allocation {
  const n = parents.length;
  let place = rng.below((n * (n + 1)) / 2);
  for (const [i, parent] of parents.entries()) {
    place -= n - i;
    if (place < 0) return parent;
  }
  throw new RangeError("byRank requires at least one parent, got none");
}

function crossover(a: Allocation, b: Allocation, rng: Rng): Allocation {
  if (a.length < 2) return b;
  const cut = 1 + rng.below(a.length - 1);
  return [...a.slice(0, cut), ...b.slice(cut)];
}

/** Every subtask may change, at least one does. */
function mutation(space: Space, parent: Allocation, rng: Rng): Allocation {
  const sure = rng.below(parent.length);
  return parent.map((choice, i): StageChoice => {
    const changes = rng.uniform() < MUTATION_RATE || i === sure;
    if (!changes) return choice;
    const others = (space.task.stages[i]?.models ?? []).filter(({ name }) => name !== choice.model);
    if (others.length > 0 && rng.uniform() < 0.5)
      return { ...choice, model: others[rng.below(others.length)]?.name ?? choice.model };
    const near = space.grid.filter((s) => s !== choice.samples && Math.abs(s - choice.samples) <= STEP);
    return { ...choice, samples: samples(near[rng.below(Math.max(near.length, 1))] ?? choice.samples) };
  });
}
