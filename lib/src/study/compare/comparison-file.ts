import { z } from "zod";
import { DataError, parseJson, parseWith, provenances } from "../../core/index.js";
import { openLines, readLines } from "../../trials/index.js";
import { requireSame } from "../require-same.js";
import type { CompareRow } from "./row.js";

/** A file of results as it was read. */
export interface Comparison {
  /** What was compared, as the first line says. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly rows: readonly CompareRow[];
}

const header = z.strictObject({
  isocompute: z.literal("comparison"),
  version: z.literal(1),
  about: z.record(z.string(), z.unknown()),
});

const scores = z.array(z.number().nullable());
const rowSchema = z.strictObject({
  searcher: z.string(),
  task: z.string(),
  arena: z.string(),
  seed: z.int(),
  track: z.enum(["black-box", "grey-box"]),
  // Files from before rows said so were written by `isocompute compare`, which simulates.
  provenance: z.enum(provenances).default("simulated"),
  budget: z.number(),
  questions: z.int().nullable(),
  best: z.number(),
  regret: scores,
  observed: scores,
  units: z.array(z.number()),
  recommended: z
    .strictObject({
      allocation: z.string(),
      units: z.number(),
      score: z.number(),
      truth: z.number().nullable(),
      test: z.number().nullable(),
    })
    .nullable(),
  wasted: z.int(),
  plannerCalls: z.int(),
  plannerTokens: z.number(),
  plannerSeconds: z.number(),
  ending: z.enum(["trials", "searcher", "units", "dollars", "seconds", "failure", "aborted"]),
});

/**
 * Reads the results of a comparison; an unfinished last line is passed over, since its search is run again.
 *
 * @throws DataError with the line that is not a result
 * @example
 * ```ts no-run
 * const { about, rows } = await readComparison("rows.jsonl");
 * ```
 */
export async function readComparison(path: string): Promise<Comparison> {
  const [first = "", ...lines] = (await readLines(path)).lines;
  const opening = header.safeParse(parseJson(first, path));
  if (!opening.success)
    throw new DataError(
      { file: path, line: 1 },
      `requires the header {"isocompute":"comparison","version":1,"about":{…}}, got ${first.slice(0, 60)}`,
    );
  const rows = lines.map((text, i) =>
    parseWith(rowSchema, parseJson(text, path, i + 2), { file: path, line: i + 2 }, "a result"),
  );
  return { about: opening.data.about, rows };
}

/** Begins a file of results, or takes up the one that is there. */
export async function openComparison(
  path: string,
  about: Readonly<Record<string, unknown>>,
  resume: boolean,
): Promise<readonly CompareRow[]> {
  if (await openLines(path, { isocompute: "comparison", version: 1, about }, resume)) return [];
  const found = await readComparison(path);
  requireSame(about, found.about, path);
  return found.rows;
}
