import { type Allocation, allocationKey, type Space } from "../allocation/index.js";
import { raiseModels, raiseSamples } from "./raise-samples.js";
import type { Searcher } from "./searcher.js";
import { triedIn } from "./tried.js";

/**
 * No search at all: the largest models that the budget pays for. From the cheapest allocation the stages in turn, first to last, take
 * the next larger model until none can; what is left then buys samples, in turn likewise. One trial.
 *
 * @example
 * const { allocationKey, createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "" };
 * const { candidates } = await largestAffordable().propose(view);
 * allocationKey(candidates[0].allocation); // => "Find=Large-70B:5,Answer=Small-3B:10"
 */
export function largestAffordable(): Searcher {
  return onlyTrying("largest-affordable", "the largest models that the budget pays for", (space) =>
    raiseSamples(space, raiseModels(space, space.cheapest)),
  );
}

/**
 * No search at all: the cheapest model everywhere, and as many samples as the budget pays for. The stages in turn, first to last, take
 * one more until none can. One trial.
 *
 * @example
 * const { allocationKey, createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "" };
 * const { candidates } = await smallestMostSamples().propose(view);
 * allocationKey(candidates[0].allocation); // => "Find=Small-3B:50,Answer=Small-3B:50"
 */
export function smallestMostSamples(): Searcher {
  return onlyTrying(
    "smallest-most-samples",
    "the smallest models, with the most samples that the budget pays for",
    (space) => raiseSamples(space, space.cheapest),
  );
}

function onlyTrying(name: string, reason: string, choose: (space: Space) => Allocation): Searcher {
  return {
    name,
    async propose(view) {
      const { space } = view;
      if (space.size === 0) return { candidates: [], ending: "the budget pays for no allocation" };
      const allocation = choose(space);
      return triedIn(view).has(allocation)
        ? { candidates: [], ending: `${allocationKey(allocation)}, all that this method tries, was tried` }
        : { candidates: [{ allocation, reason }] };
    },
  };
}
