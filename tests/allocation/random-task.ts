import fc from "fast-check";
import { parseTask, type Task, type TaskFile } from "isocompute/allocation";

/** Small tasks with awkward numbers: costs in sevenths and worse, lengths of zero, several stages, budgets that pay for nothing. */
export const randomTask: fc.Arbitrary<Task> = fc
  .record({
    parameters: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 3 }),
    stages: fc.array(
      fc.record({
        promptTokens: fc.integer({ min: 0, max: 300 }),
        outputTokens: fc.integer({ min: 1, max: 300 }),
        fuse: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    max: fc.integer({ min: 1, max: 6 }),
    budget: fc.double({ min: -5, max: 120, noNaN: true }),
  })
  .map(({ parameters, stages, max, budget }): Task => {
    const models = Object.fromEntries(parameters.map((p, i) => [`m${i}`, { parameters: p * 300_000_007 }]));
    const file: TaskFile = {
      name: "random",
      title: "random",
      models,
      stages: stages.map(({ promptTokens, outputTokens, fuse }, i) => ({
        name: `s${i}`,
        models: Object.keys(models),
        promptTokens,
        outputTokens,
        aggregate: fuse ? { kind: "fuse", fromSamples: 2 } : { kind: "vote" },
      })),
      metric: "accuracy",
      samples: { min: 1, max },
      budget,
    };
    return parseTask(file);
  });
