import type { Law } from "../law.js";

/** A law on finitely many points, ascending, as arrays. */
export interface Points {
  readonly points: Float64Array;
  readonly chances: Float64Array;
}

/**
 * The law of `combine(a, b)` for independent a and b on finitely many points each, where combine rises in a and, for every b, can be solved for a:
 * `solve(t, b)` is the a with combine(a, b) = t. Nothing of size |A| |B| is built: a probability costs O(|A| + |B|).
 */
export function independentLaw(
  a: Points,
  b: Points,
  combine: (a: number, b: number) => number,
  solve: (t: number, b: number) => number,
  moments: { readonly mean: number; readonly standardDeviation: number },
  rounding: number,
): Law {
  const upTo = new Float64Array(a.points.length + 1);
  for (let i = 0; i < a.points.length; i++) upTo[i + 1] = (upTo[i] as number) + (a.chances[i] as number);
  const total = (upTo[a.points.length] as number) * b.chances.reduce((sum, c) => sum + c, 0);
  /** Chance of at most t, with `slack` in the unit of a. */
  const cdf = (t: number, slack: number): number => {
    let sum = 0;
    for (let j = 0; j < b.points.length; j++)
      sum += (b.chances[j] as number) * (upTo[countUpTo(a.points, solve(t, b.points[j] as number) + slack)] as number);
    return sum / total;
  };
  const corners = [a.points[0], a.points[a.points.length - 1]].flatMap((x) =>
    [b.points[0], b.points[b.points.length - 1]].map((y) => combine(x as number, y as number)),
  );
  const support: readonly [number, number] = [Math.min(...corners), Math.max(...corners)];
  return {
    ...moments,
    size: "ideal",
    error: 1e-12,
    support,
    position: (t) => {
      const less = cdf(t, -rounding);
      return { less, equal: Math.max(0, cdf(t, rounding) - less) };
    },
    quantile(p) {
      let [low, high] = support;
      const resolution = 1e-13 * (high - low);
      low -= 1e3 * resolution;
      for (let i = 0; i < 200 && high - low > resolution; i++) {
        const middle = (low + high) / 2;
        if (cdf(middle, rounding) >= p - 1e-13) high = middle;
        else low = middle;
      }
      return nearestPoint(a, b, combine, solve, high);
    },
  };
}

/** How many ascending points are at most t. */
function countUpTo(points: Float64Array, t: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as number) <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nearestPoint(
  a: Points,
  b: Points,
  combine: (a: number, b: number) => number,
  solve: (t: number, b: number) => number,
  t: number,
): number {
  let best = Number.POSITIVE_INFINITY;
  for (const y of b.points) {
    const i = countUpTo(a.points, solve(t, y));
    for (const x of [a.points[i - 1], a.points[i]]) {
      if (x === undefined) continue;
      const value = combine(x, y);
      if (Math.abs(value - t) < Math.abs(best - t)) best = value;
    }
  }
  return best;
}
