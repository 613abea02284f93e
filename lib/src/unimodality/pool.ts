/**
 * Pools adjacent violators from left to right (or from right to left, so that the fit falls), and remembers the fit of every
 * prefix: the last block of each, from which the blocks before it follow.
 *
 * Each point is merged at most once, so the pass is linear. A block keeps its own sum of squares by the formula for joining two
 * samples, which subtracts nothing and so loses no digits.
 */
export interface Pooler {
  /** `starts[i]`: where, counted along the pass, the last block of the best fit to the first i + 1 points begins. */
  readonly starts: Int32Array;
  /** `means[i]`: the value of that block. */
  readonly means: Float64Array;
  /** `errors[i]`: the sum of squares of the best fit to the first i points. */
  readonly errors: Float64Array;
  /** Takes the points in turn. */
  run(y: Float64Array, weights: Float64Array, backwards: boolean): void;
}

/** Memory for passes over `n` points. */
export function createPooler(n: number): Pooler {
  const starts = new Int32Array(n);
  const means = new Float64Array(n);
  const masses = new Float64Array(n);
  const errors = new Float64Array(n + 1);
  return {
    starts,
    means,
    errors,
    run(y, weights, backwards) {
      const step = backwards ? -1 : 1;
      for (let i = 0, place = backwards ? n - 1 : 0; i < n; i++, place += step) {
        let mean = y[place] as number;
        let mass = weights[place] as number;
        let own = 0;
        let start = i;
        while (start > 0 && (means[start - 1] as number) >= mean) {
          const last = start - 1;
          start = starts[last] as number;
          const other = masses[last] as number;
          const total = mass + other;
          const gap = (means[last] as number) - mean;
          own += (errors[last + 1] as number) - (errors[start] as number) + ((mass * other) / total) * gap * gap;
          mean += (other / total) * gap;
          mass = total;
        }
        starts[i] = start;
        means[i] = mean;
        masses[i] = mass;
        errors[i + 1] = (errors[start] as number) + own;
      }
    },
  };
}

/** Writes the fit of the first `count` points of a pass to the end of `fitted` that the pass began at. Returns its number of blocks. */
export function unpool(pooler: Pooler, count: number, fitted: Float64Array, backwards: boolean): number {
  const n = fitted.length;
  let blocks = 0;
  for (let end = count; end > 0; blocks++) {
    const start = pooler.starts[end - 1] as number;
    const mean = pooler.means[end - 1] as number;
    if (backwards) for (let i = n - end; i < n - start; i++) fitted[i] = mean;
    else for (let i = start; i < end; i++) fitted[i] = mean;
    end = start;
  }
  return blocks;
}
