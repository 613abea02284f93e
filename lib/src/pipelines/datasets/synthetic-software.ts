import type { Rng } from "../../core/index.js";
import type { SoftwareExample } from "../software/software.js";
import { inventTitle } from "./invent.js";

/**
 * Made-up tasks of software, in the form of SRDD.
 *
 * @example
 * syntheticSoftware(createRng("doc"), 2).length; // => 2
 */
export function syntheticSoftware(rng: Rng, count: number): SoftwareExample[] {
  return Array.from({ length: count }, (_, index) => {
    const title = inventTitle(rng.fork(index)).replace("The ", "");
    return {
      id: `synthetic-${index}`,
      name: `${title.replace(" ", "_")}_${index + 1}`,
      description: `${title} keeps a list of things in the ${title.toLowerCase()}, lets the user add and remove them by typing, and prints how many there are.`,
    };
  });
}
