import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { parseAllocation, type Task } from "../allocation/index.js";
import { DataError, parseJson, parseWith, readText, UsageError } from "../core/index.js";
import type { PublishedCurve } from "../simulator/index.js";
import { type Column, parseTable, type Row } from "../tables/index.js";

/** The published curves of a task, and the files they are from. */
export interface AnchorFile {
  readonly curves: readonly PublishedCurve[];
  /** Searches of the fit by decay alone (see `CalibrateOptions`). */
  readonly starts: number;
  /** sha256 by file name, of the anchor file itself and every table it reads. */
  readonly sources: Readonly<Record<string, string>>;
}

const anchorFile = z.strictObject({
  $comment: z.string().optional(),
  task: z.string(),
  starts: z.number().int().positive().optional(),
  curves: z
    .array(
      z.strictObject({
        name: z.string(),
        why: z.string().optional(),
        table: z.string(),
        where: z.record(z.string(), z.string()),
        allocation: z.string(),
        score: z.string(),
        sd: z.number().positive(),
        kind: z.enum(["value", "upper"]).optional(),
        temperatures: z.record(z.string(), z.number()).optional(),
        ownLevel: z.number().positive().optional(),
      }),
    )
    .min(1),
});

/**
 * Reads a task's anchors: which rows of which published tables its law should meet.
 *
 * Each curve names a `table` (relative to the anchor file), the rows `where` columns have given values, an `allocation` in which
 * `{column}` stands for a row's value, the `score` column, the `sd` within which the law should meet
 * it, and perhaps its `kind`, `temperatures` and `ownLevel` (see `PublishedCurve`). `starts` of the file: from how many places to search.
 *
 * @throws DataError if the file is not of this form or of another task, a curve has no rows, or an allocation is none of the task
 * @example
 * ```ts no-run
 * const { curves } = readAnchors("data/simulator/math.anchors.json", loadTask("data/tasks/math.json"));
 * ```
 */
export function readAnchors(path: string, task: Task): AnchorFile {
  const text = readText(path);
  const parsed = parseWith(anchorFile, parseJson(text, path), { file: path }, "an anchor file");
  if (parsed.task !== task.name)
    throw new DataError({ file: path, path: "task" }, `requires "${task.name}", got "${parsed.task}"`);
  const sources: Record<string, string> = { [basename(path)]: hash(text) };
  const curves = parsed.curves.map((curve, i): PublishedCurve => {
    const table = readText(join(dirname(path), curve.table));
    sources[basename(curve.table)] = hash(table);
    const placeholders = [...curve.allocation.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? "");
    const columns: Record<string, Column> = { [curve.score]: "rate" };
    for (const column of [...Object.keys(curve.where), ...placeholders]) columns[column] = "string";
    const rows = parseTable(table, columns, { file: curve.table, others: "ignore" }).filter((row) =>
      Object.entries(curve.where).every(([column, value]) => row[column] === value),
    );
    const place = { file: path, path: `curves[${i}]` };
    if (rows.length === 0) throw new DataError(place, `has no rows in ${curve.table}`);
    return {
      name: curve.name,
      sd: curve.sd,
      ...(curve.kind === undefined ? {} : { kind: curve.kind }),
      points: rows.map((row) => ({
        allocation: allocationOf(curve.allocation, row, task, place),
        score: Number(row[curve.score]),
      })),
      ...(curve.temperatures === undefined ? {} : { temperatures: curve.temperatures }),
      ...(curve.ownLevel === undefined ? {} : { ownLevel: curve.ownLevel }),
    };
  });
  return { curves, starts: parsed.starts ?? 1, sources };
}

/** What the anchor file of a task is called. */
export function anchorFileName(task: string): string {
  return `${task}.anchors.json`;
}

function allocationOf(template: string, row: Row<Record<string, Column>>, task: Task, place: DataError["place"]) {
  try {
    return parseAllocation(
      template.replace(/\{([^}]+)\}/g, (_, column: string) => String(row[column])),
      task,
    );
  } catch (error) {
    if (error instanceof UsageError) throw new DataError(place, error.message);
    throw error;
  }
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
