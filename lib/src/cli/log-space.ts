import type { Space } from "../allocation/index.js";
import { budgetUnits, DataError } from "../core/index.js";
import type { Io } from "./io.js";

/**
 * The space that a log was searched in, by what its first line says.
 *
 * @throws DataError for a log that is not of a search
 */
export async function spaceOfLog(about: Readonly<Record<string, unknown>>, file: string, io: Io): Promise<Space> {
  const { createSpace, findTask, loadTask } = await import("../allocation/index.js");
  const { task, budget, grid } = about;
  if (typeof task !== "string" || typeof budget !== "number" || (grid !== undefined && !Array.isArray(grid)))
    throw new DataError({ file, line: 1 }, "requires a log of isocompute search, with its task and budget");
  return createSpace(loadTask(findTask(task, io.cwd)), {
    budget: budgetUnits(budget),
    ...(grid === undefined ? {} : { grid: grid as number[] }),
  });
}
