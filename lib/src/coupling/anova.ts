import { linearLeastSquares } from "../numerics/index.js";
import { fUpper } from "../stats/index.js";
import { ROUNDING } from "./grid.js";

/** One line of an analysis of variance. */
export interface AnovaRow {
  readonly df: number;
  readonly sumOfSquares: number;
  /** Null where there is no error to test against: the residual is zero to rounding. */
  readonly f: number | null;
  readonly p: number | null;
  /** Sum of squares over itself plus the residual's; NaN where both are zero to rounding. */
  readonly partialEtaSquared: number;
}

/** A two-way analysis of variance with interaction. */
export interface TwoWayAnova {
  readonly type: 1 | 2 | 3;
  readonly a: AnovaRow;
  readonly b: AnovaRow;
  readonly interaction: AnovaRow;
  readonly residual: { readonly df: number; readonly sumOfSquares: number };
  readonly r2: number;
}

/**
 * Two-way analysis of variance with interaction, for replicated cells, balanced or not.
 *
 * Type 1 takes the factors in order (a first), type 2 each after the other, type 3 each after everything with effect coding.
 * Without replicates nothing is left to test against, and `gridAnova` is the tool.
 *
 * @param a, b levels of the two factors, one per observation
 * @throws RangeError if lengths differ, a factor has one level, a cell is empty (the interaction is then not estimable), or there
 * are no replicates
 * @see Yates 1934; Searle 1987, Linear Models for Unbalanced Data
 * @example
 * const y = [1, 2, 3, 5, 1.1, 2.2, 3.1, 5.2];
 * twoWayAnova(["l", "l", "h", "h", "l", "l", "h", "h"], ["x", "y", "x", "y", "x", "y", "x", "y"], y).interaction.df; // => 1
 */
export function twoWayAnova(
  a: readonly (string | number)[],
  b: readonly (string | number)[],
  y: ArrayLike<number>,
  options: { readonly type?: 1 | 2 | 3 } = {},
): TwoWayAnova {
  const { type = 2 } = options;
  const n = y.length;
  if (a.length !== n || b.length !== n)
    throw new RangeError(
      `twoWayAnova requires one level of each factor per value, got ${a.length}, ${b.length} and ${n}`,
    );
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(y[i] as number))
      throw new RangeError(`twoWayAnova requires finite values, got ${y[i]} at index ${i}`);
  const [levelsA, levelsB] = [[...new Set(a)], [...new Set(b)]];
  if (levelsA.length < 2 || levelsB.length < 2)
    throw new RangeError(
      `twoWayAnova requires at least two levels of each factor, got ${levelsA.length} and ${levelsB.length}`,
    );
  const cells = new Set(
    a.map((v, i) => levelsA.indexOf(v) * levelsB.length + levelsB.indexOf(b[i] as string | number)),
  );
  if (cells.size < levelsA.length * levelsB.length)
    throw new RangeError(
      `twoWayAnova requires a value in every cell, got ${cells.size} of ${levelsA.length * levelsB.length}; the interaction is not estimable`,
    );
  if (n === cells.size)
    throw new RangeError(
      "twoWayAnova requires replicates to test the interaction against, got one value per cell; use gridAnova",
    );

  const codeA = effectCoding(a, levelsA);
  const codeB = effectCoding(b, levelsB);
  const codeAB = codeA.map((row, i) => row.flatMap((u) => (codeB[i] as number[]).map((v) => u * v)));
  const rss = (...parts: readonly (readonly (readonly number[])[])[]): number => {
    const columns = 1 + parts.reduce((sum, part) => sum + (part[0]?.length ?? 0), 0);
    const design = Float64Array.from(
      Array.from({ length: n }, (_, i) => [1, ...parts.flatMap((part) => part[i] ?? [])]).flat(),
    );
    return linearLeastSquares(design, n, columns, y).rss;
  };
  const full = rss(codeA, codeB, codeAB);
  const additive = rss(codeA, codeB);
  const sums = {
    1: [rss() - rss(codeA), rss(codeA) - additive],
    2: [rss(codeB) - additive, rss(codeA) - additive],
    3: [rss(codeB, codeAB) - full, rss(codeA, codeAB) - full],
  }[type] as [number, number];
  const dfResidual = n - cells.size;
  const floor = ROUNDING * Array.from(y).reduce((sum, v) => sum + v * v, 0);
  const row = (df: number, sumOfSquares: number): AnovaRow => {
    const f = full > floor ? sumOfSquares / df / (full / dfResidual) : null;
    return {
      df,
      sumOfSquares,
      f,
      p: f === null ? null : fUpper(f, df, dfResidual),
      partialEtaSquared: sumOfSquares + full > floor ? sumOfSquares / (sumOfSquares + full) : Number.NaN,
    };
  };
  return {
    type,
    a: row(levelsA.length - 1, sums[0]),
    b: row(levelsB.length - 1, sums[1]),
    interaction: row((levelsA.length - 1) * (levelsB.length - 1), additive - full),
    residual: { df: dfResidual, sumOfSquares: full },
    r2: 1 - full / rss(),
  };
}

/** Sum-to-zero columns: one per level but the last, which gets −1 everywhere. */
function effectCoding(values: readonly (string | number)[], levels: readonly (string | number)[]): number[][] {
  return values.map((value) => {
    const place = levels.indexOf(value);
    return levels.slice(1).map((_, j) => (place === levels.length - 1 ? -1 : place === j ? 1 : 0));
  });
}
