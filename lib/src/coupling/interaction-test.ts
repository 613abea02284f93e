import { linearLeastSquares } from "../numerics/index.js";
import { chiSquareUpper } from "../stats/index.js";
import { checkGrid, decompose, type Grid } from "./grid.js";

/** What is known about the noise of a grid's cells; cells are taken as independent. */
export type GridNoise = { readonly trials: number } | { readonly sigma: number | readonly (readonly number[])[] };

/** Interaction beyond noise. */
export interface InteractionTest {
  /** Σ (residual of the weighted additive fit / σ)². */
  readonly chiSquare: number;
  readonly df: number;
  readonly p: number;
  /** Variance of the interaction over that of the grid, as measured: noise included. */
  readonly share: number;
  /** The same with the noise's expected part taken off; may be slightly negative where there is none. */
  readonly shareWithoutNoise: number;
}

/**
 * Is there interaction beyond noise of known size? One value per cell suffices then.
 *
 * @param noise questions behind every rate, or standard deviations
 * @throws RangeError as `decompose`, or if the noise is not positive, or a score is no rate with `trials`
 * @example
 * interactionTest([[0.5, 0.6], [0.6, 0.7]], { trials: 100 }).p > 0.9; // => true
 */
export function interactionTest(grid: Grid, noise: GridNoise): InteractionTest {
  const { rows, columns } = checkGrid("interactionTest", grid);
  const variances = cellVariances("interactionTest", grid, noise);
  const n = rows * columns;
  const width = rows + columns - 1;
  const design = new Float64Array(n * width);
  const right = new Float64Array(n);
  grid.forEach((row, i) => {
    row.forEach((value, j) => {
      const at = i * columns + j;
      const root = 1 / Math.sqrt(variances[i]?.[j] as number);
      design[at * width + i] = root;
      if (j > 0) design[at * width + rows + j - 1] = root;
      right[at] = value * root;
    });
  });
  const { rss } = linearLeastSquares(design, n, width, right);
  const df = (rows - 1) * (columns - 1);
  const { variance } = decompose(grid);
  const noiseMean = variances.flat().reduce((s, v) => s + v, 0) / n;
  const signal = variance.total - (noiseMean * (n - 1)) / n;
  return {
    chiSquare: rss,
    df,
    p: chiSquareUpper(rss, df),
    share: variance.interaction / variance.total,
    shareWithoutNoise: signal > 0 ? (variance.interaction - (noiseMean * df) / n) / signal : Number.NaN,
  };
}

/** Variance of every cell's score. With trials, half a hit and half a miss are added, so that no rate is taken as certain. */
export function cellVariances(name: string, grid: Grid, noise: GridNoise): number[][] {
  if ("trials" in noise) {
    const { trials } = noise;
    if (!Number.isInteger(trials) || trials < 1)
      throw new RangeError(`${name} requires trials to be a positive integer, got ${trials}`);
    return grid.map((row, i) =>
      row.map((value, j) => {
        if (!(value >= 0 && value <= 1))
          throw new RangeError(
            `${name} requires rates in [0, 1] with trials, got ${value} in row ${i}, column ${j}${value > 1 && value <= 100 ? "; divide percentages by 100" : ""}`,
          );
        const rate = (value * trials + 0.5) / (trials + 1);
        return (rate * (1 - rate)) / trials;
      }),
    );
  }
  return grid.map((row, i) =>
    row.map((_, j) => {
      const sigma = typeof noise.sigma === "number" ? noise.sigma : noise.sigma[i]?.[j];
      if (sigma === undefined || !(sigma > 0 && sigma < Number.POSITIVE_INFINITY))
        throw new RangeError(`${name} requires a positive sigma for every cell, got ${sigma} in row ${i}, column ${j}`);
      return sigma * sigma;
    }),
  );
}
