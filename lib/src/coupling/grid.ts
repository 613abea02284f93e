import { svd } from "../numerics/index.js";
import { fUpper } from "../stats/index.js";

/** Scores of every upstream configuration (rows) with every downstream one (columns). */
export type Grid = readonly (readonly number[])[];

/** The functional analysis of variance of a grid under uniform weights: mean, effects, interaction. */
export interface Decomposition {
  readonly grandMean: number;
  readonly rowEffects: Float64Array;
  readonly columnEffects: Float64Array;
  /** What is left of each cell, row-major like the grid. */
  readonly interaction: readonly Float64Array[];
  /** Population variances of the parts; they add up to `total`. */
  readonly variance: {
    readonly rows: number;
    readonly columns: number;
    readonly interaction: number;
    readonly total: number;
  };
  /** Sobol indices: first order and total, of rows and columns, and the share of the interaction. NaN for a constant grid. */
  readonly sobol: {
    readonly rows: number;
    readonly columns: number;
    readonly interaction: number;
    readonly rowsTotal: number;
    readonly columnsTotal: number;
  };
}

/**
 * Checks a grid.
 *
 * @throws RangeError if it has fewer than two rows or columns, is ragged, or holds a number that is not finite
 */
export function checkGrid(name: string, grid: Grid): { rows: number; columns: number } {
  const rows = grid.length;
  const columns = grid[0]?.length ?? 0;
  if (rows < 2 || columns < 2)
    throw new RangeError(`${name} requires at least two rows and two columns, got ${rows} × ${columns}`);
  grid.forEach((row, i) => {
    if (row.length !== columns)
      throw new RangeError(`${name} requires ${columns} columns in every row, got ${row.length} in row ${i}`);
    row.forEach((value, j) => {
      if (!Number.isFinite(value))
        throw new RangeError(`${name} requires finite scores, got ${value} in row ${i}, column ${j}`);
    });
  });
  return { rows, columns };
}

/**
 * Splits a grid into its mean, the effects of rows and columns, and their interaction; exact, with uniform weights.
 *
 * @throws RangeError if the grid is smaller than 2 × 2, ragged, or holds a number that is not finite
 * @see Sobol 1993; Hoeffding 1948
 * @example
 * decompose([[1, 2], [3, 4]]).sobol.rows; // => 0.8
 */
export function decompose(grid: Grid): Decomposition {
  const { rows, columns } = checkGrid("decompose", grid);
  let sum = 0;
  const rowMeans = new Float64Array(rows);
  const columnMeans = new Float64Array(columns);
  grid.forEach((row, i) => {
    row.forEach((value, j) => {
      sum += value;
      rowMeans[i] = (rowMeans[i] as number) + value / columns;
      columnMeans[j] = (columnMeans[j] as number) + value / rows;
    });
  });
  const grandMean = sum / (rows * columns);
  const rowEffects = rowMeans.map((v) => v - grandMean);
  const columnEffects = columnMeans.map((v) => v - grandMean);
  const interaction = grid.map((row, i) =>
    Float64Array.from(row, (value, j) => value - grandMean - (rowEffects[i] as number) - (columnEffects[j] as number)),
  );
  const square = (values: Float64Array) => values.reduce((s, v) => s + v * v, 0);
  const variance = {
    rows: square(rowEffects) / rows,
    columns: square(columnEffects) / columns,
    interaction: interaction.reduce((s, row) => s + square(row), 0) / (rows * columns),
    total: 0,
  };
  variance.total = variance.rows + variance.columns + variance.interaction;
  const constant = isConstant(variance.total, grandMean);
  const share = (v: number) => (constant ? Number.NaN : v / variance.total);
  return {
    grandMean,
    rowEffects,
    columnEffects,
    interaction,
    variance,
    sobol: {
      rows: share(variance.rows),
      columns: share(variance.columns),
      interaction: share(variance.interaction),
      rowsTotal: share(variance.rows + variance.interaction),
      columnsTotal: share(variance.columns + variance.interaction),
    },
  };
}

/** No variance but what rounding leaves: there is nothing to take shares of. */
function isConstant(total: number, grandMean: number): boolean {
  return total <= ROUNDING * (total + grandMean * grandMean);
}

/** A line of the analysis of a grid with one value per cell; `f` and `p` null where the residual is zero to rounding. */
export interface GridRow {
  readonly df: number;
  readonly sumOfSquares: number;
  readonly f: number | null;
  readonly p: number | null;
}

