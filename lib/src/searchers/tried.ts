import { type Allocation, allocationKey, type Space } from "../allocation/index.js";
import type { Rng } from "../core/index.js";
import type { Candidate } from "../trials/index.js";
import type { SearchView } from "./searcher.js";

/** Which allocations of a space were tried, on whatever questions and with whatever outcome. */
export interface Tried {
  has(allocation: Allocation): boolean;
  /** Counts it as tried from now on. */
  add(allocation: Allocation): void;
  /** How many of the space were not tried. */
  readonly left: number;
}

/** What a view's trials tried; trials of allocations outside the space count for nothing. */
export function triedIn({ space, trials }: Pick<SearchView, "space" | "trials">): Tried {
  const keys = new Set<string>();
  const add = (allocation: Allocation) => {
    if (space.contains(allocation)) keys.add(allocationKey(allocation));
  };
  for (const trial of trials) add(trial.proposed);
  return {
    has: (allocation) => keys.has(allocationKey(allocation)),
    add,
    get left() {
      return space.size - keys.size;
    },
  };
}

/** An allocation that was not tried, every one equally likely; `null` if there is none. */
export function drawUntried(space: Space, tried: Tried, rng: Rng, why?: string): Candidate | null {
  if (tried.left === 0) return null;
  let allocation = space.draw(rng);
  while (tried.has(allocation)) allocation = space.draw(rng);
  return { allocation, ...(why === undefined ? {} : { reason: `drawn at random: ${why}` }) };
}
