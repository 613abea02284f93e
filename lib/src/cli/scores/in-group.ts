import { DataError } from "../../core/index.js";

/**
 * Computes on the rows of a group. What a computation refuses it tells without knowing where its numbers came from: here the file, and
 * the group where there are several, are put before it.
 */
export async function inGroup<T>(
  file: string,
  by: string | undefined,
  group: string,
  compute: () => Promise<T>,
): Promise<T> {
  try {
    return await compute();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const where = by === undefined ? "" : `${by} ${group}: `;
    throw new DataError({ file }, `${where}${error.message}`, { cause: error });
  }
}
