import { didYouMean, samples, UsageError } from "../core/index.js";
import type { Allocation, ModelSpec, Stage, StageChoice, Task } from "./task.js";

/**
 * Reads an allocation as `allocationKey` writes it: `Stage=Model:samples`, separated by commas, the stages in any order.
 *
 * @throws UsageError if a stage is unknown, missing or named twice, a model is not among the stage's choices, or a number
 * of samples is outside the task's range; unknown names come with the nearest known one
 * @example
 * const task = parseTask(exampleTask);
 * allocationKey(parseAllocation("Answer=Small-3B:50, Find=Large-70B:1", task)); // => "Find=Large-70B:1,Answer=Small-3B:50"
 */
export function parseAllocation(text: string, task: Task): Allocation {
  const choices = new Map<string, StageChoice>();
  for (const part of text.split(",")) {
    const { stage, choice } = parsePart(part.trim(), task);
    if (choices.has(stage.name)) throw new UsageError(`an allocation names each stage once, got "${stage.name}" twice`);
    choices.set(stage.name, choice);
  }
  return task.stages.map((stage) => {
    const choice = choices.get(stage.name);
    if (choice === undefined)
      throw new UsageError(
        `an allocation of task ${task.name} names every stage (${quoted(task.stages)}), "${stage.name}" is missing`,
      );
    return choice;
  });
}

function parsePart(part: string, task: Task): { stage: Stage; choice: StageChoice } {
  // The last colon counts: names such as "llama3.2:3b" have one of their own.
  const match = /^(?<stage>[^=]+)=(?<model>.+):(?<count>[^:]*)$/.exec(part);
  const { stage: stageName = "", model: modelName = "", count = "" } = match?.groups ?? {};
  if (match === null) throw new UsageError(`an allocation requires Stage=Model:samples, got "${part}"`);
  const stage = find(stageName.trim(), task.stages, `stage of task ${task.name}`);
  const model = findModel(modelName.trim(), stage);
  return { stage, choice: { stage: stage.name, model: model.name, samples: parseSamples(count.trim(), stage, task) } };
}

function parseSamples(text: string, stage: Stage, task: Task): StageChoice["samples"] {
  const { min, max } = task.samples;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new UsageError(`stage "${stage.name}" requires an integer from ${min} to ${max} for samples, got "${text}"`);
  return samples(value);
}

/**
 * The model of that name among the choices of a stage.
 *
 * @throws UsageError if there is none; the message lists the choices and suggests the nearest
 * @example
 * findModel("Small-3B", parseTask(exampleTask).stages[1]).parameters; // => 3e9
 */
export function findModel(name: string, stage: Stage): ModelSpec {
  return find(name, stage.models, `model of stage "${stage.name}"`);
}

function find<T extends { readonly name: string }>(name: string, known: readonly T[], what: string): T {
  const found = known.find((k) => k.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    known.map((k) => k.name),
  );
  throw new UsageError(`"${name}" is no ${what} (${quoted(known)})${hint}`);
}

function quoted(named: readonly { readonly name: string }[]): string {
  return named.map((n) => `"${n.name}"`).join(", ");
}
