import type { Rng } from "../../core/index.js";
import { binomialLaw } from "./binomial.js";

/**
 * A sampler of Binomial(n, p): its law is tabulated once, and every draw is one uniform number and a binary search.
 *
 * @param n trials, an integer of at least zero
 * @param p chance in [0, 1]
 * @returns draws a count
 * @throws RangeError outside these ranges
 * @example
 * binomialDraw(10, 1)(createRng("sure")); // => 10
 */
export function binomialDraw(n: number, p: number): (rng: Rng) => number {
  let sum = 0;
  const table = binomialLaw(n, p).map((mass) => {
    sum += mass;
    return sum;
  });
  return (rng) => {
    const u = rng.uniform();
    let [low, high] = [0, table.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((table[middle] as number) <= u) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
