import type { Allocation, Space } from "../allocation/index.js";
import { oneByOne } from "./one-by-one.js";
import type { Searcher } from "./searcher.js";

/**
 * Goes over the feasible set evenly and without chance: in the space's own order, the middle, then the quarters, the eighths, and so on,
 * until every allocation was met. Whenever it stops, what it tried is spread over the order about as evenly as so many can be.
 *
 * The levels of a coarser grid are the space's affair: `createSpace(task, { grid: [1, 10, 20, 50] })`.
 *
 * @see van der Corput 1935, the sequence in base 2
 * @example
 * const { createSpace, exampleTask, parseTask } = await door("allocation");
 * const space = createSpace(parseTask(exampleTask));
 * const { candidates } = await gridSearch().propose({ space, trials: [], left: 1, want: 1, questions: null, seed: "" });
 * space.indexOf(candidates[0].allocation) === Math.floor(space.size / 2); // => true
 */
export function gridSearch(): Searcher {
  return {
    name: "grid",
    async propose(view) {
      const order = evenly(view.space);
      return oneByOne(view, (tried) => {
        for (let next = order.next(); !next.done; next = order.next())
          if (!tried.has(next.value)) return { allocation: next.value };
        return null;
      });
    },
  };
}

/** Every allocation of the space, ever finer; some more than once. */
export function* evenly(space: Space): Generator<Allocation, void, undefined> {
  if (space.size === 0) return;
  for (let parts = 2; parts < 2 * space.size; parts *= 2) {
    // The odd parts, in the order of their reversed bits, so that also half of a level lies evenly.
    for (let i = parts / 2; i < parts; i++) yield space.at(Math.floor(space.size * reversedFraction(i)));
  }
  yield space.at(0);
}

/** The binary digits of an integer, mirrored behind the point. */
function reversedFraction(integer: number): number {
  let fraction = 0;
  let digit = 0.5;
  for (let rest = integer; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) fraction += digit;
    digit /= 2;
  }
  return fraction;
}
