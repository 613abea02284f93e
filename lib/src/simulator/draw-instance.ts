import { at, createRng } from "../core/index.js";
import { type Calibration, type MechanismSet, mechanismSets, mechanismsOf } from "./calibration.js";
import { drawParameters } from "./draw-parameters.js";
import type { Instance } from "./instance.js";
import { lawAt } from "./parameters.js";
import { drawQuestions } from "./questions.js";

/** Options of `drawInstance`. */
export interface InstanceOptions {
  /** @default 500 */
  readonly questions?: number;
  /** @default drawn with the instance, each set equally often */
  readonly mechanisms?: MechanismSet;
  /**
   * Parameters held at a value, by the names and on the scales of `priorsOf`; the others follow as far as the fit ties them to these.
   * What the published numbers leave open can so be varied without leaving what they pin. @default none
   */
  readonly given?: Readonly<Record<string, number>>;
}

/**
 * World number `seed` of a task: a law drawn from what the calibration knows and does not know, and questions drawn for it.
 * The same seed is the same world; more questions add to it and change none.
 *
 * @param seed an integer of at least zero
 * @throws RangeError if the seed is not such an integer, there is no question, or `given` names no parameter or no finite value
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const calibration = priorOnly(parseTask(exampleTask));
 * drawInstance(calibration, 7).name; // => "example/7"
 * drawInstance(calibration, 7).law.stages[0].spread === drawInstance(calibration, 7, { questions: 10 }).law.stages[0].spread; // => true
 */
export function drawInstance(calibration: Calibration, seed: number, options: InstanceOptions = {}): Instance {
  const { questions = 500, given = {} } = options;
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new RangeError(`an instance requires an integer of at least zero for its seed, got ${seed}`);
  const { task, fits } = calibration;
  const name = `${task.name}/${seed}`;
  const rng = createRng(`simulate/${name}`);
  const drawn = at(mechanismSets, rng.fork("mechanisms").below(mechanismSets.length));
  const set = options.mechanisms ?? drawn;
  const normals = rng.fork("law");
  const theta = drawParameters(fits[set], () => normals.normal(), given);
  return {
    name,
    task,
    law: lawAt(task, theta, mechanismsOf(set)),
    questions: drawQuestions(task.stages.length, questions, rng.fork("questions")),
    stream: rng.path,
  };
}

/**
 * Worlds 0 to `count - 1` of a task. Results on a simulated task are results over such an ensemble, never over one member.
 *
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * ensemble(priorOnly(parseTask(exampleTask)), 3, { questions: 10 }).map((i) => i.name); // => ["example/0", "example/1", "example/2"]
 */
export function ensemble(calibration: Calibration, count: number, options: InstanceOptions = {}): Instance[] {
  return Array.from({ length: count }, (_, seed) => drawInstance(calibration, seed, options));
}
