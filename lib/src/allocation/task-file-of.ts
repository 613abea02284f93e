import type { Aggregate, ModelSpec, Task } from "./task.js";
import type { AggregateFile, TaskFile } from "./task-format.js";

/**
 * A task as a file would hold it: `parseTask` makes the same task of it again.
 *
 * @throws RangeError if two models of one name differ, which no file can say
 * @example
 * taskFileOf(parseTask(exampleTask)).stages[0].models; // => ["Small-3B", "Large-70B"]
 */
export function taskFileOf(task: Task): TaskFile {
  const { name, title, stages, metric, samples, budget, budgets, examples, sources } = task;
  return {
    name,
    title,
    models: modelTable(task),
    stages: stages.map((stage) => ({
      name: stage.name,
      models: stage.models.map((model) => model.name),
      promptTokens: stage.promptTokens,
      outputTokens: stage.outputTokens,
      ...(stage.metric === null ? {} : { metric: stage.metric }),
      aggregate: aggregateFileOf(stage.aggregate),
    })),
    metric,
    samples,
    budget,
    budgets,
    examples,
    sources,
  };
}

function modelTable({ name: task, stages }: Task): TaskFile["models"] {
  const models = new Map<string, Omit<ModelSpec, "name">>();
  const fusing = stages.flatMap(({ aggregate }) =>
    aggregate.kind === "fuse" && aggregate.model !== null ? [aggregate.model] : [],
  );
  for (const { name, ...model } of [...stages.flatMap((stage) => stage.models), ...fusing]) {
    const known = models.get(name);
    if (known !== undefined && (known.parameters !== model.parameters || known.checkpoint !== model.checkpoint))
      throw new RangeError(`a task file requires models of one name to be the same, got two of ${name} in ${task}`);
    models.set(name, model);
  }
  return Object.fromEntries(models);
}

function aggregateFileOf(aggregate: Aggregate): AggregateFile {
  if (aggregate.kind !== "fuse") return aggregate;
  const { model, ...rest } = aggregate;
  return model === null ? rest : { ...rest, model: model.name };
}
