import { allocationKey } from "../allocation/index.js";
import { createRng } from "../core/index.js";
import type { Searcher } from "./searcher.js";

/**
 * Allocations drawn from the feasible set, every one equally likely, none twice.
 *
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const view = { space: createSpace(parseTask(exampleTask)), trials: [], left: 1, want: 1, questions: null, seed: "demo" };
 * (await randomSearch().propose(view)).candidates.length; // => 1
 */
export function randomSearch(): Searcher {
  return {
    name: "random",
    async propose({ space, trials, left, want, seed }) {
      const tried = new Set(trials.map((trial) => allocationKey(trial.proposed)));
      const rng = createRng(`${seed}/random/${trials.length}`);
      const candidates = [];
      while (candidates.length < Math.min(want, left) && tried.size < space.size) {
        const allocation = space.draw(rng);
        const key = allocationKey(allocation);
        if (tried.has(key)) continue;
        tried.add(key);
        candidates.push({ allocation });
      }
      return candidates.length > 0 ? { candidates } : { candidates, ending: "every allocation was tried" };
    },
  };
}
