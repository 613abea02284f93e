import { z } from "zod";
import { budgetUnits, DataError, parseWith, provenances, samples } from "../core/index.js";
import type { Outcome } from "./outcome.js";
import type { Turn } from "./proposal.js";
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
// A mean of exact chances may be off by some last places.
const score = z.number().refine((value) => value >= -1e-9 && value <= 1 + 1e-9, "requires a rate from 0 to 1");

const curves = z.array(
  z.strictObject({
    stage: z.string(),
    scores: numbers,
    stageScores: numbers,
    rerun: numbers,
  }),
);

const scored = z
  .strictObject({
    kind: z.literal("scored"),
    score,
    metric: z.string().optional(),
    standardError: z
      .number()
      .refine((value) => value >= 0, "requires a number of at least 0")
      .nullable(),
    questions: z.int().min(1).nullable(),
    evaluated: allocation,
    stages: z.array(z.strictObject({ stage: z.string(), metric: z.string().nullable(), score: z.number() })),
    cost,
    provenance: z.enum(provenances),
    perQuestion: z.array(score).optional(),
    subsamples: curves.optional(),
    // Older logs have the scores of the first k samples: those of one subset in place of the mean over many.
    prefixes: curves.optional(),
    remark: z.string().optional(),
  })
  .transform(({ prefixes, ...rest }) => (prefixes === undefined ? rest : { subsamples: prefixes, ...rest }));

const outcome = z.discriminatedUnion("kind", [
  scored,
  z.strictObject({ kind: z.literal("missing"), why: z.string() }),
  z.strictObject({ kind: z.literal("failed"), why: z.string(), cost: cost.optional() }),
]);

const questions = z.array(z.int().min(0)).min(1).optional();

const trialSchema = z.strictObject({
  index: z.int().min(0),
  proposed: allocation,
  questions,
  outcome,
  reason: z.string().optional(),
  note: z.unknown().optional(),
});

const turnSchema = z.strictObject({
  after: z.int().min(0),
  proposal: z.strictObject({
    candidates: z.array(
      z.strictObject({ allocation, questions, reason: z.string().optional(), note: z.unknown().optional() }),
    ),
    ending: z.string().optional(),
    refused: z.array(z.strictObject({ said: z.string(), why: z.string() })).optional(),
    calls: z
      .array(
        z.strictObject({
          model: z.string(),
          step: z.string(),
          messages: z.array(z.strictObject({ role: z.string(), text: z.string() })),
          reply: z.string().nullable(),
          promptTokens: z.number(),
          outputTokens: z.number(),
        }),
      )
      .optional(),
  }),
});

/**
 * Makes sure that a log can give back what a world gave: the check that reading a log makes, before it is written.
 *
 * @param of named in errors: the world, and what it was asked
 * @throws RangeError if a score of the whole or of a question is no rate, an error is negative, a number is not finite, a field is missing
 * or unknown; all faults, each with its place
 * @example
 * requireOutcome({ kind: "missing", why: "no such row" }, "the table"); // => undefined
 */
export function requireOutcome(value: Outcome, of: string): void {
  try {
    parseWith(outcome, value, { file: of }, "an outcome that a log can hold");
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new RangeError(error.message, { cause: error });
  }
}

/** The trial that a line of a log holds. */
export function parseTrial(value: unknown, file: string, line: number): Trial {
  return parseWith(trialSchema, value, { file, line }, "a trial") as Trial;
}

/** The proposal that a line of a log holds, and when it was made. */
export function parseTurn(value: unknown, file: string, line: number): Turn {
  return parseWith(turnSchema, value, { file, line }, "a proposal") as Turn;
}
