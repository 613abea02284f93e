import { type Allocation, exampleTask, parseAllocation, parseTask, type Task } from "isocompute/allocation";
import { drawInstance, type Instance, type MechanismSet, priorOnly } from "isocompute/simulator";

/** A three-stage task with every kind of aggregation. */
export const chainTask: Task = parseTask({
  ...exampleTask,
  name: "chain",
  stages: [
    ...exampleTask.stages,
    {
      name: "Check",
      models: ["Small-3B", "Large-70B"],
      promptTokens: 256,
      outputTokens: 512,
      aggregate: { kind: "best-of-n" },
    },
  ],
});

export function world(seed: number, questions = 200, mechanisms: MechanismSet = "both"): Instance {
  return drawInstance(priorOnly(chainTask), seed, { questions, mechanisms });
}

export function allocate(
  find: number,
  answer: number,
  check: number,
  models = ["Small", "Large", "Small"],
): Allocation {
  const full = models.map((m) => (m === "Small" ? "Small-3B" : "Large-70B"));
  return parseAllocation(`Find=${full[0]}:${find},Answer=${full[1]}:${answer},Check=${full[2]}:${check}`, chainTask);
}

/** The same world with other abilities, windows or hand-over chances. */
export function remodel(instance: Instance, change: (model: Model) => Partial<Model>): Instance {
  const stages = instance.law.stages.map((stage) => ({
    ...stage,
    models: stage.models.map((model) => ({ ...model, ...change(model) })),
  }));
  return { ...instance, law: { ...instance.law, stages } };
}

type Model = Instance["law"]["stages"][number]["models"][number];
