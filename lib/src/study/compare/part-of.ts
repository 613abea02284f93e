import { at } from "../../core/index.js";
import type { Environment } from "../../environments/index.js";

/**
 * A world of some of the questions of another, which it numbers anew.
 *
 * @param chosen positions in the whole world
 */
export function partOf(whole: Environment, chosen: readonly number[]): Environment {
  return {
    name: `${whole.name} on ${chosen.length} questions`,
    task: whole.task,
    questions: chosen.length,
    identity: () => ({ ...whole.identity?.(), questions: chosen }),
    evaluate: (allocation, { questions, ...rest } = {}) =>
      whole.evaluate(allocation, {
        ...rest,
        questions: questions === undefined ? chosen : questions.map((i) => at(chosen, i)),
      }),
  };
}
