/**
 * Pools adjacent violators from left to right over y[from…to) (or from right to left, so that the fit falls).
 *
 * Each point is merged at most once, so the pass is linear. A block keeps its own sum of squares by the formula for joining two
 * samples, which subtracts nothing and so loses no digits.
 */
export interface Pooler {
  /** Values of the blocks, in the order of the pass. */
  readonly means: Float64Array;
  /** How many points each block holds. */
  readonly sizes: Int32Array;
  /** Takes the points in turn; `error[i]` becomes the sum of squares of the best monotone fit to the first i + 1 points. Returns the number of blocks. */
  run(
    y: Float64Array,
    weights: Float64Array,
    from: number,
    to: number,
    backwards: boolean,
    error?: Float64Array,
  ): number;
}

/** Memory for passes over at most `n` points. */
export function createPooler(n: number): Pooler {
  const means = new Float64Array(n);
  const masses = new Float64Array(n);
  const sizes = new Int32Array(n);
  const errors = new Float64Array(n + 1);
  return {
    means,
    sizes,
    run(y, weights, from, to, backwards, error) {
      let top = -1;
      const count = to - from;
      for (let i = 0; i < count; i++) {
        const place = backwards ? to - 1 - i : from + i;
        let mean = y[place] as number;
        let mass = weights[place] as number;
        let size = 1;
        let own = 0;
        while (top >= 0 && (means[top] as number) >= mean) {
          const other = masses[top] as number;
          const total = mass + other;
          const gap = (means[top] as number) - mean;
          own += (errors[top + 1] as number) - (errors[top] as number) + ((mass * other) / total) * gap * gap;
          mean += (other / total) * gap;
          mass = total;
          size += sizes[top] as number;
          top--;
        }
        top++;
        means[top] = mean;
        masses[top] = mass;
        sizes[top] = size;
        errors[top + 1] = (errors[top] as number) + own;
        if (error !== undefined) error[i] = errors[top + 1] as number;
      }
      return top + 1;
    },
  };
}

/** Writes the blocks of a pass back over [from, to). */
export function unpool(
  pooler: Pooler,
  blocks: number,
  fitted: Float64Array,
  from: number,
  to: number,
  backwards: boolean,
): void {
  let place = backwards ? to : from;
  for (let b = 0; b < blocks; b++) {
    const size = pooler.sizes[b] as number;
    const mean = pooler.means[b] as number;
    if (backwards) {
      fitted.fill(mean, place - size, place);
      place -= size;
    } else {
      fitted.fill(mean, place, place + size);
      place += size;
    }
  }
}
