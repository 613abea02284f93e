import { at, createRng } from "../core/index.js";
import { type Instance, sampleAnswers } from "../simulator/index.js";

/** One sample of a simulated log. */
export interface SimulatedSample {
  readonly model: string;
  readonly question: string;
  readonly sample: number;
  readonly answer: string;
  /** 0 or 1. */
  readonly correct: number;
}

/** Options of `simulatedLog`. */
export interface SimulatedLogOptions {
  /** Which repetition of the draw. @default 0 */
  readonly run?: number;
}

/**
 * What a log of a one-stage task would hold: the samples of every model on every question of a simulated world, in the form that
 * `readSampleLog` reads. Answers are made-up numbers; wrong ones that nobody repeats are all different.
 *
 * @param samples of each model on each question
 * @throws RangeError if the task has several stages, whose samples hang on what the stage before handed over, or `samples` is no
 * integer of at least one
 * @example
 * const { parseTask, exampleTask } = await door("allocation");
 * const { drawInstance, priorOnly } = await door("simulator");
 * const task = parseTask({ ...exampleTask, stages: [exampleTask.stages[1]] });
 * simulatedLog(drawInstance(priorOnly(task), 7, { questions: 5 }), 3).length; // => 5 * 3 * task.stages[0].models.length
 */
export function simulatedLog(
  instance: Instance,
  samples: number,
  options: SimulatedLogOptions = {},
): readonly SimulatedSample[] {
  const { run = 0 } = options;
  const { stages } = instance.task;
  if (stages.length !== 1)
    throw new RangeError(`simulatedLog requires a task of one stage, got ${instance.task.name} with ${stages.length}`);
  if (!Number.isSafeInteger(samples) || samples < 1)
    throw new RangeError(`simulatedLog requires an integer of at least one for samples, got ${samples}`);
  const numbers = createRng(instance.stream).fork("log");
  return at(stages, 0).models.flatMap(({ name }, model) =>
    Array.from({ length: instance.questions.count }, (_, question) => {
      const right = 10 + numbers.fork(question).below(90);
      const texts = { right: String(right), rival: String(right + 100), stray: "" };
      return sampleAnswers(instance, { stage: 0, model, question, upstream: null, run }, samples).map(
        (answer, sample) => ({
          model: name,
          question: `q${question + 1}`,
          sample: sample + 1,
          answer: answer === "stray" ? String(1000 * (model + 1) + sample) : texts[answer],
          correct: Number(answer === "right"),
        }),
      );
    }).flat(),
  );
}
