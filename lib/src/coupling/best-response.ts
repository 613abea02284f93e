import { checkGrid, type Grid } from "./grid.js";

/** Which configuration of one stage is best, given the other's. */
export interface BestResponse {
  /** For every row (upstream), the column (downstream) with the highest score; ties go to the first. */
  readonly downstream: Int32Array;
  /** For every column, the best row. */
  readonly upstream: Int32Array;
  /** The best cell of all, [row, column]. */
  readonly joint: readonly [number, number];
  /** The row and the column with the best means: what choosing each stage on its own gives. */
  readonly byMarginals: readonly [number, number];
  /** Score lost by choosing each stage on its own. */
  readonly regret: number;
  /** True where the best column is not the same for every row: only then does the upstream choice move the downstream one. */
  readonly moves: boolean;
}

/**
 * The best-response maps of a grid, and what is lost by choosing each stage on its own.
 *
 * @throws RangeError as `decompose`
 * @example
 * bestResponse([[0.5, 0.4], [0.3, 0.6]]).downstream; // => Int32Array.of(0, 1)
 */
export function bestResponse(grid: Grid): BestResponse {
  const { rows, columns } = checkGrid("bestResponse", grid);
  const cell = (i: number, j: number) => grid[i]?.[j] as number;
  const best = (count: number, score: (i: number) => number) => {
    let top = 0;
    for (let i = 1; i < count; i++) if (score(i) > score(top)) top = i;
    return top;
  };
  const downstream = Int32Array.from({ length: rows }, (_, i) => best(columns, (j) => cell(i, j)));
  const upstream = Int32Array.from({ length: columns }, (_, j) => best(rows, (i) => cell(i, j)));
  const row = best(rows, (i) => cell(i, downstream[i] as number));
  const joint = [row, downstream[row] as number] as const;
  const rowSum = (i: number) => (grid[i] as readonly number[]).reduce((sum, v) => sum + v, 0);
  const columnSum = (j: number) => grid.reduce((sum, r) => sum + (r[j] as number), 0);
  const byMarginals = [best(rows, rowSum), best(columns, columnSum)] as const;
  return {
    downstream,
    upstream,
    joint,
    byMarginals,
    regret: cell(...joint) - cell(...byMarginals),
    moves: downstream.some((j) => j !== downstream[0]),
  };
}
