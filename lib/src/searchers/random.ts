import { createRng } from "../core/index.js";
import type { Candidate } from "../trials/index.js";
import type { Searcher } from "./searcher.js";
import { drawUntried, triedIn } from "./tried.js";

/**
 * Allocations drawn from the feasible set, every one equally likely, none twice. The sequence does not depend on how many are asked
 * for at a time.
 *
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await randomSearch().propose(view)).candidates.length; // => 1
 */
export function randomSearch(): Searcher {
  return {
    name: "random",
    async propose(view) {
      const { space, trials, left, want, seed } = view;
      const tried = triedIn(view);
      const candidates: Candidate[] = [];
      while (candidates.length < Math.min(want, left)) {
        const allocation = drawUntried(space, tried, createRng(`${seed}/random/${trials.length + candidates.length}`));
        if (allocation === null) break;
        tried.add(allocation);
        candidates.push({ allocation });
      }
      return candidates.length > 0 ? { candidates } : { candidates, ending: "every allocation was tried" };
    },
  };
}
