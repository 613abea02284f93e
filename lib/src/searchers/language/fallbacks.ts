import type { Allocation } from "../../allocation/index.js";
import { createRng, type Rng } from "../../core/index.js";
import { type Candidate, isScored } from "../../trials/index.js";
import { recommendBest } from "../recommend-best.js";
import type { SearchView } from "../searcher.js";
import { drawUntried, type Tried, triedIn } from "../tried.js";

/** What a method's fallback starts from: a stream of chance of this proposal, and what was tried or granted already. */
export interface FallbackStart {
  readonly rng: Rng;
  readonly tried: Tried;
}

export function startFallback(method: string, view: SearchView, granted: readonly Candidate[]): FallbackStart {
  const tried = triedIn(view);
  for (const { allocation } of granted) tried.add(allocation);
  return { rng: createRng(`${view.seed}/${method}/fallback/${view.trials.length}/${granted.length}`), tried };
}

/** Untried allocations, every one equally likely. */
export function drawSome(view: SearchView, { rng, tried }: FallbackStart, count: number): Allocation[] {
  const drawn: Allocation[] = [];
  while (drawn.length < count) {
    const candidate = drawUntried(view.space, tried, rng);
    if (candidate === null) break;
    tried.add(candidate.allocation);
    drawn.push(candidate.allocation);
  }
  return drawn;
}

/** An untried neighbour of the best trial, every one equally likely; any untried allocation where it has none. */
export function besideBest(view: SearchView, start: FallbackStart): Allocation | null {
  const best = view.trials.some(isScored) ? recommendBest(view.trials) : null;
  const near =
    best === null || !view.space.contains(best.allocation)
      ? []
      : view.space.neighbours(best.allocation).filter((allocation) => !start.tried.has(allocation));
  const chosen = near.length > 0 ? near[start.rng.below(near.length)] : undefined;
  return chosen ?? drawSome(view, start, 1)[0] ?? null;
}
