import { z } from "zod";
import { budgetUnits, DataError, parseJson, samples } from "../core/index.js";
import type { Trial } from "./trial.js";

const allocation = z.array(
  z.strictObject({
    stage: z.string(),
    model: z.string(),
    samples: z.int().min(1).transform(samples),
  }),
);
const cost = z.strictObject({
  units: z.number().transform(budgetUnits),
  tokens: z.number().optional(),
  dollars: z.number().optional(),
  seconds: z.number().optional(),
});
const numbers = z.array(z.number());

const outcome = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("scored"),
    score: z.number(),
    standardError: z.number().nullable(),
    questions: z.int().min(1).nullable(),
    evaluated: allocation,
    stages: z.array(z.strictObject({ stage: z.string(), metric: z.string().nullable(), score: z.number() })),
    cost,
    provenance: z.enum(["published", "measured", "simulated"]),
    perQuestion: numbers.optional(),
    prefixes: z
      .array(z.strictObject({ stage: z.string(), scores: numbers, stageScores: numbers, rerun: numbers }))
      .optional(),
    remark: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal("missing"), why: z.string() }),
  z.strictObject({ kind: z.literal("failed"), why: z.string(), cost: cost.optional() }),
]);

const trialSchema = z.strictObject({
  index: z.int().min(0),
  proposed: allocation,
  questions: z.array(z.int().min(0)).min(1).optional(),
  outcome,
  reason: z.string().optional(),
  note: z.unknown().optional(),
});

/** The trial that a line of a log holds. */
export function parseTrial(text: string, file: string, line: number): Trial {
  const parsed = trialSchema.safeParse(parseLine(text, file, line));
  if (parsed.success) return parsed.data as Trial;
  const [issue] = parsed.error.issues;
  throw new DataError({ file, line, path: issue?.path.join(".") ?? "" }, `is not a trial: ${issue?.message ?? ""}`);
}

/** A line of JSON; errors name its place in the file. */
export function parseLine(text: string, file: string, line: number): unknown {
  try {
    return parseJson(text, file);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const { column } = error.place;
    const what = error.message.slice(error.message.indexOf(": ") + 2);
    throw new DataError(column === undefined ? { file, line } : { file, line, column }, what);
  }
}
