/** `count` independent draws with replacement from `values`, added up: one term of a resampled sum. */
export interface Draws {
  readonly values: Float64Array;
  readonly count: number;
}

export interface DrawMoments {
  readonly mean: number;
  readonly variance: number;
  /** Largest distance of a value from the mean. */
  readonly reach: number;
}

/** Mean, variance (divisor n) and reach of one draw. */
export function drawMoments(values: Float64Array): DrawMoments {
  const n = values.length;
  const first = values[0] as number;
  let shift = 0;
  for (const value of values) shift += value - first;
  const mean = first + shift / n;
  let squares = 0;
  let reach = 0;
  for (const value of values) {
    squares += (value - mean) ** 2;
    reach = Math.max(reach, Math.abs(value - mean));
  }
  return { mean, variance: squares / n, reach };
}

/** e^-37, about 1e-16: tails below this are beyond the last digit. */
const NEGLIGIBLE = 37;

/**
 * A distance that a sum of independent terms of this variance, none reaching further than `reach` from its mean, exceeds with chance below 1e-16
 * on either side (Bernstein's inequality).
 */
export function negligibleBeyond(variance: number, reach: number): number {
  const b = (NEGLIGIBLE * reach) / 3;
  return b + Math.sqrt(b * b + 2 * NEGLIGIBLE * variance);
}
