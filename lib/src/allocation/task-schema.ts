import { z } from "zod";
import type { AggregateFile, StageFile, TaskFile } from "./task-format.js";

const text = (description: string) => z.string().min(1).meta({ description });
const integer = (least: number, description: string) => z.int().min(least).meta({ description });
// Allocations are written Stage=Model:samples, separated by commas.
const name = (description: string) =>
  z
    .string()
    .regex(/^[^\s,=]([^,=]*[^\s,=])?$/, "requires a name without commas, equals signs and outer spaces")
    .meta({ description });

const aggregate: z.ZodType<AggregateFile> = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("vote") }).meta({ description: "counting: no model call" }),
    z
      .strictObject({ kind: z.literal("best-of-n") })
      .meta({ description: "the best by some score; counted as no call" }),
    z
      .strictObject({
        kind: z.literal("fuse"),
        model: name("the model that fuses; the one that drew the samples if left out").optional(),
        promptTokens: integer(
          0,
          "tokens the fusing call reads besides the samples; the stage's promptTokens if left out",
        ).optional(),
        outputTokens: integer(1, "tokens of the fused answer; the stage's outputTokens if left out").optional(),
        fromSamples: integer(1, "the fewest samples for which the call is made; 1 if left out").optional(),
      })
      .meta({ description: "one more call reads the samples and writes one answer; the official cost leaves it out" }),
  ])
  .meta({ description: "how the samples become one answer" });

const stage: z.ZodType<StageFile> = z.strictObject({
  name: name("the stage's name, as allocations write it"),
  models: z.array(z.string()).min(1).meta({ description: "the choices, by their names in the model table" }),
  promptTokens: integer(0, "nominal prompt length, read once per question"),
  outputTokens: integer(1, "nominal length of one sample"),
  metric: text("the stage's own metric").nullable().optional(),
  aggregate,
});

/** What a task file may hold. Anything else is refused, so that a misspelt field is not lost. */
export const taskSchema: z.ZodType<TaskFile> = z
  .strictObject({
    $schema: z.string().optional().meta({ description: "where this schema is, for editors" }),
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]*$/, "requires lower-case letters, digits, dots, dashes and underscores")
      .meta({ description: "what --task calls it" }),
    title: text("one line for people"),
    models: z
      .record(
        name("the model's name, as allocations write it"),
        z.strictObject({
          parameters: integer(1, "number of parameters, such as 72e9"),
          checkpoint: text("the weights that were run").optional(),
        }),
      )
      .meta({ description: "every model that a stage may use" }),
    stages: z.array(stage).min(1).meta({ description: "in the order in which they run" }),
    metric: text("the main metric, a rate that is better when higher"),
    samples: z
      .strictObject({
        min: integer(1, "the fewest samples a stage may draw"),
        max: integer(1, "the most samples a stage may draw"),
      })
      .meta({ description: "the range of samples per stage" }),
    budget: z
      .number()
      .meta({ description: "the budget per question that is meant where none is named, in budget units" }),
    budgets: z.array(z.number()).min(1).optional().meta({ description: "budgets of the experiments, ascending" }),
    examples: z
      .strictObject({
        train: integer(1, "questions searched on").nullable(),
        test: integer(1, "questions tested on").nullable(),
      })
      .optional()
      .meta({ description: "how many questions there are; null where it is not known" }),
    sources: z
      .record(z.string(), z.string().min(1))
      .optional()
      .meta({ description: "where each fact was found, by the name of the field" }),
  })
  .meta({
    title: "isocompute task",
    description: "A multi-stage pipeline: its stages, model choices, text lengths, budget and metrics.",
  });
