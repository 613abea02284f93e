import type { Instance } from "../simulator/index.js";
import { digestOf } from "./digest.js";
import { lawDigest } from "./law-digest.js";
import type { SimulatedModelsOptions } from "./simulated-models.js";

/**
 * What tells the models of a simulated world from those of any other, for `serveModels` to pass on: a sample of one world says nothing of
 * another, though both answer the same prompts under the same names.
 *
 * @param keys of the examples that the models know, in order, for question i of the world is example i
 * @param options those of `simulatedModels`
 * @returns the name of the instance, and a digest of its law, its stream and the keys
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const calibration = priorOnly(parseTask(exampleTask));
 * const [seven, eight] = [7, 8].map((seed) => worldName(drawInstance(calibration, seed, { questions: 2 }), ["a", "b"]));
 * seven.startsWith("example/7 "); // => true
 * seven === worldName(drawInstance(calibration, 7, { questions: 2 }), ["b", "a"]); // => false
 */
export function worldName(
  instance: Instance,
  keys: readonly string[],
  { run = 0 }: SimulatedModelsOptions = {},
): string {
  return `${instance.name} ${digestOf([lawDigest(instance), instance.stream, run, ...keys]).slice(0, 16)}`;
}
