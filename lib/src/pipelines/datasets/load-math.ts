import { z } from "zod";
import { DataError } from "../../core/index.js";
import type { MathExample } from "../math/math-best-of-n.js";
import { lastBoxed } from "../scoring/normalize-math.js";
import { readRecordLines } from "./read-records.js";

const schema = z.object({
  problem: z.string().min(1),
  solution: z.string(),
  answer: z.string().optional(),
  unique_id: z.string().optional(),
});

/**
 * Reads problems of MATH, one JSON object per line (`problem`, `solution`, and `answer` where it is given): the answer is the last
 * `\boxed{}` of the solution otherwise.
 *
 * @throws DataError with file and line if a record has no answer
 * @see Hendrycks et al. 2021, arXiv 2103.03874
 * @example
 * ```ts no-run
 * const problems = loadMath("math500.jsonl");
 * ```
 */
export function loadMath(path: string): MathExample[] {
  return readRecordLines(path, schema).map(({ record, line }, index) => {
    const { problem, solution, answer, unique_id } = record;
    const final = answer ?? lastBoxed(solution);
    if (final === null)
      throw new DataError({ file: path, line }, "requires an answer or a solution with \\boxed{}, found neither");
    return { id: unique_id ?? String(index), problem, answer: final };
  });
}
