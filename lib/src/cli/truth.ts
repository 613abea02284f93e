import { setImmediate as nextTurn } from "node:timers/promises";
import { type Allocation, allocationKey, type Space } from "../allocation/index.js";
import { type Best, createSimulator, type Instance, type Simulator } from "../simulator/index.js";
import { MOST_ALLOCATIONS } from "./most-allocations.js";

/** So many are gone through without a look at signals. */
const SLICE = 500_000;

/** What is hidden from a search in a simulated world: exact expected scores on the questions searched on. */
export interface Truth {
  readonly score: number;
  /** The best allocation of the space; `null` where it was not looked for. */
  readonly best: { readonly allocation: string; readonly score: number } | null;
  readonly regret: number | null;
  /** Why the best was not looked for. */
  readonly why?: string;
}

/** What an allocation truly scores in a simulated world, beside the best of the space. */
export async function truthOf(
  allocation: Allocation,
  space: Space,
  instance: Instance,
  signal: AbortSignal,
): Promise<Truth> {
  const simulator = createSimulator(instance);
  const { score } = simulator.evaluate(allocation);
  const many = tooMany(space);
  const best = many === null ? await trueBest(simulator, space, signal) : null;
  if (best === null) return { score, best, regret: null, why: many ?? "the search for it was stopped" };
  return {
    score,
    best: { allocation: allocationKey(best.allocation), score: best.score },
    regret: best.score - score,
  };
}

/** Why the best of a space is not looked for; `null` for a space that is small enough. */
export function tooMany({ size }: Space): string | null {
  if (size <= MOST_ALLOCATIONS) return null;
  return `${size} allocations are more than the ${MOST_ALLOCATIONS} that are gone through; choose fewer numbers of samples with -k, or a smaller budget`;
}

/** The best of a space; `null` if the signal came first, which is looked at now and then. */
export async function trueBest(simulator: Simulator, space: Space, signal: AbortSignal): Promise<Best | null> {
  let best: Best | null = null;
  const rest = space[Symbol.iterator]();
  for (let from = 0; from < space.size; from += SLICE) {
    const found = simulator.best(next(rest, SLICE));
    if (best === null || found.score > best.score) best = found;
    if (from + SLICE >= space.size) break;
    await nextTurn();
    if (signal.aborted) return null;
  }
  return best;
}

/** The next ones, at most so many: one after the other, none is kept. */
function* next(rest: Iterator<Allocation>, most: number): Iterable<Allocation> {
  for (let i = 0; i < most; i++) {
    const { done, value } = rest.next();
    if (done === true) return;
    yield value;
  }
}

/** The truth for a terminal. */
export function truthText({ score, best, regret, why }: Truth): string {
  const known = `in truth, which a search cannot see: ${score.toFixed(4)}`;
  return best === null
    ? `${known}; the best is not told: ${why}`
    : `${known}, that is ${(regret ?? 0).toFixed(4)} below the best, ${best.allocation} at ${best.score.toFixed(4)}`;
}
