import type { Rng } from "../../core/index.js";
import type { MathExample } from "../math/math-best-of-n.js";

/**
 * Made-up arithmetic problems in the form of MATH; every problem is distinct.
 *
 * @example
 * syntheticMath(createRng("doc"), 2).length; // => 2
 */
export function syntheticMath(rng: Rng, count: number): MathExample[] {
  return Array.from({ length: count }, (_, index) => {
    const draw = rng.fork(index);
    const [a, b, c] = [2 + draw.below(98), 2 + draw.below(98), 1 + draw.below(999)];
    return {
      id: `synthetic-${index}`,
      problem: `Box ${index + 1} holds ${a} rows of ${b} beads, and ${c} beads lie beside it. How many beads are there in all?`,
      answer: String(a * b + c),
    };
  });
}
