/** Options shared by the shape regressions. */
export interface SeriesOptions {
  /** Precisions, not negative; a point of weight zero has no influence and gets a value between its neighbours. @default ones */
  readonly weights?: ArrayLike<number> | undefined;
  /** Abscissae in any order; equal ones are pooled first, so that the fit is a function of x. @default the index */
  readonly x?: ArrayLike<number> | undefined;
}

/** A series in rising x with pooled ties and no weightless points, and the way back to the caller's order. */
export interface Series {
  readonly y: Float64Array;
  readonly weights: Float64Array;
  /** Σ w (y − pooled y)²: what no function of x can explain. */
  readonly within: number;
  /** Carries a fit of the pooled series back to the given points. */
  spread(fitted: Float64Array): Float64Array;
  /** The given point that stands first at a pooled place. */
  first(place: number): number;
  /** The given point that stands last at a pooled place. */
  last(place: number): number;
}

/**
 * Checks and orders a series.
 *
 * @throws RangeError if it is empty, a number is not finite, a weight is negative, all weights are zero, or lengths differ
 */
export function seriesOf(name: string, y: ArrayLike<number>, { weights, x }: SeriesOptions): Series {
  const n = y.length;
  if (n === 0) throw new RangeError(`${name} requires at least one point, got none`);
  for (const [what, values] of [
    ["weights", weights],
    ["x", x],
  ] as const)
    if (values !== undefined && values.length !== n)
      throw new RangeError(`${name} requires ${n} ${what}, one per point, got ${values.length}`);
  let plain = true;
  let weight = 0;
  for (let i = 0; i < n; i++) {
    const value = y[i] as number;
    if (!Number.isFinite(value)) throw new RangeError(`${name} requires finite y, got ${value} at index ${i}`);
    if (x !== undefined) {
      if (!Number.isFinite(x[i] as number))
        throw new RangeError(`${name} requires finite x, got ${x[i]} at index ${i}`);
      if (i > 0 && !((x[i] as number) > (x[i - 1] as number))) plain = false;
    }
    const w = weights === undefined ? 1 : (weights[i] as number);
    if (!(w >= 0 && w < Number.POSITIVE_INFINITY))
      throw new RangeError(`${name} requires weights of at least zero, got ${w} at index ${i}`);
    if (w === 0) plain = false;
    weight += w;
  }
  if (weight === 0) throw new RangeError(`${name} requires at least one positive weight, got none among ${n}`);
  if (plain)
    return {
      y: new Float64Array(y),
      weights: weights === undefined ? new Float64Array(n).fill(1) : new Float64Array(weights),
      within: 0,
      spread: (fitted) => fitted,
      first: (place) => place,
      last: (place) => place,
    };
  return pooled(y, weights, x);
}

function pooled(
  y: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
  x: ArrayLike<number> | undefined,
): Series {
  const n = y.length;
  const at = (i: number) => (x === undefined ? i : (x[i] as number));
  const weightOf = (i: number) => (weights === undefined ? 1 : (weights[i] as number));
  const order = Array.from({ length: n }, (_, i) => i)
    .filter((i) => weightOf(i) > 0)
    .sort((i, j) => at(i) - at(j) || i - j);
  const places: { x: number; weight: number; mean: number; points: number[] }[] = [];
  let within = 0;
  for (const i of order) {
    const [value, weight] = [y[i] as number, weightOf(i)];
    const last = places[places.length - 1];
    if (last !== undefined && last.x === at(i)) {
      const total = last.weight + weight;
      within += ((last.weight * weight) / total) * (value - last.mean) ** 2;
      last.mean += (weight * (value - last.mean)) / total;
      last.weight = total;
      last.points.push(i);
    } else places.push({ x: at(i), weight, mean: value, points: [i] });
  }
  return {
    y: Float64Array.from(places, (p) => p.mean),
    weights: Float64Array.from(places, (p) => p.weight),
    within,
    first: (place) => places[place]?.points[0] as number,
    last: (place) => places[place]?.points.at(-1) as number,
    spread: (fitted) =>
      Float64Array.from({ length: n }, (_, i) => {
        // The first place not left of this point: its own, or the right neighbour of a weightless one.
        let [low, high] = [0, places.length];
        while (low < high) {
          const middle = (low + high) >> 1;
          if ((places[middle]?.x as number) < at(i)) low = middle + 1;
          else high = middle;
        }
        const right = places[low];
        const left = places[low - 1];
        if (right === undefined) return fitted[places.length - 1] as number;
        if (right.x === at(i) || left === undefined) return fitted[low] as number;
        const share = (at(i) - left.x) / (right.x - left.x);
        return (fitted[low - 1] as number) * (1 - share) + (fitted[low] as number) * share;
      }),
  };
}
