import type { Rng } from "../core/index.js";
import { binomialDraw } from "../stats/index.js";

/** What is known about the noise of a measured curve; without either, one common scale is estimated from the curve itself. */
export interface NoiseOptions {
  /** Questions behind each rate, one number for all or one each: the noise is binomial. */
  readonly trials?: number | ArrayLike<number> | undefined;
  /** Known standard deviation of each value. */
  readonly sigma?: number | ArrayLike<number> | undefined;
}

/** A measured curve in rising x, with a way to measure it again under another truth. */
export interface MeasuredCurve {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Relative precisions. */
  readonly weights: Float64Array;
  /** True where the noise's size is known. */
  readonly known: boolean;
  /** Variances of the values if `mean` were the truth; `residual` is the variance per unit weight where noise is estimated. */
  variances(mean: Float64Array, residual: number): Float64Array;
  /** A measurement of another truth, drawn anew. */
  simulator(mean: Float64Array, residual: number, rng: Rng): (out: Float64Array) => void;
}

/**
 * Checks a curve and puts it in order of x.
 *
 * @throws RangeError if there are fewer than three points, x repeats, a number is not finite, or with `trials` a value is no rate
 */
export function measuredCurve(
  name: string,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { trials, sigma }: NoiseOptions,
): MeasuredCurve {
  const n = x.length;
  if (y.length !== n) throw new RangeError(`${name} requires x and y of one length, got ${n} and ${y.length}`);
  if (n < 3) throw new RangeError(`${name} requires at least three points, got ${n}`);
  if (trials !== undefined && sigma !== undefined)
    throw new RangeError(`${name} requires at most one of trials and sigma`);
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(x[i] as number) || !Number.isFinite(y[i] as number))
      throw new RangeError(`${name} requires finite x and y, got ${x[i]} and ${y[i]} at index ${i}`);
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => (x[i] as number) - (x[j] as number));
  const pick = (values: ArrayLike<number>) => Float64Array.from(order, (i) => values[i] as number);
  const [xs, ys] = [pick(x), pick(y)];
  for (let i = 1; i < n; i++)
    if (xs[i] === xs[i - 1])
      throw new RangeError(`${name} requires distinct x, got ${xs[i]} twice; average repeated points first`);
  const each = (what: string, given: number | ArrayLike<number>, whole: boolean): Float64Array => {
    const values = pick(typeof given === "number" ? new Float64Array(n).fill(given) : given);
    const bad = values.find((v) => !(v > 0 && v < Number.POSITIVE_INFINITY) || (whole && !Number.isInteger(v)));
    if (bad !== undefined || (typeof given !== "number" && given.length !== n))
      throw new RangeError(
        `${name} requires ${what} to be ${n} positive ${whole ? "integers" : "numbers"}, got ${bad ?? (given as ArrayLike<number>).length}`,
      );
    return values;
  };
  if (trials !== undefined) {
    const m = each("trials", trials, true);
    const odd = ys.find((v) => !(v >= 0 && v <= 1));
    if (odd !== undefined)
      throw new RangeError(
        `${name} requires rates in [0, 1] with trials, got ${odd}${odd > 1 && odd <= 100 ? "; divide percentages by 100" : ""}`,
      );
    return binomialCurve(xs, ys, m);
  }
  if (sigma !== undefined) {
    const s = each("sigma", sigma, false);
    return normalCurve(
      xs,
      ys,
      s.map((v) => 1 / (v * v)),
      true,
    );
  }
  return normalCurve(xs, ys, new Float64Array(n).fill(1), false);
}

function normalCurve(x: Float64Array, y: Float64Array, weights: Float64Array, known: boolean): MeasuredCurve {
  const variances = (_mean: Float64Array, residual: number) => weights.map((w) => (known ? 1 : residual) / w);
  return {
    x,
    y,
    weights,
    known,
    variances,
    simulator(mean, residual, rng) {
      const sd = variances(mean, residual).map(Math.sqrt);
      return (out) => {
        for (let i = 0; i < out.length; i++) out[i] = (mean[i] as number) + (sd[i] as number) * rng.normal();
      };
    },
  };
}

function binomialCurve(x: Float64Array, y: Float64Array, trials: Float64Array): MeasuredCurve {
  // Half a hit and half a miss more: a rate of zero or one is not known without error.
  const rate = (mean: number, m: number) => (mean * m + 0.5) / (m + 1);
  return {
    x,
    y,
    weights: trials,
    known: true,
    variances: (mean) =>
      mean.map((p, i) => (rate(p, trials[i] as number) * (1 - rate(p, trials[i] as number))) / (trials[i] as number)),
    simulator(mean, _residual, rng) {
      const draws = Array.from(mean, (p, i) => binomialDraw(trials[i] as number, Math.min(1, Math.max(0, p))));
      return (out) => {
        draws.forEach((draw, i) => {
          out[i] = draw(rng) / (trials[i] as number);
        });
      };
    },
  };
}
