import type { TaskFile } from "./task-format.js";

/** A small task file for documentation and first steps: find with a large or a small model, answer likewise. */
export const exampleTask: TaskFile = {
  name: "example",
  title: "Find, then answer",
  models: { "Small-3B": { parameters: 3e9 }, "Large-70B": { parameters: 70e9 } },
  stages: [
    {
      name: "Find",
      models: ["Small-3B", "Large-70B"],
      promptTokens: 1024,
      outputTokens: 64,
      aggregate: { kind: "vote" },
    },
    {
      name: "Answer",
      models: ["Small-3B", "Large-70B"],
      promptTokens: 256,
      outputTokens: 64,
      aggregate: { kind: "fuse" },
    },
  ],
  metric: "accuracy",
  samples: { min: 1, max: 50 },
  budget: 500,
};
