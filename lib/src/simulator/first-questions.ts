import type { Instance } from "./instance.js";

/**
 * The same world with its first questions alone: they score what they score in the whole world, in either draw, and only their samples
 * are computed.
 *
 * @throws RangeError if `count` is not an integer between 1 and the number of questions
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const whole = drawInstance(priorOnly(parseTask(exampleTask)), 1, { questions: 100 });
 * firstQuestions(whole, 20).questions.count; // => 20
 */
export function firstQuestions(instance: Instance, count: number): Instance {
  const { questions } = instance;
  if (!Number.isSafeInteger(count) || count < 1 || count > questions.count)
    throw new RangeError(
      `firstQuestions requires an integer between 1 and the ${questions.count} questions of ${instance.name}, got ${count}`,
    );
  const first = (values: Float64Array) => values.subarray(0, count);
  return {
    ...instance,
    questions: {
      count,
      common: first(questions.common),
      own: questions.own.map(first),
      rivalShare: questions.rivalShare.map(first),
    },
  };
}
