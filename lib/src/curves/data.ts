import type { CurveFamily } from "./family.js";

/** What is known about the noise: nothing (a common scale is estimated), standard deviations, or counts. */
export type Noise =
  | { readonly kind: "estimated"; readonly weights: Float64Array | undefined }
  | { readonly kind: "known"; readonly sigma: Float64Array }
  | { readonly kind: "binomial"; readonly trials: Float64Array };

/** Points to fit, checked. */
export interface CurveData {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly noise: Noise;
}

/** How the points' precision is given; at most one of the three. */
export interface Precision {
  /** Relative precisions (one over variance); the common scale is estimated from the residuals. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Known standard deviations, in units of y: nothing is rescaled (scipy's `absolute_sigma=True`). */
  readonly sigma?: ArrayLike<number> | undefined;
  /** Questions behind each rate, one number for all or one each: the binomial likelihood is maximised. */
  readonly trials?: number | ArrayLike<number> | undefined;
}

/**
 * Checks points before a fit: lengths, finite numbers, x inside the family's domain, rates that are rates, enough distinct x.
 *
 * @throws RangeError that names the first offence and its place
 */
export function checkData(
  family: CurveFamily,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  precision: Precision,
  free: number,
): CurveData {
  const n = x.length;
  if (y.length !== n) throw new RangeError(`fit requires x and y of one length, got ${n} and ${y.length}`);
  if (n < free)
    throw new RangeError(`fit requires at least ${free} points for the ${free} parameters of ${family.name}, got ${n}`);
  const noise = checkPrecision(precision, n);
  for (let i = 0; i < n; i++) {
    const at = x[i] as number;
    const value = y[i] as number;
    if (!Number.isFinite(at)) throw new RangeError(`fit requires finite x, got ${at} at index ${i}`);
    if (at < 0 || (at === 0 && family.x === "positive"))
      throw new RangeError(`fit requires ${family.x} x for ${family.name}, got ${at} at index ${i}`);
    if (!Number.isFinite(value)) throw new RangeError(`fit requires finite y, got ${value} at index ${i}`);
    checkRate(family, value, i, noise);
  }
  const distinct = countDistinct(x);
  if (distinct < free)
    throw new RangeError(
      `fit requires at least ${free} distinct x for the ${free} parameters of ${family.name}, got ${distinct === 1 ? `${n} points at one x, ${x[0]}` : `${distinct} among ${n} points`}`,
    );
  return { x: new Float64Array(x), y: new Float64Array(y), noise };
}

function countDistinct(x: ArrayLike<number>): number {
  let rising = 1;
  while (rising < x.length && (x[rising] as number) > (x[rising - 1] as number)) rising++;
  return rising === x.length ? rising : new Set(Array.from(x)).size;
}

/** Noise may carry a mean of noisy rates a little outside [0, 1]; a percentage is far outside. */
const SLACK = 0.25;

function checkRate(family: CurveFamily, value: number, index: number, noise: Noise): void {
  const slack = noise.kind === "binomial" ? 0 : family.y === "rate" ? SLACK : Number.POSITIVE_INFINITY;
  if (value >= -slack && value <= 1 + slack) return;
  const hint = value > 1 && value <= 100 ? "; divide percentages by 100" : "";
  throw new RangeError(
    `fit requires rates in [0, 1] for ${noise.kind === "binomial" ? "counts" : family.name}, got ${value} at index ${index}${hint}`,
  );
}

function checkPrecision({ weights, sigma, trials }: Precision, n: number): Noise {
  const given = Number(weights !== undefined) + Number(sigma !== undefined) + Number(trials !== undefined);
  if (given > 1) throw new RangeError("fit requires at most one of weights, sigma and trials");
  if (sigma !== undefined)
    return { kind: "known", sigma: checked("sigma", sigma, n, "a positive number", (v) => v > 0) };
  if (trials !== undefined) {
    const each = typeof trials === "number" ? new Float64Array(n).fill(trials) : trials;
    const whole = (v: number) => Number.isInteger(v) && v > 0;
    return { kind: "binomial", trials: checked("trials", each, n, "a positive integer", whole) };
  }
  if (weights === undefined) return { kind: "estimated", weights: undefined };
  return { kind: "estimated", weights: checked("weights", weights, n, "a positive number", (v) => v > 0) };
}

function checked(
  name: string,
  values: ArrayLike<number>,
  n: number,
  required: string,
  fits: (value: number) => boolean,
): Float64Array {
  if (values.length !== n) throw new RangeError(`fit requires ${n} ${name}, one per point, got ${values.length}`);
  for (let i = 0; i < n; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || !fits(value))
      throw new RangeError(`fit requires ${name} to be ${required}, got ${value} at index ${i}`);
  }
  return new Float64Array(values);
}