/** Analysis of variance of a grid with one value per cell. */
export interface GridAnova {
  readonly rows: GridRow;
  readonly columns: GridRow;
  /** Interaction and noise together: one value per cell cannot tell them apart. */
  readonly residual: { readonly df: number; readonly sumOfSquares: number };
  /**
   * Tukey's test of one degree of freedom for an interaction proportional to the product of the effects. `lambda` scales that
   * product. Null where the residual is zero to rounding, an effect vanishes, or no degree of freedom is left.
   */
  readonly tukey: {
    readonly lambda: number;
    readonly sumOfSquares: number;
    readonly f: number;
    readonly df: readonly [number, number];
    readonly p: number;
  } | null;
}

/** Sums of squares below this share of the total are rounding. */
export const ROUNDING = 1e-20;

/**
 * Rows and columns of a grid with one value per cell, tested against what is left, and Tukey's test for the one form of
 * interaction that such a grid can show.
 *
 * @throws RangeError as `decompose`
 * @see Tukey 1949, Biometrics 5, 232
 * @example
 * gridAnova([[1, 2, 3], [2, 4, 6], [3, 6, 9]]).tukey; // => null
 */
export function gridAnova(grid: Grid): GridAnova {
  const { rows, columns } = checkGrid("gridAnova", grid);
  const { rowEffects, columnEffects, interaction, variance, grandMean } = decompose(grid);
  const cells = rows * columns;
  const residual = { df: (rows - 1) * (columns - 1), sumOfSquares: variance.interaction * cells };
  const floor = ROUNDING * cells * (variance.total + grandMean * grandMean);
  const flat = residual.sumOfSquares <= floor;
  const row = (df: number, sumOfSquares: number): GridRow => {
    const f = flat ? null : sumOfSquares / df / (residual.sumOfSquares / residual.df);
    return { df, sumOfSquares, f, p: f === null ? null : fUpper(f, df, residual.df) };
  };
  return {
    rows: row(rows - 1, variance.rows * cells),
    columns: row(columns - 1, variance.columns * cells),
    residual,
    tukey: flat ? null : tukey(rowEffects, columnEffects, interaction, residual, floor),
  };
}

function tukey(
  rowEffects: Float64Array,
  columnEffects: Float64Array,
  interaction: readonly Float64Array[],
  residual: { readonly df: number; readonly sumOfSquares: number },
  floor: number,
): GridAnova["tukey"] {
  let [cross, size] = [0, 0];
  interaction.forEach((row, i) => {
    row.forEach((value, j) => {
      const product = (rowEffects[i] as number) * (columnEffects[j] as number);
      cross += value * product;
      size += product * product;
    });
  });
  if (size === 0 || residual.df < 2) return null;
  const sumOfSquares = (cross * cross) / size;
  const rest = residual.sumOfSquares - sumOfSquares;
  if (rest <= floor) return null;
  const df = [1, residual.df - 1] as const;
  const f = sumOfSquares / (rest / df[1]);
  return { lambda: cross / size, sumOfSquares, f, df, p: fUpper(f, 1, df[1]) };
}

/** How much of a grid's variance structures of rising richness explain. */
export interface RankStructure {
  /** Rows plus columns. */
  readonly additive: number;
  /** Rows plus columns plus one product of a row and a column score (and so on): the shares grow to one. */
  readonly additivePlus: readonly number[];
  /** Products alone, after the grand mean: share explained by the best rank-1, rank-2, … matrix. */
  readonly rank: readonly number[];
  /** Singular values of the interaction, falling. */
  readonly interactionSingularValues: Float64Array;
}

/**
 * Additive against rank-1 and rank-2 structure: which share of a grid's variance each explains.
 *
 * Shares of measured grids include noise: the richer structure always explains more.
 *
 * @throws RangeError as `decompose`
 * @see Gauch 1988 for additive main effects with multiplicative interaction; Eckart and Young 1936
 * @example
 * rankStructure([[1, 2, 3], [2, 4, 6], [3, 6, 9]]).additivePlus[0] > 0.999999; // => true
 */
export function rankStructure(grid: Grid): RankStructure {
  const { rows, columns } = checkGrid("rankStructure", grid);
  const { interaction, variance, grandMean } = decompose(grid);
  const flat = (values: Iterable<ArrayLike<number>>) =>
    Float64Array.from([...values].flatMap((row) => Array.from(row)));
  const shares = (singular: Float64Array, before: number) => {
    let sum = before;
    return Array.from(singular, (s) => {
      sum += (s * s) / (rows * columns);
      return sum / variance.total;
    });
  };
  const { singularValues } = svd(flat(interaction), rows, columns);
  const centred = svd(flat(grid.map((row) => row.map((v) => v - grandMean))), rows, columns).singularValues;
  return {
    additive: (variance.rows + variance.columns) / variance.total,
    additivePlus: shares(singularValues, variance.rows + variance.columns),
    rank: shares(centred, 0),
    interactionSingularValues: singularValues,
  };
}
