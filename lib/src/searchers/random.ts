import { createRng } from "../core/index.js";
import { oneByOne } from "./one-by-one.js";
import type { Searcher } from "./searcher.js";
import { drawUntried } from "./tried.js";

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
      return oneByOne(view, (tried, index) =>
        drawUntried(view.space, tried, createRng(`${view.seed}/random/${index}`)),
      );
    },
  };
}
