import type { Allocation } from "../allocation/index.js";
import { at } from "../core/index.js";
import type { Environment, EvaluateOptions } from "./environment.js";

/**
 * A world of some of the questions of another, which it numbers anew.
 *
 * @param chosen positions in the whole world
 * @example
 * const { exampleTask, parseTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const whole = simulate(drawInstance(priorOnly(parseTask(exampleTask)), 7, { questions: 50 }));
 * partOf(whole, [4, 8, 15]).questions; // => 3
 */
export function partOf(whole: Environment, chosen: readonly number[]): Environment {
  const unitsOf = whole.unitsOf?.bind(whole);
  const named = (questions: readonly number[] | undefined) => questions?.map((i) => at(chosen, i)) ?? chosen;
  return {
    name: `${whole.name} on ${chosen.length} questions`,
    task: whole.task,
    questions: chosen.length,
    identity: () => ({ ...whole.identity?.(), questions: chosen }),
    evaluate: (allocation, { questions, ...rest } = {}) =>
      whole.evaluate(allocation, {
        ...rest,
        questions: named(questions),
      }),
    ...(unitsOf === undefined
      ? {}
      : {
          unitsOf: (allocation: Allocation, { questions }: Pick<EvaluateOptions, "questions"> = {}) =>
            unitsOf(allocation, { questions: named(questions) }),
        }),
  };
}
