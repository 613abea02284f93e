import type { PrintedError } from "./tslab-errors.js";

/** The line of a cell that an error points to, from one; undefined if it points to none, or to several. */
export function cellLine(source: string, error: PrintedError, count: number | null): number | undefined {
  if (error.sourceLine !== undefined) return error.sourceLine;
  if (error.raisedBy !== undefined) return lineLike(source, error.raisedBy);
  // Our kernel names a frame after its cell: In[7]:4:9.
  const frames = [...error.text.matchAll(/In\[(\d+)\]:(\d+)/g)];
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
