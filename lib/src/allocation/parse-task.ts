import {
  type BudgetUnits,
  budgetUnits,
  didYouMean,
  type Fault,
  faultsError,
  parseWith,
  samples,
} from "../core/index.js";
import type { Aggregate, ModelSpec, Stage, Task } from "./task.js";
import type { AggregateFile, StageFile, TaskFile } from "./task-format.js";
import { taskSchema } from "./task-schema.js";

/**
 * Checks a task as a file or a program holds it, and resolves what it leaves out.
 *
 * @param value what the JSON text held, or an object written in code (a `TaskFile`)
 * @param file named in errors
 * @throws DataError with the file, the path inside it, what was required and what was found; further faults follow on
 * lines of their own
 * @example
 * parseTask(exampleTask).stages.map((stage) => stage.name); // => ["Find", "Answer"]
 */
export function parseTask(value: unknown, file = "task"): Task {
  const data = parseWith(taskSchema, value, { file });
  const faults = [...relationFaults(data)];
  if (faults.length > 0) throw faultsError({ file }, faults);
  const budgets = data.budgets ?? [data.budget];
  return {
    name: data.name,
    title: data.title,
    stages: data.stages.map((stage) => resolveStage(stage, data)),
    metric: data.metric,
    samples: { min: samples(data.samples.min), max: samples(data.samples.max) },
    budget: budgetUnits(data.budget),
    budgets: budgets.map((budget): BudgetUnits => budgetUnits(budget)),
    examples: data.examples ?? { train: null, test: null },
    sources: data.sources ?? {},
  };
}

function* relationFaults(task: TaskFile): Iterable<Fault> {
  const known = Object.keys(task.models);
  const modelFault = (path: string, name: string): Fault => {
    const hint = didYouMean(name, known);
    return { path, message: `requires a model of the table "models" (${known.join(", ")}), got "${name}"${hint}` };
  };
  for (const [i, stage] of task.stages.entries()) {
    if (task.stages.findIndex((s) => s.name === stage.name) < i)
      yield { path: `stages[${i}].name`, message: `requires a name of its own, got "${stage.name}" again` };
    for (const [j, name] of stage.models.entries()) {
      const path = `stages[${i}].models[${j}]`;
      if (!Object.hasOwn(task.models, name)) yield modelFault(path, name);
      else if (stage.models.indexOf(name) < j) yield { path, message: `requires each model once, got "${name}" again` };
    }
    const { aggregate } = stage;
    if (aggregate.kind === "fuse" && aggregate.model !== undefined && !Object.hasOwn(task.models, aggregate.model))
      yield modelFault(`stages[${i}].aggregate.model`, aggregate.model);
  }
  if (task.samples.max < task.samples.min)
    yield {
      path: "samples.max",
      message: `requires at least samples.min (${task.samples.min}), got ${task.samples.max}`,
    };
  if (task.budgets !== undefined) {
    for (const [i, budget] of task.budgets.entries())
      if (i > 0 && budget <= (task.budgets[i - 1] ?? 0))
        yield { path: `budgets[${i}]`, message: `requires budgets in ascending order, got ${budget}` };
    if (!task.budgets.includes(task.budget))
      yield {
        path: "budgets",
        message: `requires the default budget ${task.budget} among them, got ${task.budgets.join(", ")}`,
      };
  }
}

function resolveStage(stage: StageFile, task: TaskFile): Stage {
  return {
    name: stage.name,
    models: stage.models.map((name) => resolveModel(name, task)),
    promptTokens: stage.promptTokens,
    outputTokens: stage.outputTokens,
    metric: stage.metric ?? null,
    aggregate: resolveAggregate(stage.aggregate, stage, task),
  };
}

function resolveAggregate(aggregate: AggregateFile, stage: StageFile, task: TaskFile): Aggregate {
  if (aggregate.kind !== "fuse") return aggregate;
  return {
    kind: "fuse",
    model: aggregate.model === undefined ? null : resolveModel(aggregate.model, task),
    promptTokens: aggregate.promptTokens ?? stage.promptTokens,
    outputTokens: aggregate.outputTokens ?? stage.outputTokens,
    fromSamples: aggregate.fromSamples ?? 1,
  };
}

function resolveModel(name: string, task: TaskFile): ModelSpec {
  const { parameters = 0, checkpoint } = task.models[name] ?? {};
  return checkpoint === undefined ? { name, parameters } : { name, parameters, checkpoint };
}
