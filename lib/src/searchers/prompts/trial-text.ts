import type { Allocation } from "../../allocation/index.js";
import { allocationKey, type Task } from "../../allocation/index.js";
import type { Trial } from "../../trials/index.js";
import { cut } from "../language/form.js";

/** An allocation as prompts show it: `Retrieval: Qwen2.5-72B x 1; Answering: Llama-3.2-3B x 50`. */
export function allocationText(allocation: Allocation): string {
  return allocation.map(({ stage, model, samples }) => `${stage}: ${model} x ${samples}`).join("; ");
}

/** What came of a trial: its scores and cost, or why it has none. */
export function outcomeText(trial: Trial, task: Task): string {
  const { outcome } = trial;
  if (outcome.kind !== "scored") return `no score (${outcome.kind}: ${cut(outcome.why, 160)})`;
  const questions = trial.questions === undefined ? "" : ` on ${trial.questions.length} questions`;
  const stages = outcome.stages
    .filter(({ metric }) => metric !== task.metric)
    .map(({ stage, metric, score }) => `${metric ?? `own score of ${stage}`} ${score.toFixed(3)}`);
  return [
    `${task.metric} ${outcome.score.toFixed(3)}${questions}`,
    ...stages,
    `cost ${unitsText(outcome.cost.units)} units`,
  ].join(", ");
}

/**
 * A trial as one line. Where the world evaluated another allocation than was proposed, the line is of the one evaluated and says so: the score
 * belongs to no other.
 */
export function trialText(
  trial: Trial,
  task: Task,
  write: (allocation: Allocation) => string = allocationText,
): string {
  const { outcome, proposed } = trial;
  const evaluated = outcome.kind === "scored" ? outcome.evaluated : proposed;
  const instead =
    allocationKey(evaluated) === allocationKey(proposed) ? "" : ` (stood in for what was asked: ${write(proposed)})`;
  return `${write(evaluated)} -> ${outcomeText(trial, task)}${instead}`;
}

/** Budget units with at most two decimals. */
export function unitsText(units: number): string {
  return String(Number(units.toFixed(2)));
}
