import type { Allocation, Task } from "../allocation/index.js";
import { at, DataError } from "../core/index.js";
import type { TrialLog } from "./log.js";

/**
 * Holds the trials and proposals of a log to a task: every stage in its place with one of its models, and what was proposed within the
 * task's numbers of samples.
 *
 * @param file named in errors
 * @throws DataError with the line and the place in it, what was required and what was found
 * @example
 * const { exampleTask, parseTask } = await door("allocation");
 * requireTask({ trials: [], turns: [] }, parseTask(exampleTask), "run.jsonl"); // => undefined
 */
export function requireTask({ trials, turns }: Pick<TrialLog, "trials" | "turns">, task: Task, file: string): void {
  // The header, the trials before, and the proposals up to here.
  for (const [i, { after, proposal }] of turns.entries())
    for (const [c, { allocation }] of proposal.candidates.entries())
      requireChoices(allocation, task, { file, line: after + i + 2, path: `proposal.candidates[${c}].allocation` });
  for (const [i, { proposed, outcome }] of trials.entries()) {
    const line = i + turns.filter(({ after }) => after <= i).length + 2;
    requireChoices(proposed, task, { file, line, path: "proposed" });
    if (outcome.kind === "scored")
      requireChoices(outcome.evaluated, task, { file, line, path: "outcome.evaluated" }, false);
  }
}

function requireChoices(
  allocation: Allocation,
  { name, stages, samples: { min, max } }: Task,
  place: { readonly file: string; readonly line: number; readonly path: string },
  counted = true,
): void {
  if (allocation.length !== stages.length)
    throw new DataError(place, `requires the ${stages.length} stages of task ${name}, got ${allocation.length}`);
  for (const [s, { stage, model, samples }] of allocation.entries()) {
    const wanted = at(stages, s);
    const wrong = (field: string, required: string, got: unknown) =>
      new DataError(
        { ...place, path: `${place.path}[${s}].${field}` },
        `requires ${required} of task ${name}, got ${JSON.stringify(got)}`,
      );
    if (stage !== wanted.name) throw wrong("stage", `stage "${wanted.name}"`, stage);
    if (!wanted.models.some((one) => one.name === model))
      throw wrong("model", `one of the models ${wanted.models.map((one) => one.name).join(", ")}`, model);
    if (counted && !(samples >= min && samples <= max))
      throw wrong("samples", `an integer from ${min} to ${max}, the range`, samples);
  }
}
