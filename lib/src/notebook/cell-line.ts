import { emittedLines } from "./emitted-lines.js";
import type { PrintedError } from "./tslab-errors.js";

/** The line of a cell that an error points to, from one; undefined if it points to none, or to several. */
export function cellLine(source: string, error: PrintedError, count: number | null): number | undefined {
  if (error.sourceLine !== undefined) return error.sourceLine;
  const raisedBy = error.raisedBy === undefined ? undefined : lineLike(source, error.raisedBy);
  return raisedBy ?? namedFrame(error.text, count) ?? statementLine(source, error.text);
}

/** Our kernel names a frame after its cell: In[7]:4:9. */
function namedFrame(text: string, count: number | null): number | undefined {
  const frames = [...text.matchAll(/In\[(\d+)\]:(\d+)/g)];
  const own = frames.find((frame) => Number(frame[1]) === count);
  return own === undefined ? undefined : Number(own[2]);
}

/**
 * Stock tslab counts lines in the JavaScript it made, in which types and blank lines are gone; the text of the line is the better guide.
 * The last expression of a cell stands there as `exports.tsLastExpr = …`, and names of earlier cells as `exports.name`.
 */
function lineLike(source: string, emitted: string): number | undefined {
  const bare = (text: string) => text.replace(/\bexports\.(tsLastExpr\d* = )?/g, "").replace(/[\s;'"`]/g, "");
  const wanted = bare(emitted);
  const found = source.split("\n").flatMap((line, index) => (bare(line) === wanted ? [index + 1] : []));
  return found.length === 1 ? found[0] : undefined;
}

/**
 * The statement of the cell that led to the error: the innermost frames may lie in functions of earlier cells, which stock tslab names alike,
 * but the one right above the cell's own wrapper is the cell's. The wrapper's line also proves that our lines are those of the kernel.
 */
function statementLine(source: string, text: string): number | undefined {
  const frames = [...text.matchAll(/evalmachine\.<anonymous>:(\d+):(\d+)/g)].map((frame) => frame.slice(1).map(Number));
  const [statement, wrapper] = frames.slice(-2);
  if (statement === undefined || wrapper === undefined) return undefined;
  const lines = emittedLines(source);
  return wrapper[0] === lines.length + 1 ? lines[(statement[0] ?? 0) - 1] : undefined;
}
